"""Handing an order over although something of it is missing: the rest changes hands, the missing part's money goes back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry, inner
from ecosystem.once.public import once
from ecosystem.payments.public import lock_payment
from merchants.orders.public import OUTSIDE, Order, Told, compare_code, complete_and_tell, hold_for_completion, order_for_shop
from merchants.settlement.public import lock_shop

from .. import rules
from ..errors import AtTheCounter, NothingLeft, NothingToReturn
from ..models import Case
from .giving import give_back

MISSING = "missing at the hand-over"


def hand_over_short(*, order_id: UUID, missing: Sequence[rules.Asked], shown: str = "", without: str = "", key: str, by: Actor, at: datetime) -> Case:
    """Complete an order without so much of some lines, and give the buyer their money back; the same key once.

    What is fetched goes against the code she ``shown``, or ``without`` one for a reason, as the whole of it would: else whoever wants no code
    would leave out an egg. The order is settled as it was paid, and the missing part comes back as any refund does: frozen shares, R5.
    Each missing line says where its goods are: ``sellable`` if they lie on the shelf after all, ``nothing`` if they don't.

    Not a verb: a wrong try is committed.

    Raises:
        OrderNotFound: not an order of a shop that the actor keeps.
        AtTheCounter: it was paid in cash or by tab: the till gives back.
        OrderMoved: it is not in a state from which goods are handed over.
        NothingLeft: nothing would be handed over: such an order is declined.
        NothingToReturn: more than was ordered of a line, or nothing is missing.
        CodeNeeded, WrongDoorCode, CodeLocked: as for the whole of it.
    """
    done = try_to_hand_over_short(order_id=order_id, missing=missing, shown=shown, without=without, key=key, by=by, at=at)
    if isinstance(done, Told):
        raise done.refusal
    return done


@entry
def try_to_hand_over_short(
    *, order_id: UUID, missing: Sequence[rules.Asked], shown: str, without: str, key: str, by: Actor, at: datetime
) -> Case | Told:
    """Compare, and count what was wrong; once a key where it was right. See ``hand_over_short``."""
    with once(key, verb="aftersale.hand_over_short", by=by, body={"order": order_id, "missing": rules.told(missing)}, at=at) as turn:
        order = order_for_shop(by, order_id, lock=True)
        if turn.earlier:
            return Case.objects.get(pk=turn.earlier["case"])
        if order.tender in OUTSIDE:
            raise AtTheCounter
        _require_some_left(order, missing)
        told = compare_code(order=order, shown=shown, without=without, by=by, at=at)
        if not told.right:
            return told
        _hold(order)
        complete_and_tell(order=order, by=by, at=at)
        case = give_back(order=order, asked=missing, reason=MISSING, by=by, at=at)
        turn.remember(case=case.pk)
        return case


def _require_some_left(order: Order, missing: Sequence[rules.Asked]) -> None:
    gone = {one.position: one.quantity for one in missing}
    ordered = {line.position: line.sold for line in order.lines.all()}
    if not missing or any(not one.quantity.is_finite() or one.quantity > ordered.get(one.position, 0) for one in missing):
        raise NothingToReturn
    if all(gone.get(position, 0) >= quantity for position, quantity in ordered.items()):
        raise NothingLeft


@inner
def _hold(order: Order) -> None:
    """What completing and giving back will need, in the house's order: completing alone would hold accounts before the payment."""
    if order.payment_id is None or order.buyer_id is None:
        return
    lock_payment(order.payment_id)
    lock_shop(order.shop_id)
    hold_for_completion(order=order, payer_id=order.buyer_id)
