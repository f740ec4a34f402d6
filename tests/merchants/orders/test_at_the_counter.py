"""Handed over at the counter: against the buyer's code, said or scanned, or without one for a reason."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction

from ecosystem.audit.models import Act
from merchants.orders import actions
from merchants.orders.codes import code_of, order_of, token_of
from merchants.orders.errors import CodeLocked, CodeNeeded, OrderMoved, OrderNotFound, WrongDoorCode
from merchants.orders.public import Order
from merchants.shops.models import Shop
from tests import cast
from tests.cast import MORNING, Corner, actor
from tests.trading import Api, check_out, differences, order_in, put, standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Corner:
    return cast.corner(stock="500")


def wrong(order: Order) -> str:
    return f"{(int(code_of(order.pk)) + 1) % 10_000:04d}"


def hand(order: Order, person: object, key: str = "", **told: str) -> Order:
    return actions.hand_over(order_id=order.pk, key=key or uuid4().hex, by=actor(person), at=MORNING, **told)  # type: ignore[arg-type]


@pytest.mark.parametrize("way", ["said", "scanned"])
def test_what_is_fetched_goes_against_the_code_and_once(town: Corner, way: str) -> None:
    order, other = order_in("ready", town), order_in("ready", town)
    shown = f" {code_of(order.pk)} " if way == "said" else token_of(order.pk, MORNING - timedelta(seconds=50))
    before = standing()
    for refused in ({}, {"without": "because"}):
        with pytest.raises(CodeNeeded):
            hand(order, town.owner, **refused)
    for stranger in (town.rival, town.resident):
        with pytest.raises(OrderNotFound):
            hand(order, stranger, shown=shown)
    assert standing() == before
    for _ in range(2):
        assert hand(order, town.owner, key="k", shown=shown).status == "completed"
    with pytest.raises(OrderMoved):
        hand(order, town.owner, shown=shown)
    for not_its in (token_of(order.pk, MORNING), token_of(other.pk, MORNING - timedelta(minutes=2)), wrong(other)):
        with pytest.raises(WrongDoorCode):
            hand(other, town.owner, shown=not_its)
    assert order_of(f"{shown}x", MORNING) is None
    assert differences() == []


def test_five_wrong_codes_leave_only_a_reason_and_it_is_written_down(town: Corner) -> None:
    order = order_in("ready", town)
    for left in (4, 3, 2, 1):
        with pytest.raises(WrongDoorCode) as refused:
            hand(order, town.owner, shown=wrong(order))
        assert refused.value.details == {"left": left}
    for shown in (wrong(order), code_of(order.pk)):
        with pytest.raises(CodeLocked):
            hand(order, town.owner, shown=shown)
    assert Act.objects.filter(act="orders.wrong_code", target=f"order/{order.pk}").count() == 5
    assert hand(order, town.owner, without="known").status == "completed"
    [act] = Act.objects.filter(act="orders.hand_over_without_code")
    assert (act.target, act.after) == (f"order/{order.pk}", {"reason": "known"})
    with pytest.raises(IntegrityError, match="a_buyers_code_has_few_tries"), transaction.atomic():
        Order.objects.filter(pk=order.pk).update(wrong_codes=6)
    with pytest.raises(IntegrityError, match="an_order_is_prepared_within_a_day"), transaction.atomic():
        Order.objects.filter(pk=order.pk).update(prep_minutes=1441)


def test_the_code_stands_on_the_buyers_page_alone(town: Corner) -> None:
    with time_machine.travel(MORNING, tick=False):
        order = order_in("ready", town)
        owner, buyer, shown = Api(town.owner), Api(town.resident), f"orders/{order.pk}/code"
        page = buyer.client.get(f"/orders/{order.pk}/").content.decode()
        assert code_of(order.pk) in page
        assert "code-svg" in page
        board = owner.client.get("/shop/orders/").content.decode()
        assert 'name="code"' in board
        assert code_of(order.pk) not in board
        assert (owner.get(shown).status_code, Api(town.rival).get(shown).status_code) == (404, 404)
        told = buyer.get(shown).json()
        assert order_of(told["token"], MORNING) == order.pk
        there = f"/shop/orders/{order.pk}/hand-over/"
        assert owner.client.post(there, {"code": wrong(order), "idempotency_key": "a"}).status_code == 422
        assert owner.post(f"orders/{order.pk}/hand-over").json()["code"] == "code_needed"
        assert owner.post(f"orders/{order.pk}/hand-over", {"code": told["digits"]}).json()["status"] == "completed"
        assert code_of(order.pk) not in buyer.client.get(f"/orders/{order.pk}/").content.decode()


def test_a_large_order_is_promised_later(town: Corner) -> None:
    Shop.objects.filter(pk=town.shop.pk).update(prep_minutes=10, prep_items=5, prep_more_minutes=2)
    small = order_in("accepted", town)
    Shop.objects.filter(pk=town.shop.pk).update(auto_accept=True)
    put(town.resident, town.milk, "12")
    large = Order.objects.get(errand_id=check_out(town.resident))
    assert [order.promised_at for order in (small, large)] == [MORNING + timedelta(minutes=10), MORNING + timedelta(minutes=10 + 2 * (12 - 5))]
