"""Random stock verbs against a model that fits on a page: the shelf is what the model says, and the books agree."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule, run_state_machine_as_test

from ecosystem.kernel.errors import DomainError
from merchants.stock import actions
from merchants.stock.public import Packed, ReceiptLine, TakenBack
from tests import cast
from tests.cast import MORNING, actor
from tests.merchants.stock.cast import level, promise, second_shop, sell, twin_of, weighed
from tests.trading import differences

pytestmark = pytest.mark.django_db
QUANTITY = st.integers(1, 9_000).map(lambda thousandths: Decimal(thousandths) / 1000)


class Shelf(RuleBasedStateMachine):
    """``on_hand`` and ``held`` are the model; each rule says first whether the verb may succeed."""

    orders = Bundle("orders")
    sales = Bundle("sales")

    def __init__(self) -> None:
        super().__init__()
        self.before = transaction.savepoint()
        self.town = cast.corner(stock="0")
        weighed()
        self.by, self.milk, self.shop = actor(self.town.owner), self.town.milk, self.town.shop
        self.other = second_shop(self.town)
        self.twin = twin_of(self.milk, self.other, self.town)
        actions.receive_stock(shop_id=self.shop.pk, lines=[ReceiptLine(self.milk.pk, Decimal(1), 99)], key="first", by=self.by, at=MORNING)
        self.on_hand, self.held, self.there = Decimal(1), Decimal(0), Decimal(0)

    def tried(self, allowed: bool, act: Any) -> bool:
        try:
            with transaction.atomic():
                act()
        except DomainError:
            assert not allowed
            return False
        assert allowed
        return True

    @rule(quantity=QUANTITY, cost=st.integers(0, 999))
    def receive(self, quantity: Decimal, cost: int) -> None:
        with transaction.atomic():
            actions.add_receipt(shop=self.shop, lines=[ReceiptLine(self.milk.pk, quantity, cost)], by=self.by, at=MORNING, landed_minor=cost % 7)
        self.on_hand += quantity

    @rule(target=orders, quantity=QUANTITY)
    def reserve(self, quantity: Decimal) -> Any:
        made: list[UUID] = []
        if self.tried(self.on_hand - self.held >= quantity, lambda: made.append(promise(self.milk, str(quantity)))):
            self.held += quantity
            return (made[0], quantity)
        return multiple()

    @rule(order=orders, how=st.sampled_from(["commit", "release"]))
    def end(self, order: tuple[UUID, Decimal], how: str) -> None:
        order_id, quantity = order
        was = level(self.milk).reserved
        with transaction.atomic():
            actions.commit(order_id=order_id, at=MORNING) if how == "commit" else actions.release(order_ids=[order_id])
        if level(self.milk).reserved != was:
            self.held -= quantity
            self.on_hand -= quantity if how == "commit" else 0

    @rule(target=sales, quantity=QUANTITY)
    def at_counter(self, quantity: Decimal) -> Any:
        sale_id = uuid4()
        if self.tried(self.on_hand - self.held >= quantity, lambda: sell(self.town, self.milk, str(quantity), sale_id=sale_id)):
            self.on_hand -= quantity
            return [sale_id, quantity]
        return multiple()

    @rule(sale=sales, quantity=QUANTITY, decision=st.sampled_from(["sellable", "scrap", "quarantine"]))
    def take_back(self, sale: list[Any], quantity: Decimal, decision: str) -> None:
        lines = [TakenBack(self.milk.pk, quantity, decision)]
        act = actions.take_back
        if self.tried(sale[1] >= quantity, lambda: act(shop_id=self.shop.pk, sale_id=sale[0], lines=lines, reason="x", by=self.by, at=MORNING)):
            sale[1] -= quantity
            self.on_hand += quantity if decision == "sellable" else 0

    @rule(quantity=QUANTITY, back=st.booleans())
    def transfer(self, quantity: Decimal, back: bool) -> None:
        lines = [Packed(self.milk.pk, quantity)]
        draft = actions.draft_transfer(source_id=self.shop.pk, destination_id=self.other.pk, lines=lines, key=uuid4().hex, by=self.by, at=MORNING)
        step = {"transfer_id": draft.pk, "by": self.by, "at": MORNING}
        try:
            actions.dispatch_transfer(key=uuid4().hex, **step)
        except DomainError:
            assert self.on_hand - self.held < quantity
            return
        actions.receive_transfer(arrived={self.milk.pk: Decimal("0.001")}, key=uuid4().hex, **step)
        if quantity > Decimal("0.001"):
            actions.cancel_transfer(how="back" if back else "write_off", reason="x", key=uuid4().hex, **step)
        self.on_hand -= Decimal("0.001") if back else quantity
        self.there += Decimal("0.001")

    @rule(counted=QUANTITY)
    def count(self, counted: Decimal) -> None:
        values = {"sku_id": self.milk.pk, "shop_id": self.shop.pk, "counted": counted, "reason": "x", "by": self.by, "at": MORNING}
        if self.tried(counted >= self.held, lambda: actions.adjusting.set_on_hand.__wrapped__(**values)):
            self.on_hand = counted

    @invariant()
    def shelf_is_as_the_model_says(self) -> None:
        row = level(self.milk)
        assert (row.on_hand, row.reserved) == (self.on_hand, self.held)
        assert row.value_minor >= 0
        assert self.there == (level(self.twin).on_hand if self.there else 0)

    def teardown(self) -> None:
        assert differences() == []
        transaction.savepoint_rollback(self.before)


def test_random_verbs_leave_the_shelf_that_a_page_of_arithmetic_does() -> None:
    checks = list(HealthCheck)
    run_state_machine_as_test(Shelf, settings=settings(max_examples=12, stateful_step_count=25, deadline=None, suppress_health_check=checks))
