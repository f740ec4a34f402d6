"""Goods come back over the counter: by line and quantity, to the fen, never more than was sold."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

import pytest

from ecosystem.feed.public import FactRow
from ecosystem.kernel.errors import DomainError, NotFound
from ecosystem.ledger.public import InsufficientFunds, balance_of, drawer_of
from merchants.aftersale.public import NothingToReturn
from merchants.aftersale.public import WhyMissing as ReasonMissing
from merchants.staff.public import AboveThreshold
from merchants.till.actions import give_back, pay_out
from merchants.till.models import Return, Sale
from tests import counter
from tests.cast import MORNING, Corner, actor
from tests.counter import line, sold
from tests.staff import staff
from tests.trading import differences, standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(corner: Corner) -> Corner:
    return corner


def back(town: Corner, sale: Sale, wanted: dict[int, str], *, key: str = "", reason: str = "sour", by: object = None) -> Return:
    lines = {place: Decimal(quantity) for place, quantity in wanted.items()}
    person = by or town.owner
    return give_back(order_id=sale.pk, wanted=lines, reason=reason, drawer_id=None, key=key or uuid4().hex, by=actor(person), at=MORNING)  # type: ignore[arg-type]


def test_cash_comes_back_out_of_the_drawer(town: Corner) -> None:
    counter.shift(town)
    sale = sold(town, line(town.milk, "3", discount_minor=1), line(town.bread))
    assert back(town, sale, {1: "1"}).amount_minor == 499
    assert back(town, sale, {1: "2", 2: "1"}).amount_minor == 1_000 + 1_250
    assert balance_of(drawer_of(town.shop.party_id)) == 10_000
    assert sale.order.status != "cancelled"
    kinds = FactRow.objects.filter(kind="trade.order_refunded").values_list("standing", flat=True)
    assert list(kinds) == ["claimed", "claimed"]
    assert differences() == []


def test_a_tab_is_lowered(town: Corner) -> None:
    wu = counter.customer(town)
    sale = sold(town, line(town.milk, "3"), tender="tab", customer=wu)
    back(town, sale, {1: "2"})
    wu.refresh_from_db()
    assert (wu.balance_minor, wu.items.get().open_minor) == (500, 500)
    assert differences() == []


def test_the_same_key_gives_back_once(town: Corner) -> None:
    counter.shift(town)
    sale = sold(town, line(town.milk, "3"))
    assert back(town, sale, {1: "1"}, key="k").pk == back(town, sale, {1: "1"}, key="k").pk
    assert Return.objects.count() == 1


def test_refusals_change_nothing(town: Corner) -> None:
    shift = counter.shift(town, float_minor=0)
    sale = sold(town, line(town.milk, "2"))
    back(town, sale, {1: "1"})

    def refused(error: type[DomainError], wanted: dict[int, str], **more: object) -> None:
        before = standing(), Return.objects.count()
        with pytest.raises(error):
            back(town, sale, wanted, **more)  # type: ignore[arg-type]
        assert (standing(), Return.objects.count()) == before

    refused(NothingToReturn, {1: "1.001"})
    refused(NothingToReturn, {2: "1"})
    refused(NothingToReturn, {1: "0"})
    refused(NothingToReturn, {1: "-1"})
    refused(NothingToReturn, {1: "NaN"})
    refused(NothingToReturn, {})
    refused(ReasonMissing, {1: "1"}, reason=" ")
    refused(NotFound, {1: "1"}, by=town.rival)
    refused(AboveThreshold, {1: "1"}, by=staff(town.shop, "cashier"))
    pay_out(shift_id=shift.pk, amount_minor=400, reason="safe", key="o", by=actor(town.owner), at=MORNING)
    refused(InsufficientFunds, {1: "1"})
