"""Every rule that the database keeps for trade, broken once as the app's own role."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, models, transaction

from merchants.orders.models import Line, Order
from merchants.stock.models import Level, Movement, Receipt, Reservation
from residents.baskets.models import BasketLine
from tests import cast
from tests.cast import Corner
from tests.trading import order_in, put

pytestmark = pytest.mark.django_db
# The catalogue's rules are broken in tests/merchants/catalog/test_constraints.py, those of money in test_money_constraints.py.
ROOMS = ["stock", "orders", "baskets"]

# The model, what a row would be changed to, and the rule that stands in the way.
CHANGES: list[tuple[type[models.Model], dict[str, Any], str]] = [
    (Level, {"reserved": Decimal(51)}, "stock_never_oversold"),
    (Level, {"reserved": Decimal(-1)}, "reserved_stock_is_never_negative"),
    (Level, {"on_hand": Decimal(-1), "reserved": Decimal(-1)}, "stock_on_hand_is_never_negative|reserved_stock_is_never_negative"),
    (Reservation, {"quantity": Decimal(0)}, "reservation_is_of_something"),
    (Reservation, {"status": "lost"}, "reservation_has_a_known_status"),
    (Order, {"total_minor": 1}, "order_total_sums_to_the_fen"),
    (Order, {"goods_minor": 0, "total_minor": 0}, "order_is_of_something|discount_is_part_of_the_goods"),
    (Order, {"discount_minor": -1, "total_minor": 1_001}, "discount_is_part_of_the_goods"),
    (Order, {"discount_minor": 1_000, "total_minor": 0}, "discount_is_part_of_the_goods"),
    (Order, {"tender": ""}, "a_paid_order_says_how"),
    (Order, {"channel": "drone"}, "order_has_a_known_channel"),
    (Order, {"status": "lost"}, "order_has_a_known_status"),
    (Order, {"payment_id": None}, "nothing_is_prepared_before_it_is_paid"),
    (Order, {"buyer": None}, "nothing_is_prepared_before_it_is_paid"),
    (Order, {"status": "completed", "completed_at": None}, "a_completed_order_says_when"),
    (Order, {"channel": "delivery", "deliver_to": ""}, "a_delivery_says_where_to"),
    (Line, {"quantity": Decimal(0)}, "order_line_is_of_something"),
    (Line, {"unit_minor": 0, "modifiers_minor": -1}, "order_line_is_of_something"),
    (Line, {"modifiers_minor": 500}, "an_order_line_costs_something_before_its_choices"),
    (Line, {"gross_minor": 0}, "order_line_is_of_something|line_discount_is_part_of_it"),
    (Line, {"discount_minor": -1}, "line_discount_is_part_of_it"),
    (Line, {"discount_minor": 1_001}, "line_discount_is_part_of_it"),
    (BasketLine, {"quantity": Decimal(0)}, "basket_line_is_of_something"),
]
TWICE: list[tuple[type[models.Model], str]] = [
    (Level, "stock_level_sku_id"),
    (Reservation, "an_order_line_reserves_once"),
    (Line, "order_lines_are_numbered"),
    (BasketLine, "an_article_is_in_a_basket_once"),
]
# Tables that are only ever added to can't be updated into a breach: a new row is one.
NEW: list[tuple[type[models.Model], dict[str, Any], str]] = [
    (Movement, {"quantity": Decimal(0)}, "movement_moves_something"),
    (Movement, {"kind": "lost"}, "movement_has_a_known_kind"),
    (Receipt, {"cost_minor": -1}, "receipt_cost_is_not_negative"),
]


@pytest.fixture
def town() -> Corner:
    """Something of everything: a paid out, a cancelled and an open order, a claim on the payout, a basket."""
    town = cast.corner()
    order_in("completed", town)
    order_in("cancelled", town)
    put(town.resident, town.bread)
    return town


def _copied(row: models.Model, **changes: Any) -> models.Model:
    """A second row like it, with a primary key of its own."""
    fields = [field for field in row._meta.concrete_fields if not field.primary_key]
    values = {field.attname: getattr(row, field.attname) for field in fields}
    return type(row)(**{**values, **changes})


def _breaks(rule: str) -> Any:
    return pytest.raises(IntegrityError, match=rule)


@pytest.mark.parametrize(("model", "change", "rule"), CHANGES)
def test_no_row_can_be_changed_into_a_breach(town: Corner, model: type[models.Model], change: dict[str, Any], rule: str) -> None:
    row = model._default_manager.order_by("pk").first()
    assert row is not None
    with _breaks(rule), transaction.atomic():
        model._default_manager.filter(pk=row.pk).update(**change)


@pytest.mark.parametrize(("model", "rule"), TWICE)
def test_nothing_is_there_twice(town: Corner, model: type[models.Model], rule: str) -> None:
    row = model._default_manager.order_by("pk").first()
    assert row is not None
    with _breaks(rule), transaction.atomic():
        _copied(row).save(force_insert=True)


@pytest.mark.parametrize(("model", "change", "rule"), NEW)
def test_no_new_row_is_a_breach(town: Corner, model: type[models.Model], change: dict[str, Any], rule: str) -> None:
    row = model._default_manager.order_by("pk").first()
    assert row is not None
    with _breaks(rule), transaction.atomic():
        _copied(row, **change).save(force_insert=True)


@pytest.mark.parametrize("model", [Movement, Receipt])
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_what_moved_is_never_changed(town: Corner, model: type[models.Model], statement: str) -> None:
    with pytest.raises(DatabaseError, match=r"never changed|permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(model._meta.db_table))


def test_every_rule_has_its_breach() -> None:
    named = {constraint.name for room in ROOMS for model in apps.get_app_config(room).get_models() for constraint in model._meta.constraints}
    broken = {name for row in (*CHANGES, *TWICE, *NEW) for name in str(row[-1]).split("|")}
    assert named <= broken
