"""Every rule that the database keeps for the catalogue, broken once as the app's own role."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, models, transaction

from merchants.catalog.actions import Answer, Question, ask_with, change_many, define_group, set_windows, upload_import
from merchants.catalog.models import Batch, BatchRow, Import, ModifierGroup, ModifierOption, PriceChange, Product, ProductGroup, Sku, Variant, Window
from merchants.catalog.rules.bulk import Bulk
from merchants.shops.public import Hours
from tests import cast
from tests.cast import MORNING, Corner, actor

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(hours=25)

CHANGES: list[tuple[type[models.Model], dict[str, Any], str]] = [
    (Product, {"name_zh": ""}, "product_has_a_name_in_both_languages"),
    (Variant, {"code": ""}, "variant_has_a_code"),
    (Variant, {"barcode": "12345"}, "barcode_is_a_gtin"),
    (Variant, {"barcode": "690102807576x"}, "barcode_is_a_gtin"),
    (Variant, {"sale_unit": "furlong", "sale_factor": 2}, "variant_has_known_units"),
    (Variant, {"base_unit": "furlong"}, "variant_has_known_units"),
    (Variant, {"sale_unit": "case", "sale_factor": 0}, "units_convert_by_more_than_nothing"),
    (Variant, {"purchase_factor": -1}, "units_convert_by_more_than_nothing"),
    (Variant, {"sale_factor": 2}, "a_unit_is_once_itself"),
    (Variant, {"tax_bp": 5_001}, "a_price_holds_less_tax_than_half"),
    (Sku, {"price_minor": 0}, "sku_has_a_price"),
    (Sku, {"name_en": ""}, "sku_has_a_name_in_both_languages"),
    (Sku, {"name_zh": ""}, "sku_has_a_name_in_both_languages"),
    (Sku, {"daily_cap": 0}, "daily_cap_is_of_something"),
    (Sku, {"make_minutes": 1_441}, "an_article_is_made_within_a_day"),
    (Sku, {"archived_at": MORNING}, "what_is_archived_is_not_on_sale"),
    (Window, {"weekday": 7}, "window_is_on_a_day_of_the_week"),
    (Window, {"opens_minute": 1440, "closes_minute": 1500}, "window_opens_before_it_closes"),
    (Window, {"closes_minute": 0}, "window_opens_before_it_closes"),
    (Window, {"closes_minute": 4000}, "window_opens_before_it_closes"),
    (PriceChange, {"price_minor": 0}, "price_change_is_to_a_price"),
    (ModifierGroup, {"name_en": ""}, "modifier_group_has_a_name_in_both_languages"),
    (ModifierGroup, {"max_picks": 0}, "modifier_group_asks_no_more_than_it_takes"),
    (ModifierGroup, {"min_picks": 2}, "modifier_group_asks_no_more_than_it_takes"),
    (ModifierOption, {"name_zh": ""}, "modifier_option_has_a_name_in_both_languages"),
    (ModifierOption, {"uses_quantity": 1}, "a_linked_option_uses_something"),
    (Batch, {"kind": "lost"}, "batch_has_a_known_kind"),
    (Batch, {"undone_at": LATER}, "batch_is_undone_in_time"),
    (Import, {"status": "lost"}, "import_has_a_known_status"),
    (Import, {"content": None}, "a_waiting_import_has_its_file"),
]
TWICE: list[tuple[type[models.Model], dict[str, Any], str]] = [
    (Variant, {"barcode": None}, "variant_code_is_unique_in_its_merchant"),
    (Variant, {"code": "other"}, "barcode_is_unique_in_its_merchant"),
    (Sku, {"code": "other"}, "a_variant_is_listed_once_in_a_shop"),
    (Window, {}, "a_window_opens_once"),
    (ModifierGroup, {}, "modifier_group_is_named_once_in_its_merchant"),
    (ProductGroup, {}, "a_question_is_asked_once_with_a_product"),
    (BatchRow, {}, "a_batch_changes_a_listing_once"),
]


@pytest.fixture(scope="module")
def town(common_ground: None) -> Corner:
    """Something of everything: a barcode, a choice that is asked, hours, a batch and a file that waits."""
    town = cast.corner()
    owner = actor(town.owner)
    Variant.objects.filter(pk=town.milk.variant_id).update(barcode="6901028075763")
    question = Question("甜度", "Sweetness", (Answer("半糖", "Half"),))
    group = define_group(shop_id=town.shop.pk, question=question, by=owner, at=MORNING)
    ask_with(sku_id=town.milk.pk, group_id=group.pk, by=owner, at=MORNING)
    sku = set_windows(sku_id=town.milk.pk, windows=[Hours(0, 360, 600)], seen_version=1, by=owner, at=MORNING)
    bulk = Bulk("price_by_amount", amount_minor=1)
    change_many(shop_id=town.shop.pk, seen={sku.pk: sku.version}, bulk=bulk, by=owner, at=MORNING)
    upload_import(shop_id=town.shop.pk, name="goods.csv", content=b"code,price\nx,1", by=owner, at=MORNING)
    return town


def _copied(row: models.Model, **changes: Any) -> models.Model:
    fields = [field for field in row._meta.concrete_fields if not field.primary_key]
    return type(row)(**{**{field.attname: getattr(row, field.attname) for field in fields}, **changes})


def _first(model: type[models.Model]) -> models.Model:
    row = model._default_manager.order_by("pk").first()
    assert row is not None
    return row


@pytest.mark.parametrize(("model", "change", "rule"), CHANGES)
def test_no_row_can_be_changed_into_a_breach(town: Corner, model: type[models.Model], change: dict[str, Any], rule: str) -> None:
    row = _first(model)
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        model._default_manager.filter(pk=row.pk).update(**change)


@pytest.mark.parametrize(("model", "change", "rule"), TWICE)
def test_nothing_is_there_twice(town: Corner, model: type[models.Model], change: dict[str, Any], rule: str) -> None:
    row = _first(model)
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        _copied(row, **change).save(force_insert=True)


def test_a_code_is_listed_once_in_a_shop(town: Corner) -> None:
    variant = _copied(Variant.objects.get(pk=town.milk.variant_id), id=uuid4(), code="other", barcode=None)
    variant.save(force_insert=True)
    with pytest.raises(IntegrityError, match="sku_code_is_unique_in_its_shop"), transaction.atomic():
        _copied(Sku.objects.get(pk=town.milk.pk), variant_id=variant.pk).save(force_insert=True)


@pytest.mark.parametrize("statement", ["UPDATE catalog_batchrow SET id = id", "DELETE FROM catalog_batchrow"])
def test_what_a_batch_did_is_never_changed(town: Corner, statement: str) -> None:
    with pytest.raises(DatabaseError, match=r"never changed|permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_every_rule_has_its_breach() -> None:
    named = {constraint.name for model in apps.get_app_config("catalog").get_models() for constraint in model._meta.constraints}
    broken = {row[-1] for row in (*CHANGES, *TWICE)} | {"sku_code_is_unique_in_its_shop"}
    assert named == broken
