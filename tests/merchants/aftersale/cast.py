"""Short ways to after-sale in the tests: an order that was handed over, a claim on it, a bank that refuses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from ecosystem.kernel.photos import Shot, taken
from ecosystem.kernel.pictures import without_traces
from ecosystem.ledger.public import Transfer
from ecosystem.payments.bank_account import BankAccount
from ecosystem.payments.public import BANK_ACCOUNT
from ecosystem.ports import Outcome
from merchants.aftersale import actions
from merchants.aftersale.actions import Application
from merchants.aftersale.models import Case, CaseLine, Step, Tally
from merchants.aftersale.rules import Asked
from merchants.orders.public import Order, accept_order, mark_ready
from tests.cast import MORNING, Corner, actor
from tests.pictures import PHONE_JPEG, drawn
from tests.trading import check_out, hand_over, put, standing

JPEG, PNG = without_traces(PHONE_JPEG), drawn(8)


class StubbornBank(BankAccount):
    """A way to pay whose refunds answer what a test puts into ``answers``; what is not in it goes through."""

    def __init__(self) -> None:
        self.answers: list[Outcome] = []

    def refund(
        self, *, refund_id: UUID, document_id: UUID, payer_id: UUID | None, amount_minor: int, shares: Sequence[tuple[str, int]], at: datetime
    ) -> Outcome:
        if self.answers:
            return self.answers.pop(0)
        return super().refund(refund_id=refund_id, document_id=document_id, payer_id=payer_id, amount_minor=amount_minor, shares=shares, at=at)


def handed_over(town: Corner, milk: str = "3", bread: str = "", *, method: str = BANK_ACCOUNT, channel: str = "pickup") -> Order:
    """Milk at five yuan, bread at twelve and a half, paid, packed and in the resident's hands."""
    for sku, quantity in ((town.milk, milk), (town.bread, bread)):
        if quantity:
            put(town.resident, sku, quantity)
    order = Order.objects.get(errand_id=check_out(town.resident, channel=channel, method=method))
    owner = actor(town.owner)
    accept_order(order_id=order.pk, by=owner, at=MORNING)
    mark_ready(order_id=order.pk, by=owner, at=MORNING)
    return hand_over(order_id=order.pk, key=uuid4().hex, by=owner, at=MORNING)


def applied(
    town: Corner,
    order: Order,
    *lines: tuple[int, str],
    kind: str = "refund_only",
    reason: str = "damaged",
    shots: Sequence[Shot] = (),
    key: str = "",
    by: Any = None,
    at: datetime = MORNING,
) -> Case:
    asked = tuple(Asked(position, Decimal(quantity)) for position, quantity in lines or ((1, "1"),))
    wanted = Application(order.pk, kind, reason, "sour", asked, tuple(shots))
    return actions.apply(application=wanted, key=key or uuid4().hex, by=actor(by or town.resident), at=at)


def agreed(town: Corner, case: Case, *, at: datetime = MORNING, **more: Any) -> Case:
    return actions.agree(case_id=case.pk, key=uuid4().hex, by=actor(town.owner), at=at, **more)


def rejected(town: Corner, case: Case, *, at: datetime = MORNING) -> Case:
    return actions.reject(case_id=case.pk, reason="it was fresh", by=actor(town.owner), at=at)


def escalated(town: Corner, order: Order, *lines: tuple[int, str], **more: Any) -> Case:
    case = rejected(town, applied(town, order, *lines, **more))
    return actions.escalate(case_id=case.pk, text="it was not", by=actor(town.resident), at=MORNING)


def picture() -> Shot:
    return taken(JPEG)


def all_of_it() -> list[object]:
    """What a refusal must leave as it was."""
    rows = [list(model._default_manager.order_by("pk").values_list()) for model in (Case, CaseLine, Tally, Step)]
    return [*standing(), *rows, Transfer.objects.count()]
