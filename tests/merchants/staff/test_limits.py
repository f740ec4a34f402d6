"""How far a seller goes alone, whose PIN lets it through, and that both are written down."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.audit.public import Act
from ecosystem.identity.public import Person
from ecosystem.kernel.errors import DomainError, NotFound
from merchants.orders.public import Line, PriceChanged
from merchants.staff.actions import set_limits
from merchants.staff.errors import AboveThreshold, BadThreshold
from merchants.staff.models import Threshold
from merchants.staff.rules import DEFAULTS, Limits, limits_of, may_give, widest
from merchants.stock.public import Level, SoldOut, let_counter_go_below
from merchants.till.actions import give_back, sell
from merchants.till.errors import DiscountTooLarge
from merchants.till.models import Return, Sale, Todo
from tests import counter
from tests.cast import MORNING, Corner, actor
from tests.counter import line, ticket
from tests.merchants.staff.cast import branch, hired
from tests.trading import differences, standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(corner: Corner) -> Corner:
    return corner


def limit(town: Corner, role: str, **values: Any) -> Threshold:
    return set_limits(shop_id=town.shop.pk, role=role, limits=Limits(**values), by=actor(town.owner), at=MORNING)


def rung(town: Corner, by: Person, *lines: Any, approver: Person | None = None) -> Sale:
    who = actor(approver) if approver else None
    return sell(shop_id=town.shop.pk, ticket=ticket(*lines), by=actor(by), at=MORNING, approver=who)


def refused(error: type[DomainError], act: Callable[[], object]) -> DomainError:
    before = standing(), Return.objects.count()
    with pytest.raises(error) as caught:
        act()
    assert (standing(), Return.objects.count()) == before
    return caught.value


def test_a_discount_above_the_sellers_limit_needs_somebody_who_may(town: Corner) -> None:
    counter.shift(town)
    cashier, clerk, manager = (hired(town.shop, role) for role in ("cashier", "clerk", "manager"))
    half = line(town.milk, "2", discount_minor=300)
    assert rung(town, cashier, line(town.milk, "2", discount_minor=50)).order.discount_minor == 50
    assert refused(DiscountTooLarge, lambda: rung(town, cashier, half)).details == {"needs": "discount"}
    refused(DiscountTooLarge, lambda: rung(town, cashier, half, approver=clerk))
    sale = rung(town, cashier, half, approver=manager)
    assert (sale.sold_by_id, sale.order.discount_minor) == (cashier.pk, 300)
    act = Act.objects.get(act="staff.approve")
    assert (act.actor, act.target, act.about) == (f"person/{manager.pk}", f"order/{sale.pk}", town.shop.pk)
    assert act.after == {"discount": {"gross": "10.00", "off": "3.00"}, "asked_by": f"person/{cashier.pk}"}
    limit(town, "cashier", discount_bp=3_000)
    rung(town, cashier, half)
    assert Act.objects.filter(act="staff.approve").count() == 1
    assert differences() == []


def test_another_price_is_asked_on_purpose_or_not_at_all(town: Corner) -> None:
    counter.shift(town)
    cashier, manager = hired(town.shop, "cashier"), hired(town.shop, "manager")

    def at_price(price: int, seen: int | None = 500) -> Any:
        return counter.TicketLine(town.milk.pk, Decimal(1), price, list_minor=seen)

    refused(AboveThreshold, lambda: rung(town, cashier, at_price(450)))
    refused(AboveThreshold, lambda: rung(town, cashier, at_price(550)))
    refused(AboveThreshold, lambda: rung(town, cashier, at_price(249), approver=manager))
    # What was seen is not what the shop asks: a stale list, whoever stands by.
    refused(PriceChanged, lambda: rung(town, town.owner, at_price(450, seen=499)))
    refused(PriceChanged, lambda: rung(town, town.owner, at_price(450, seen=None)))
    sale = rung(town, cashier, at_price(450), approver=manager)
    assert (sale.order.total_minor, Line.objects.get(order=sale.order).unit_minor) == (450, 450)
    limit(town, "cashier", override_bp=1_000)
    assert rung(town, cashier, at_price(450)).order.total_minor == 450
    refused(AboveThreshold, lambda: rung(town, cashier, at_price(449)))


def test_small_parts_are_no_way_around_what_may_be_given_back(town: Corner) -> None:
    counter.shift(town)
    cashier, manager = hired(town.shop, "cashier"), hired(town.shop, "manager")
    limit(town, "cashier", refund_minor=1_000)
    sale = rung(town, town.owner, line(town.milk, "4"))

    def back(quantity: str, approver: Person | None = None) -> Return:
        who = actor(approver) if approver else None
        wanted = {1: Decimal(quantity)}
        key = uuid4().hex
        return give_back(order_id=sale.pk, wanted=wanted, reason="sour", drawer_id=None, key=key, by=actor(cashier), at=MORNING, approver=who)

    refused(AboveThreshold, lambda: back("3"))
    assert back("1").amount_minor == back("1").amount_minor == 500
    refused(AboveThreshold, lambda: back("1"))
    assert back("1", manager).amount_minor == 500
    act = Act.objects.get(act="staff.approve")
    assert act.after == {"refund": {"amount_minor": 500, "before_minor": 1_000}, "asked_by": f"person/{cashier.pk}"}
    assert differences() == []


def test_the_counter_sells_what_no_shelf_has_and_asks_for_the_delivery(town: Corner) -> None:
    counter.shift(town)
    cashier, manager = hired(town.shop, "cashier"), hired(town.shop, "manager")
    more = [line(town.milk, "52"), line(town.bread, "2")]
    paid = {"tendered_minor": 100_000}

    def sold(by: Person, approver: Person | None = None) -> Sale:
        who = actor(approver) if approver else None
        return sell(shop_id=town.shop.pk, ticket=ticket(*more, **paid), by=actor(by), at=MORNING, approver=who)

    refused(SoldOut, lambda: sold(town.owner))
    let_counter_go_below(shop_id=town.shop.pk, allowed=True, by=actor(town.owner), at=MORNING)
    refused(AboveThreshold, lambda: sold(cashier))
    sale = sold(cashier, manager)
    assert sale.order.status == "completed"
    assert dict(Level.objects.filter(shop=town.shop).values_list("sku", "on_hand")) == {town.milk.pk: -2, town.bread.pk: 48}
    todo = Todo.objects.get(sale_id=sale.pk)
    assert (todo.kind, todo.booked, todo.closed_at) == ("receiving_gap", True, None)
    assert Act.objects.get(act="staff.approve").actor == f"person/{manager.pk}"
    # So far as she may go alone, and no further.
    limit(town, "cashier", below_nothing=Decimal(3))
    more = [line(town.milk)]
    assert Todo.objects.get(sale_id=sold(cashier).pk).details == {"names": ["Milk"], "below": "3"}
    assert refused(AboveThreshold, lambda: sold(cashier)).values["most"] == "3"
    assert Act.objects.filter(act="staff.approve").count() == 1
    assert sold(cashier, manager).order.status == "completed"
    assert Act.objects.filter(act="staff.approve").latest("pk").after["below_nothing"] == {"names": ["Milk"], "below": "4"}
    # What a shelf has is sold without a word.
    rung(town, cashier, line(town.bread))
    assert Todo.objects.count() == 3
    assert differences() == []


def test_limits_are_the_owners_to_say(town: Corner) -> None:
    manager = hired(town.shop, "manager")
    for who in (manager, town.rival, hired(town.shop, "clerk")):
        with pytest.raises(NotFound):
            set_limits(shop_id=town.shop.pk, role="cashier", limits=Limits(), by=actor(who), at=MORNING)
    out_of_range: list[tuple[str, Any]] = [("discount_bp", 10_001), ("refund_minor", -1), ("below_nothing", Decimal(-1))]
    for role, values in [("owner", {}), ("rider", {}), *(("clerk", {name: value}) for name, value in out_of_range)]:
        with pytest.raises(BadThreshold):
            limit(town, role, **values)
    assert not Threshold.objects.exists()
    limit(town, "cashier", discount_bp=700)
    limit(town, "cashier", discount_bp=700)
    act = Act.objects.get(act="staff.set_limits")
    assert (act.before, act.after) == ({"role": "cashier", "discount_bp": 500}, {"role": "cashier", "discount_bp": 700})
    # What one branch says is nothing to the other.
    second = branch(town.shop, town.owner)
    assert not Threshold.objects.filter(shop=second).exists()


LIMITS = st.builds(
    Limits,
    *[st.none() | st.integers(0, 10_000) for _ in range(4)],
    below_nothing=st.none() | st.integers(0, 10**8).map(Decimal),
)


@given(st.lists(LIMITS, min_size=1, max_size=4), st.integers(1, 10**8), st.integers(0, 10**8))
def test_several_roles_may_what_one_of_them_may(limits: list[Limits], gross: int, off: int) -> None:
    together = widest(limits)
    assert together.may_discount(gross, off) == any(each.may_discount(gross, off) for each in limits)
    assert together.may_override(gross, off) == any(each.may_override(gross, off) for each in limits)
    assert together.may_refund(off) == any(each.may_refund(off) for each in limits)
    assert together.may_purchase(off) == any(each.may_purchase(off) for each in limits)
    assert together.may_go_below(Decimal(off)) == any(each.may_go_below(Decimal(off)) for each in limits)


def test_no_role_without_limits_of_its_own_may_anything() -> None:
    assert limits_of({"rider", "stock_keeper"}, {}) == Limits() == limits_of(set(), {})
    assert limits_of({"cashier", "clerk"}, {}) == DEFAULTS["clerk"]
    here = frozenset({uuid4()})
    assert may_give([("manager", here)], "cashier", here)
    assert not may_give([("manager", here)], "cashier", None)
    assert not may_give([("clerk", None)], "cashier", here)
