"""Every rule that the database keeps for trade, broken once as the app's own role."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, models, transaction

from ecosystem.payments.models import Payment, Refund, Share
from merchants.orders.models import Line, Order
from merchants.payouts.models import Deduction, Payout
from merchants.payouts.public import pay_out
from merchants.settlement.models import CommissionRate, Settlement
from merchants.stock.models import Level, Movement, Receipt, Reservation
from residents.baskets.models import BasketLine
from tests import cast
from tests.cast import MORNING, Corner, actor
from tests.trading import order_in, put

pytestmark = pytest.mark.django_db
# The catalogue's rules are broken in tests/merchants/catalog/test_constraints.py.
ROOMS = ["payments", "stock", "settlement", "orders", "payouts", "baskets"]

# The model, what a row would be changed to, and the rule that stands in the way.
CHANGES: list[tuple[type[models.Model], dict[str, Any], str]] = [
    (Payment, {"amount_minor": 0}, "payment_is_of_something"),
    (Payment, {"refund_reserved_minor": 1_000_000}, "refunds_never_exceed_the_payment"),
    (Payment, {"refund_reserved_minor": -1}, "refunds_never_exceed_the_payment"),
    (Payment, {"payer": None}, "only_cash_is_paid_by_nobody"),
    (Payment, {"status": "lost"}, "payment_has_a_known_status"),
    (Payment, {"transfer_id": None}, "a_payment_succeeds_by_a_transfer"),
    (Payment, {"decided_at": None}, "a_decided_payment_says_when"),
    (Share, {"amount_minor": 0}, "share_is_of_something"),
    (Refund, {"amount_minor": 0}, "refund_is_of_something"),
    (Refund, {"status": "lost"}, "refund_has_a_known_status"),
    (Refund, {"transfer_id": None}, "a_refund_succeeds_by_a_transfer"),
    (Level, {"reserved": Decimal(51)}, "stock_never_oversold"),
    (Level, {"reserved": Decimal(-1)}, "reserved_stock_is_never_negative"),
    (Level, {"on_hand": Decimal(-1), "reserved": Decimal(-1)}, "stock_on_hand_is_never_negative|reserved_stock_is_never_negative"),
    (Reservation, {"quantity": Decimal(0)}, "reservation_is_of_something"),
    (Reservation, {"status": "lost"}, "reservation_has_a_known_status"),
    (CommissionRate, {"rate": Decimal(1)}, "commission_is_a_part_of_the_sale"),
    (CommissionRate, {"rate": Decimal("-0.1")}, "commission_is_a_part_of_the_sale"),
    (Settlement, {"net_minor": 1}, "settlement_sums_to_the_fen"),
    (Settlement, {"goods_minor": 0, "commission_minor": 0, "net_minor": 0}, "settlement_parts_are_not_negative"),
    (Settlement, {"goods_minor": 1, "commission_minor": -1, "net_minor": 2}, "settlement_parts_are_not_negative"),
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
    (Payout, {"gross_minor": 1}, "payout_gross_sums_to_the_fen"),
    (Payout, {"net_minor": 1}, "payout_net_sums_to_the_fen"),
    (Payout, {"withheld_minor": -1, "net_minor": 991}, "payout_parts_are_not_negative"),
    (Deduction, {"amount_minor": 0}, "deduction_is_of_something"),
    (BasketLine, {"quantity": Decimal(0)}, "basket_line_is_of_something"),
]
TWICE: list[tuple[type[models.Model], str]] = [
    (Share, "a_document_is_paid_once_by_a_payment"),
    (Refund, "payments_refund_key"),
    (Level, "stock_level_sku_id"),
    (Reservation, "an_order_line_reserves_once"),
    (CommissionRate, "one_commission_rate_a_channel_and_day"),
    (Settlement, "settlement_settlement_order_id"),
    (Line, "order_lines_are_numbered"),
    (Deduction, "a_claim_is_met_once_a_payout"),
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
    payout = pay_out(shop_id=town.shop.pk, key="k", by=actor(town.owner), at=MORNING)
    Deduction.objects.create(payout=payout, claimant="test", reference=uuid4(), amount_minor=1)
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


def test_commission_rates_are_there_for_every_channel() -> None:
    for channel in Order.Channel.values:
        assert CommissionRate.objects.filter(channel=channel, from_on__lte=date(2026, 1, 1)).exists()
