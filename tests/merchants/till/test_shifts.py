"""A shift from its float to somebody else's approval; the drawer is what the ledger says it is."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from ecosystem.audit.public import Act
from ecosystem.kernel.errors import DomainError, NotFound
from ecosystem.ledger.public import InsufficientFunds, balance_of, drawer_of
from merchants.orders.public import Wanted
from merchants.till.actions import approve_shift, close_shift, open_shift, pay_in, pay_out, ring_up
from merchants.till.errors import BadCash, NoOpenShift, OwnShift, ReasonMissing, ShiftMoved, ShiftOpen
from merchants.till.models import CashMovement, Shift
from residents.baskets.actions import pay_order
from tests import cast, counter
from tests.cast import MORNING, Corner, actor
from tests.counter import line, sold
from tests.staff import staff
from tests.trading import differences

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(corner: Corner) -> Corner:
    return corner


def _close(shift: Shift, town: Corner, cash: int, **counted: int) -> Shift:
    tenders = {"cash": cash, **counted}
    return close_shift(shift_id=shift.pk, counted=tenders, note="", key=uuid4().hex, by=actor(town.owner), at=MORNING)


def test_a_shift_is_opened_worked_counted_and_approved_by_another(town: Corner) -> None:
    shift, owner = counter.shift(town), actor(town.owner)
    sold(town, line(town.milk, "3"))
    sold(town, line(town.bread), tender="tab", customer=counter.customer(town))
    pay_in(shift_id=shift.pk, amount_minor=2_000, reason="change from the bank", key="i", by=owner, at=MORNING)
    pay_out(shift_id=shift.pk, amount_minor=500, reason="courier", key="o", by=owner, at=MORNING)
    assert balance_of(drawer_of(town.shop.party_id)) == 10_000 + 1_500 + 2_000 - 500
    closed = _close(shift, town, 12_900, tab=1_250)
    counts = {count.tender: (count.counted_minor, count.expected_minor, count.difference_minor) for count in closed.counts.all()}
    assert counts == {"cash": (12_900, 13_000, -100), "tab": (1_250, 1_250, 0)}
    assert balance_of(drawer_of(town.shop.party_id)) == 0
    assert list(shift.movements.order_by("pk").values_list("kind", "amount_minor"))[-2:] == [("difference", -100), ("taken", -12_900)]
    with pytest.raises(OwnShift):
        approve_shift(shift_id=shift.pk, by=owner, at=MORNING)
    with pytest.raises(NotFound):
        approve_shift(shift_id=shift.pk, by=actor(cast.clerk(town.shop)), at=MORNING)
    manager = actor(staff(town.shop, "manager"))
    approved = approve_shift(shift_id=shift.pk, by=manager, at=MORNING)
    assert (approved.status, approve_shift(shift_id=shift.pk, by=manager, at=MORNING).status) == ("approved", "approved")
    assert Act.objects.filter(act="till.approve_shift").count() == 1
    assert differences() == []


def test_code_sales_are_counted_by_when_they_were_paid(town: Corner) -> None:
    shift = counter.shift(town)
    sale = ring_up(shop_id=town.shop.pk, wanted=[Wanted(town.milk.pk, Decimal(1), 500)], key="c", by=actor(town.owner), at=MORNING)
    pay_order(order_id=sale.pk, method="bank_account", key="p", by=actor(town.resident), at=MORNING)
    assert _close(shift, town, 10_000, code=500).counts.get(tender="code").difference_minor == 0


def test_one_drawer_has_one_open_shift(town: Corner) -> None:
    counter.shift(town)
    with pytest.raises(ShiftOpen):
        counter.shift(town, by=cast.clerk(town.shop))
    counter.shift(town, drawer="2")
    assert Shift.objects.filter(status="open").count() == 2
    first = Shift.objects.order_by("pk")[0]
    with pytest.raises(IntegrityError, match="one_open_shift_a_drawer"), transaction.atomic():
        Shift.objects.create(drawer=first.drawer, float_minor=0, opened_by=town.owner, opened_at=MORNING)


def test_each_drawer_takes_its_own_sales(town: Corner) -> None:
    one, two = counter.shift(town), counter.shift(town, drawer="2")
    sold(town, line(town.milk), drawer=two.drawer_id)
    sold(town, line(town.bread))
    assert [sum(shift.movements.values_list("amount_minor", flat=True)) for shift in (one, two)] == [11_250, 10_500]
    _close(two, town, 10_500)
    with pytest.raises(NoOpenShift):
        sold(town, line(town.milk), drawer=two.drawer_id)
    assert balance_of(drawer_of(town.shop.party_id)) == 11_250
    assert differences() == []


def test_the_same_key_counts_once(town: Corner) -> None:
    shift, owner = counter.shift(town, float_minor=0), actor(town.owner)
    for _ in range(2):
        pay_in(shift_id=shift.pk, amount_minor=100, reason="coins", key="same", by=owner, at=MORNING)
    for _ in range(2):
        close_shift(shift_id=shift.pk, counted={"cash": 100}, note="", key="same", by=owner, at=MORNING)
    assert CashMovement.objects.count() == 2
    again = open_shift(shop_id=town.shop.pk, drawer="1", float_minor=5, key="k", by=owner, at=MORNING)
    assert open_shift(shop_id=town.shop.pk, drawer="1", float_minor=5, key="k", by=owner, at=MORNING).pk == again.pk


def test_refusals_change_nothing(town: Corner) -> None:
    shift, owner = counter.shift(town), actor(town.owner)

    def refused(error: type[DomainError], verb: object, **values: object) -> None:
        before = set(CashMovement.objects.values_list("pk")), balance_of(drawer_of(town.shop.party_id)), Shift.objects.get(pk=shift.pk).status
        with pytest.raises(error):
            verb(**{"shift_id": shift.pk, "key": uuid4().hex, "by": owner, "at": MORNING, **values})  # type: ignore[operator]
        after = set(CashMovement.objects.values_list("pk")), balance_of(drawer_of(town.shop.party_id)), Shift.objects.get(pk=shift.pk).status
        assert after == before

    refused(InsufficientFunds, pay_out, amount_minor=10_001, reason="too much")
    refused(ReasonMissing, pay_out, amount_minor=1, reason="  ")
    refused(BadCash, pay_in, amount_minor=0, reason="nothing")
    refused(BadCash, close_shift, counted={"tab": 0}, note="")
    refused(BadCash, close_shift, counted={"cash": -1}, note="")
    refused(NotFound, pay_out, amount_minor=1, reason="theft", by=actor(town.rival))
    refused(NotFound, close_shift, counted={"cash": 0}, note="", by=actor(town.outsider))
    with pytest.raises(ShiftMoved):
        approve_shift(shift_id=shift.pk, by=actor(staff(town.shop, "manager")), at=MORNING)
    _close(shift, town, 10_000)
    refused(ShiftMoved, pay_out, amount_minor=1, reason="late")
    refused(ShiftMoved, close_shift, counted={"cash": 0}, note="")
