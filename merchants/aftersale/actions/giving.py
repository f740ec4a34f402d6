"""What the shop gives back of its own accord: a case that is done as soon as it is opened, whoever asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry, inner
from ecosystem.once.public import once
from merchants.orders.public import OUTSIDE, Order, order_for_shop

from .. import rules
from ..errors import AtTheCounter
from ..models import Case
from .claiming import open_case
from .moving import SHOP, Act, write
from .refunding import give_money


@inner
def give_back(*, order: Order, asked: Sequence[rules.Asked], reason: str, with_delivery_fee: bool = False, by: Actor, at: datetime) -> Case:
    """Refund so much of some lines of an order that the caller holds, and put the goods where each line says; at once.

    What was paid in cash comes out of the shop's drawers, what is on a tab is taken off it: the caller notes the cash.

    Raises:
        NotCompleted: the goods were not handed over yet.
        NothingToReturn: more than is left of a line, or nothing.
        ReasonMissing: why.
        PaymentFailed, InsufficientFunds: the tab owes less, or the drawers hold less.
        TakenBackTooMuch: goods that the sale did not take.
    """
    why = rules.checked_text(reason)
    case = open_case(order=order, asked=asked, kind=Case.Kind.REFUND_ONLY, reason=Case.Reason.GOODWILL, note=why, by_shop=True, due_at=at, at=at)
    case.with_delivery_fee, case.goods_back = with_delivery_fee, any(one.restock for one in asked)
    write(case, Act.AGREE, side=SHOP, by=by, at=at, text=why, amount_minor=case.asked_minor)
    return give_money(case, restock={one.position: one.restock for one in asked if one.restock}, side=SHOP, by=by, at=at)


@entry
def refund_lines(
    *, order_id: UUID, asked: Sequence[rules.Asked], reason: str, with_delivery_fee: bool = False, key: str, by: Actor, at: datetime
) -> Case:
    """The shop refunds some of an order, or all of it, without being asked; the same key refunds once.

    Raises:
        OrderNotFound: not an order of a shop that the actor keeps.
        AtTheCounter: it was paid in cash or by tab: the drawer is at the till.
        NotCompleted, NothingToReturn, ReasonMissing, TakenBackTooMuch: as ``give_back``.
    """
    body = {"order": order_id, "lines": rules.told(asked), "reason": reason, "fee": with_delivery_fee}
    with once(key, verb="aftersale.refund_lines", by=by, body=body, at=at) as turn:
        order = order_for_shop(by, order_id, lock=True)
        if turn.earlier:
            return Case.objects.get(pk=turn.earlier["case"])
        if order.tender in OUTSIDE:
            raise AtTheCounter
        case = give_back(order=order, asked=asked, reason=reason, with_delivery_fee=with_delivery_fee, by=by, at=at)
        turn.remember(case=case.pk)
        return case
