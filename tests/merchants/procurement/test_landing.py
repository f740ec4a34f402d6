"""Freight reaches the shelf with the goods, labels with them; carriers bill late; payments that nobody answers come back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from ecosystem import ports
from ecosystem.ledger.public import Leg, deposit_of, post_transfer
from ecosystem.payments.errors import PaymentDecided
from ecosystem.payments.public import Payment, Refund, fail_payment
from ecosystem.ports import Outcome
from merchants.procurement import actions, errors
from merchants.procurement.actions import Bill, Counted, OnTop, Quoted
from merchants.procurement.models import Charge, Invoice, Order, ReorderRule
from merchants.procurement.queries import suggestions_for
from merchants.procurement.rules import Season, landed_by_now
from merchants.procurement.tasks import ask_everybody
from merchants.stock.errors import BatchNeeded
from merchants.stock.public import Batch, Level, track_batches
from tests import buying
from tests.buying import D, Market
from tests.cast import BANK, MORNING, actor
from tests.trading import SLOW_BANK, Api, SlowBank, differences

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(market: Market) -> Iterator[Market]:
    with time_machine.travel(MORNING, tick=False):
        yield market


@transaction.atomic
def placed(town: Market, *, freight_minor: int = 333, landed_by: str = "value") -> Order:
    """10 cases of milk at ¥72.00 and 20 kg at ¥9.99, confirmed, with freight on top."""
    names, units = ("x", "x"), ("x", "x")
    lines = [
        Quoted(town.corner.milk.pk, names, units, D(24), True, D(10), 7_200),
        Quoted(town.corner.bread.pk, names, units, D(1), False, D(20), 999),
    ]
    on_top = OnTop(freight_minor, landed_by=landed_by)
    return actions.place_quoted(
        shop=town.shop, supplier=town.supplier, lines=lines, on_top=on_top, code="Q1", note="", by=actor(town.owner), at=MORNING
    )


def confirmed(town: Market, **more: Any) -> Order:
    return actions.confirm_order(order_id=placed(town, **more).pk, revision=1, by=actor(town.packer), at=MORNING)


def worth(town: Market) -> list[int]:
    return [Level.objects.get(sku=sku).value_minor for sku in (town.corner.milk, town.corner.bread)]


def gained(town: Market, before: list[int]) -> list[int]:
    return [now - then for now, then in zip(worth(town), before, strict=True)]


def test_freight_comes_with_the_goods_and_the_last_delivery_brings_the_rest(town: Market) -> None:
    order, before = confirmed(town), worth(town)
    first = buying.received(town, order, "5", "0")
    # 360.00 of 919.80 is ordered by value: 333 × 36000 ÷ 91980 = 130.3.
    assert (first.landed_minor, gained(town, before)) == (130, [36_000 + 130, 0])
    buying.received(town, order, "5", "20")
    order.refresh_from_db()
    assert order.landed_minor == 333
    assert sum(gained(town, before)) == 91_980 + 333
    assert differences() == []


@pytest.mark.parametrize(("landed_by", "milk"), [("value", 783), ("quantity", 923), ("weight", 500)])
def test_it_is_shared_by_what_the_order_says(town: Market, landed_by: str, milk: int) -> None:
    order, before = confirmed(town, freight_minor=1_000, landed_by=landed_by), worth(town)
    counted = [Counted(1, D(10), weight_g=100), Counted(2, D(20), weight_g=1_200)]
    actions.post_receipt(order_id=order.pk, counted=counted, key="k", by=actor(town.keeper), at=MORNING)
    assert gained(town, before) == [72_000 + milk, 19_980 + 1_000 - milk]
    assert differences() == []


def test_a_reversal_takes_the_freight_back_too(town: Market) -> None:
    order, before = confirmed(town), worth(town)
    receipt = buying.received(town, order, "10", "20")
    actions.reverse_receipt(order_id=order.pk, receipt_id=receipt.pk, reason="wrong", key="r", by=actor(town.manager), at=MORNING)
    order.refresh_from_db()
    assert (order.landed_minor, gained(town, before)) == (0, [0, 0])
    buying.received(town, order, "10", "20")
    assert sum(gained(town, before)) == 91_980 + 333
    assert differences() == []


def test_what_a_short_delivery_leaves_over_is_borne_by_what_came(town: Market) -> None:
    order, before = confirmed(town), worth(town)
    buying.received(town, order, "5", "0")
    actions.short_close(order_id=order.pk, reason="enough", by=actor(town.owner), at=MORNING)
    order.refresh_from_db()
    assert (order.landed_minor, gained(town, before)[0]) == (333, 36_000 + 333)
    assert differences() == []


def test_a_carriers_late_bill_makes_what_lies_there_dearer(town: Market) -> None:
    order = confirmed(town, freight_minor=0)
    charge: dict[str, Any] = {"order_id": order.pk, "landed_by": "value", "reason": "carrier", "by": actor(town.accountant), "at": MORNING}
    with pytest.raises(errors.NothingCameYet):
        actions.charge_freight(**charge, amount_minor=500, key="a")
    buying.received(town, order, "10", "20")
    before = worth(town)
    for wrong in (0, -1):
        with pytest.raises(errors.BadTerms):
            actions.charge_freight(**charge, amount_minor=wrong, key="b")
    with pytest.raises(errors.PurchaseNotFound):
        actions.charge_freight(**{**charge, "by": actor(town.keeper)}, amount_minor=500, key="c")
    made = actions.charge_freight(**charge, amount_minor=500, key="k")
    assert actions.charge_freight(**charge, amount_minor=500, key="k") == made
    assert (Charge.objects.count(), sum(gained(town, before)), made.stock_minor) == (1, 500, 500)
    # It is the carrier's, not the supplier's to bill.
    with pytest.raises(errors.FreightNotAgreed):
        _billed(town, order, 1)
    page = Api(town.accountant).client.get(f"/purchases/{order.pk}/").content.decode()
    assert f"/purchases/{order.pk}/charge/" in page
    assert differences() == []


def _billed(town: Market, order: Order, extra_minor: int) -> Invoice:
    bills = [Bill(1, D(10), 7_200)]
    return actions.issue_invoice(
        order_id=order.pk,
        number=f"I{extra_minor}",
        bills=bills,
        extra_minor=extra_minor,
        key=f"i{extra_minor}",
        by=actor(town.wholesaler),
        at=MORNING,
    )


def test_the_supplier_bills_the_freight_that_was_agreed_once(town: Market) -> None:
    order = confirmed(town)
    buying.received(town, order, "10", "20")
    with pytest.raises(errors.FreightNotAgreed):
        _billed(town, order, 334)
    invoice = _billed(town, order, 333)
    assert (invoice.total_minor, invoice.status) == (72_000 + 333, "matched")
    with pytest.raises(errors.FreightNotAgreed):
        _billed(town, order, 1)
    paid = buying.paid(town, buying.approved(town, invoice))
    assert (paid.status, paid.payable_minor) == ("paid", 72_333)
    assert differences() == []


def test_labelled_goods_come_in_with_their_expiry(town: Market) -> None:
    track_batches(shop_id=town.shop.pk, sku_id=town.corner.milk.pk, by=actor(town.keeper), at=MORNING)
    order = buying.confirmed(town)
    with pytest.raises(BatchNeeded):
        buying.received(town, order, "10")
    assert 'name="expires-1"' in Api(town.keeper).client.get(f"/purchases/{order.pk}/").content.decode()
    form = {"accepted-1": "10", "batch-1": "L7", "expires-1": "2026-12-01", "idempotency_key": "k"}
    assert Api(town.keeper).client.post(f"/purchases/{order.pk}/receive/", form).status_code == 302
    batch = Batch.objects.get(code="L7")
    assert (batch.on_hand, batch.expires_on) == (240, date(2026, 12, 1))
    assert differences() == []


@given(st.integers(0, 10**6), st.lists(st.integers(1, 10**5), min_size=1, max_size=8))
def test_deliveries_in_any_number_bring_the_freight_exactly(extra: int, parts: list[int]) -> None:
    landed = kept = 0
    for part in parts:
        kept += part
        now = landed_by_now(extra, kept_minor=kept, total_minor=sum(parts), complete=kept == sum(parts))
        assert now >= landed
        landed = now
    assert landed == extra


def test_a_season_and_an_own_lead_time_change_what_is_suggested(town: Market) -> None:
    def units() -> Any:
        return next((one.units for one in suggestions_for(town.shop.pk, at=MORNING) if one.sku_id == town.corner.milk.pk), None)

    url = f"/shop/purchases/rules/{town.corner.milk.pk}/"
    form = {
        "minimum": "0",
        "maximum": "0",
        "review_days": "7",
        "lead_days": "7",
        "season_from": "2026-11-05",
        "season_until": "2026-11-20",
        "season": "300",
    }
    _sold_every_tuesday(town, "40")
    assert units() is None  # 40 a week, 50 there, tomorrow another case
    assert Api(town.buyer).client.post(url, form).status_code == 302
    rule = ReorderRule.objects.get()
    assert (rule.lead_days, rule.season_bp) == (7, 30_000)
    assert 'value="300"' in Api(town.buyer).client.get(url).content.decode()
    # Two weeks at three times 40, less the 50 that are there, in cases of 24: 190 ÷ 24.
    assert units() == 8
    Api(town.buyer).client.post(url, {**form, "season_until": "2026-11-03"})
    assert ReorderRule.objects.get().season_until == date(2026, 11, 20)  # a season that ends before it begins is refused
    Api(town.buyer).client.post(url, {**form, "season_from": "2026-01-01", "season_until": "2026-02-01"})
    assert units() is None
    with pytest.raises(errors.BadTerms):
        actions.set_reorder_rule(
            sku_id=town.corner.milk.pk,
            minimum=D(0),
            maximum=D(0),
            review_days=7,
            snoozed_until=None,
            season=Season(date(2026, 1, 1), date(2026, 1, 2), 999),
            by=actor(town.buyer),
            at=MORNING,
        )
    assert Api(town.corner.rival).client.get(url).status_code == 404


def _sold_every_tuesday(town: Market, quantity: str) -> None:
    from tests.merchants.procurement.test_reorder import sold

    for weeks in range(1, 9):
        sold(town, quantity, at=MORNING - timedelta(weeks=weeks))


class Asked(SlowBank):
    """A method that answers when asked."""

    def __init__(self) -> None:
        self.says: Outcome | None = None

    def ask(self, *, payment_id: UUID, at: datetime) -> Outcome | None:
        if self.says is None:
            raise TimeoutError
        return self.says


@pytest.fixture
def bank() -> Iterator[Asked]:
    asked = Asked()
    ports.payment_methods.join(SLOW_BANK, asked)
    ports.payment_inquiries.join(SLOW_BANK, asked)
    yield asked
    ports.payment_methods.leave(SLOW_BANK)
    ports.payment_inquiries.leave(SLOW_BANK)


def _paying(town: Market) -> Invoice:
    order = buying.confirmed(town)
    buying.received(town, order, "100")
    return buying.paid(town, buying.approved(town, buying.billed(town, order, ("100", 7_200))), method=SLOW_BANK)


def _moved(town: Market, key: str) -> UUID:
    legs = [Leg(deposit_of(town.shop.party_id), -720_000), Leg(deposit_of(town.supplier.party_id), 720_000)]  # type: ignore[arg-type]
    return post_transfer(key=key, kind="payment", legs=legs, at=MORNING)


def test_a_payment_that_nobody_answers_for_comes_back_and_may_still_succeed(town: Market, bank: Asked) -> None:
    invoice = _paying(town)
    first = invoice.payment_id
    ask_everybody(at=MORNING + timedelta(hours=23))
    invoice.refresh_from_db()
    assert invoice.status == "paying"
    ask_everybody(at=MORNING + timedelta(hours=24))
    invoice.refresh_from_db()
    assert (invoice.status, invoice.payment_id) == ("approved", None)
    buying.fund(town.shop.party_id, 1_000_000)
    again = buying.paid(town, invoice)
    assert again.status == "paid"
    # The first one succeeds after all: its money goes back.
    bank.says = Outcome("succeeded", _moved(town, "late"))
    from ecosystem.payments.public import confirm_payment

    confirm_payment(payment_id=first, transfer_id=bank.says.transfer_id, by=BANK, at=MORNING)  # type: ignore[arg-type]
    assert Refund.objects.get().amount_minor == 720_000
    assert differences() == []


def test_what_the_method_answers_when_asked_is_done(town: Market, bank: Asked) -> None:
    later = MORNING + timedelta(minutes=11)
    invoice = _paying(town)
    bank.says = Outcome("failed", reason="refused")
    ask_everybody(at=later)
    invoice.refresh_from_db()
    assert (invoice.status, Payment.objects.get().status) == ("approved", "failed")
    invoice = buying.paid(town, invoice, method=SLOW_BANK)
    bank.says = Outcome("succeeded", _moved(town, "asked"))
    ask_everybody(at=later)
    invoice.refresh_from_db()
    assert invoice.status == "paid"
    with pytest.raises(PaymentDecided):
        fail_payment(payment_id=invoice.payment_id, reason="x", by=BANK, at=later)  # type: ignore[arg-type]
    ask_everybody(at=later)
    assert differences() == []
