"""An order that nobody answers: whoever's turn it is is asked again, then it ends by itself, and its goods are no longer expected."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor, platform
from ecosystem.kernel.verbs import entry, inner
from merchants.shops.public import BUYERS

from .. import access, rules
from ..models import Order
from .crediting import let_go
from .listing import policy_of
from .moving import move, require_going_on, require_in, time_to_answer
from .telling import tell

SWEEP = platform("procurement.answers")
# The shop hears of it as of a purchase, the supplier as of an order.
SIDES = {"buyer": "purchase", "supplier": "order"}


@entry
def wait_longer(*, order_id: UUID, by: Actor, at: datetime) -> Order:
    """The buyer gives a silent supplier its time once more, counted from now.

    Raises:
        PurchaseNotFound: not an order of a shop where the actor buys.
        PurchaseMoved, OnHold: it does not wait for the supplier.
    """
    order = access.buyers_order(by, order_id, BUYERS, lock=True)
    require_in(order, ("sent",))
    require_going_on(order)
    before = str(order.answer_by)
    give_time(order, at=at)
    record(
        "procurement.wait_longer",
        target=order,
        by=by,
        at=at,
        before={"answer_by": before},
        after={"answer_by": str(order.answer_by)},
        about=order.shop_id,
    )
    tell(order, "purchase_waits", to="supplier", key=f"longer/{at.isoformat()}", at=at)
    return order


@entry
def ask_again(*, order_id: UUID, at: datetime) -> Order | None:
    """Ask whoever's turn it is once more, and tell the shop that its supplier is silent. ``None`` when that is not, or no longer, due."""
    order = _held(order_id)
    if order is None or order.ask_again_at is None or order.ask_again_at > at:
        return None
    order.ask_again_at = None
    order.save(update_fields=["ask_again_at"])
    record("procurement.ask_again", target=order, by=SWEEP, at=at, after={"revision": order.revision})
    key = f"waits/{order.answer_by}"
    if order.status == Order.Status.SENT:
        tell(order, "purchase_waits", to="supplier", key=key, at=at)
        tell(order, "purchase_unanswered", to="buyer", key=key, at=at)
    else:
        tell(order, "purchase_change_waits", to="buyer", key=key, at=at)
    return order


@entry
def lapse(*, order_id: UUID, at: datetime) -> Order | None:
    """End what was not answered in time: an order that nothing was agreed on, or else the change alone, and the earlier agreement stands.

    ``None`` when it is not due, on hold, or somebody answered.
    """
    order = _held(order_id)
    if order is None or order.answer_by is None or order.answer_by > at:
        return None
    order.revisions.filter(number=order.revision).update(refused_at=at)
    if order.agreed_revision is None:
        move(order, "lapsed", by=SWEEP, at=at, ended_at=at)
    else:
        move(order, "acknowledged", before=rules.WAITING, by=SWEEP, at=at)
    let_go(order, at=at)
    for side, word in SIDES.items():
        tell(order, f"{word}_lapsed" if order.ended_at else f"{word}_change_lapsed", to=side, key=f"lapsed/{order.revision}", at=at)
    return order


@inner
def give_time(order: Order, *, at: datetime) -> None:
    """Count the time to answer anew, from now."""
    for name, value in time_to_answer(policy_of(order.shop_id).answer_hours, at=at).items():
        setattr(order, name, value)
    order.save(update_fields=["answer_by", "ask_again_at"])


@inner
def _held(order_id: UUID) -> Order | None:
    """The order's lock makes an answer that comes now wait here and then find it ended, or the end find it answered."""
    waiting = Order.objects.filter(pk=order_id, status__in=rules.WAITING, on_hold=False)
    return waiting.select_for_update(of=("self",)).select_related("shop", "supplier").first()
