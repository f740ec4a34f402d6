"""Every rule that the database keeps for trade, broken once as the app's own role."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.db.models import F

from merchants.orders.models import Line, Order
from merchants.stock.actions import (
    Packed,
    ReceiptLine,
    TakenBack,
    add_receipt,
    draft_transfer,
    plan_count,
    receive_stock,
    reverse_receipt,
    start_count,
    take_back,
    tally,
    track_batches,
)
from merchants.stock.models import (
    Batch,
    BatchMovement,
    Count,
    CountLine,
    Level,
    Movement,
    Quarantine,
    Receipt,
    Reservation,
    Reversal,
    Tally,
    Transfer,
    TransferLine,
)
from residents.baskets.models import BasketLine
from tests import cast
from tests.cast import MORNING, Corner, actor
from tests.merchants.stock.cast import second_shop, twin_of
from tests.trading import order_in, put

pytestmark = pytest.mark.django_db
# The catalogue's rules are broken in tests/merchants/catalog/test_constraints.py, those of money in test_money_constraints.py.
ROOMS = ["stock", "orders", "baskets"]

# The model, what a row would be changed to, and the rule that stands in the way.
CHANGES: list[tuple[type[models.Model], dict[str, Any], str]] = [
    (Level, {"reserved": Decimal(51)}, "stock_never_oversold"),
    (Level, {"reserved": Decimal(-1)}, "reserved_stock_is_never_negative"),
    (Level, {"on_hand": Decimal(-1), "value_minor": 0}, "stock_on_hand_is_never_negative|stock_never_oversold"),
    (Level, {"safety": Decimal(-1)}, "shelf_limits_are_not_negative"),
    (Level, {"backorder_limit": Decimal(-1)}, "shelf_limits_are_not_negative"),
    (Level, {"unit_cost": Decimal(-1)}, "unit_cost_is_not_negative"),
    (Level, {"value_minor": -1}, "an_empty_shelf_is_worth_nothing"),
    (Level, {"on_hand": Decimal(0), "reserved": Decimal(0)}, "an_empty_shelf_is_worth_nothing"),
    (Batch, {"on_hand": Decimal(-1)}, "a_batch_is_never_negative"),
    (Quarantine, {"quantity": Decimal(0)}, "quarantine_is_of_something"),
    (Quarantine, {"status": "restocked"}, "quarantine_ends_by_a_decision"),
    (Quarantine, {"status": "lost", "decided_at": MORNING}, "quarantine_ends_by_a_decision"),
    (Transfer, {"destination": F("source")}, "a_transfer_goes_elsewhere"),
    (Transfer, {"status": "received"}, "a_transfer_says_when_it_moved"),
    (Transfer, {"status": "lost"}, "a_transfer_says_when_it_moved"),
    (TransferLine, {"quantity": Decimal(0)}, "transfer_line_is_of_something"),
    (TransferLine, {"received": Decimal(2), "lost": Decimal(2), "reason": "wet"}, "no_more_arrives_than_was_sent"),
    (TransferLine, {"lost": Decimal(1), "reason": ""}, "a_shortage_says_why"),
    (Count, {"name": ""}, "a_count_has_a_name"),
    (Count, {"status": "posted"}, "a_count_says_when_it_was"),
    (Count, {"held_until": MORNING}, "only_a_running_count_holds_shelves_still"),
    (Tally, {"counted": Decimal(-1)}, "nobody_counts_less_than_nothing"),
    (Reservation, {"quantity": Decimal(0)}, "reservation_is_of_something"),
    (Reservation, {"status": "lost"}, "reservation_has_a_known_status"),
    (Order, {"status": "gathering"}, "only_an_order_in_company_waits_for_others"),
    (Order, {"fee_back_minor": 1}, "a_round_gives_back_a_part_of_the_fee"),
    (Order, {"round_id": uuid4()}, "what_comes_in_a_round_is_a_delivery"),
    (Order, {"point_fee_minor": 1}, "what_is_collected_at_a_point_is_brought_there_and_pays_it"),
    (Order, {"total_minor": 1}, "order_total_sums_to_the_fen"),
    (Order, {"goods_minor": 0, "total_minor": 0}, "order_is_of_something|discount_is_part_of_the_goods"),
    (Order, {"discount_minor": -1, "total_minor": 1_001}, "discount_is_part_of_the_goods"),
    (Order, {"discount_minor": 1_000, "total_minor": 0}, "discount_is_part_of_the_goods"),
    (Order, {"subsidy_minor": 1}, "subsidy_is_part_of_the_discount"),
    (Order, {"tender": ""}, "a_paid_order_says_how"),
    (Order, {"channel": "drone"}, "order_has_a_known_channel"),
    (Order, {"status": "lost"}, "order_has_a_known_status"),
    (Order, {"payment_id": None}, "nothing_is_prepared_before_it_is_paid"),
    (Order, {"buyer": None}, "nothing_is_prepared_before_it_is_paid"),
    (Order, {"status": "completed", "completed_at": None}, "a_completed_order_says_when"),
    (Order, {"channel": "delivery", "deliver_to": ""}, "a_delivery_says_where_to"),
    (Order, {"table": "4"}, "who_sits_at_a_table_says_at_which"),
    (Order, {"channel": "dine_in"}, "who_sits_at_a_table_says_at_which"),
    (Order, {"channel": "dine_in", "table": "4", "deliver_to": "3-201"}, "nothing_is_brought_to_a_table_from_afar"),
    (Order, {"slot_from": MORNING}, "an_order_for_a_slot_says_from_and_until"),
    (Order, {"cancel_by": MORNING}, "only_an_order_in_work_waits_for_leave_to_cancel"),
    (Line, {"quantity": Decimal(0)}, "order_line_is_of_something"),
    (Line, {"unit_minor": 0, "modifiers_minor": -1}, "order_line_is_of_something"),
    (Line, {"modifiers_minor": 500}, "an_order_line_costs_something_before_its_choices"),
    (Line, {"gross_minor": 0}, "order_line_is_of_something|line_discount_is_part_of_it"),
    (Line, {"discount_minor": -1}, "line_discount_is_part_of_it"),
    (Line, {"discount_minor": 1_001}, "line_discount_is_part_of_it"),
    (Line, {"tax_bp": 5_001}, "a_line_holds_less_tax_than_half"),
    (Line, {"subsidy_minor": 1}, "line_subsidy_is_part_of_its_discount"),
    (BasketLine, {"quantity": Decimal(0)}, "basket_line_is_of_something"),
]
# What is broken where its rows are at hand.
TESTS = Path(__file__).resolve().parent.parent
ELSEWHERE = {
    "residents/baskets/test_addresses.py": ["an_address_is_kept_once", "an_address_has_a_door"],
    "merchants/orders/test_weighing.py": [
        "weighing_gives_back_a_part",
        "what_is_held_for_the_scale_is_weighed_before_it_is_ready",
        "a_line_weighs_something_and_no_more_than_was_held",
        "a_scale_is_shown_on_pictures",
        "a_picture_of_a_scale_is_at_most_five_megabytes",
        "a_picture_of_a_scale_is_kept_once",
    ],
    "merchants/orders/test_at_the_counter.py": ["a_buyers_code_has_few_tries", "an_order_is_prepared_within_a_day"],
    "merchants/delivery/test_delivery.py": ["where_an_order_goes_is_forgotten_with_its_end"],
    "merchants/orders/test_words.py": ["words_on_an_order_are_numbered", "an_order_is_no_chat", "a_word_says_something"],
}
TWICE: list[tuple[type[models.Model], str]] = [
    (Level, "stock_level_sku_id"),
    (Reservation, "an_order_line_reserves_once"),
    (Line, "order_lines_are_numbered"),
    (BasketLine, "an_article_is_in_a_basket_once"),
    (Batch, "a_batch_is_on_a_shelf_once"),
    (TransferLine, "transfer_lines_are_numbered"),
    (CountLine, "an_article_is_counted_once"),
    (Tally, "a_person_counts_a_line_once"),
]
# Tables that are only ever added to can't be updated into a breach: a new row is one.
NEW: list[tuple[type[models.Model], dict[str, Any], str]] = [
    (Movement, {"kind": "revalued", "quantity": Decimal(0), "value_minor": 0}, "movement_moves_something"),
    (Movement, {"kind": "lost"}, "movement_goes_the_way_of_its_kind"),
    (Movement, {"kind": "sold"}, "movement_goes_the_way_of_its_kind"),
    (Movement, {"value_minor": -1}, "movement_goes_the_way_of_its_kind"),
    (Movement, {"kind": "adjusted", "reason": ""}, "an_adjustment_says_why"),
    (Receipt, {"cost_minor": -1}, "receipt_cost_is_not_negative"),
    (Receipt, {"landed_minor": -1}, "landed_cost_is_not_negative"),
    (BatchMovement, {"quantity": Decimal(0)}, "batch_movement_moves_something"),
    (Reversal, {"reason": ""}, "a_receipt_is_taken_back_for_a_reason"),
    (TransferLine, {"position": 9}, "an_article_is_on_a_transfer_once"),
]


@pytest.fixture(scope="module")
def town(common_ground: None) -> Corner:
    """Something of everything: a paid out, a cancelled and an open order, a claim on the payout, a basket."""
    town = cast.corner()
    order_in("completed", town)
    order_in("cancelled", town)
    put(town.resident, town.bread)
    some_stock_documents(town)
    return town


def some_stock_documents(town: Corner) -> None:
    """A batch, goods set aside, a transfer, a count with a figure, and a receipt that was reversed."""
    owner, at = actor(town.owner), MORNING
    ham = cast.article(town.shop, town.owner, name="Ham", stock="0")
    track_batches(shop_id=town.shop.pk, sku_id=ham.pk, by=owner, at=at)
    line = ReceiptLine(ham.pk, Decimal(3), 100, expires_on=at.date(), batch="L1")
    receive_stock(shop_id=town.shop.pk, lines=[line], key="ham", by=owner, at=at)
    order = Order.objects.filter(status="completed").latest("placed_at")
    with transaction.atomic():
        back = [TakenBack(town.milk.pk, Decimal(1), "quarantine")]
        take_back(shop_id=town.shop.pk, sale_id=order.pk, lines=back, reason="dented", by=owner, at=at)
        extra = add_receipt(shop=town.shop, lines=[ReceiptLine(town.bread.pk, Decimal(1), 100)], by=owner, at=at)
        reverse_receipt(receipt_id=extra.pk, reason="wrong goods", by=owner, at=at)
    second = second_shop(town)
    twin_of(town.milk, second, town)
    packed = [Packed(town.milk.pk, Decimal(3))]
    draft_transfer(source_id=town.shop.pk, destination_id=second.pk, lines=packed, key="t", by=owner, at=at)
    count = plan_count(shop_id=town.shop.pk, name="Evening", sku_ids=[town.milk.pk], key="c", by=owner, at=at)
    start_count(count_id=count.pk, by=owner, at=at)
    tally(count_id=count.pk, sku_id=town.milk.pk, counted=Decimal(10), by=owner, at=at)


def _copied(row: models.Model, **changes: Any) -> models.Model:
    """A second row like it, with a primary key of its own."""
    fields = [field for field in row._meta.concrete_fields if not field.primary_key or field.remote_field]
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


@pytest.mark.parametrize("model", [Movement, Receipt, BatchMovement, Reversal])
@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
def test_what_moved_is_never_changed(town: Corner, model: type[models.Model], statement: str) -> None:
    with pytest.raises(DatabaseError, match=r"never changed|permission denied"), transaction.atomic(), connection.cursor() as cursor:
        column = model._meta.pk.column
        cursor.execute(statement.format(model._meta.db_table, column, column))


def test_every_rule_has_its_breach() -> None:
    named = {constraint.name for room in ROOMS for model in apps.get_app_config(room).get_models() for constraint in model._meta.constraints}
    broken = {name for row in (*CHANGES, *TWICE, *NEW) for name in str(row[-1]).split("|")}
    assert named - {name for names in ELSEWHERE.values() for name in names} <= broken
    for file, names in ELSEWHERE.items():
        text = (TESTS / file).read_text(encoding="utf-8")
        assert [name for name in names if name not in text] == [], file
