"""From the shop's draft to the supplier's desk, and back out of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import F

from ecosystem.audit.public import name_of, record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.money import to_text
from ecosystem.kernel.verbs import entry, inner
from merchants.shops.public import BUYERS, MANAGERS
from merchants.staff.public import limits_for, note_approval

from .. import access, rules
from ..errors import ApprovalNeeded, BelowSuppliersMinimum, GoodsCame, NotTakingOrders, OwnOrder
from ..models import Line, Order, Revision
from ..rules import Wording
from .approving import debit_never_came
from .crediting import let_go, set_aside
from .landing import land_the_rest
from .moving import move, moved, require_in, require_no_count, required_reason
from .pricing import require_prices
from .telling import tell
from .waiting import give_time
from .wording import current_wording, write_revision


@entry
def send_order(*, order_id: UUID, by: Actor, at: datetime) -> Order:
    """Put a draft on the supplier's desk, on the actor's own authority.

    Raises:
        PurchaseNotFound, PurchaseMoved: not a draft of a shop where the actor buys.
        ApprovalNeeded: the amount is above her limit.
        DearerThanAllowed: a price is further above the one agreed last than she may accept.
        NotTakingOrders, BelowSuppliersMinimum: the supplier would not take it.
        Whatever the lender refuses with, where it is to be paid on credit.
    """
    order = access.buyers_order(by, order_id, BUYERS, lock=True)
    require_in(order, ("draft",))
    require_limit(order, order.total_minor, by=by)
    require_prices(order, by=by)
    return _send(order, by=by, at=at)


@entry
def hand_in(*, order_id: UUID, by: Actor, at: datetime) -> Order:
    """Ask somebody else of the shop to approve a draft. Raises ``PurchaseNotFound`` or ``PurchaseMoved``."""
    order = access.buyers_order(by, order_id, BUYERS, lock=True)
    require_takes_it(order)
    move(order, "to_approve", by=by, at=at, made_by=by.person_id)
    tell(order, "purchase_to_approve", to="buyer", key=f"approve/{order.version}", at=at, amount_minor=order.total_minor)
    return order


@entry
def approve_order(*, order_id: UUID, seen_version: int, by: Actor, at: datetime) -> Order:
    """Send what a colleague handed in.

    Raises:
        OwnOrder: the actor made it herself.
        ApprovalNeeded, DearerThanAllowed: it is above her limit too.
        PurchaseNotFound, PurchaseMoved, NotTakingOrders, BelowSuppliersMinimum: as ``send_order``.
    """
    order = access.buyers_order(by, order_id, BUYERS, lock=True)
    require_in(order, ("to_approve",))
    if order.version != seen_version:
        raise moved(order)
    if order.made_by_id == by.person_id:
        raise OwnOrder
    require_limit(order, order.total_minor, by=by)
    dearer = require_prices(order, by=by)
    told: dict[str, object] = {"purchase": {"amount_minor": order.total_minor, **({"dearer_lines": dearer} if dearer else {})}}
    asked_by = Actor(person_id=order.made_by_id)
    note_approval(shop_id=order.shop_id, target=name_of(order), what=told, asked_by=asked_by, by=by, at=at)
    return _send(order, by=by, at=at, approved_by=by.person_id)


@entry
def return_to_draft(*, order_id: UUID, reason: str, by: Actor, at: datetime) -> Order:
    """Hand back what was handed in, with a reason. Raises ``ReasonMissing``, ``PurchaseNotFound`` or ``PurchaseMoved``."""
    order = access.buyers_order(by, order_id, BUYERS, lock=True)
    return move(order, "draft", reason=required_reason(reason), by=by, at=at)


@entry
def amend_order(*, order_id: UUID, seen_revision: int, wording: Sequence[Wording], reason: str, billing: str = "", by: Actor, at: datetime) -> Order:
    """The buyer asks for another wording after sending; it holds once the supplier acknowledges it.

    Raises:
        PurchaseNotFound, PurchaseMoved, RevisionMoved: not in this state, or not the newest wording.
        GoodsCame: something was announced or received.
        ApprovalNeeded, DearerThanAllowed: the new sum, or a new price, is above the actor's limit.
        BadTerms, NothingWanted: not an order.
        BilledAhead: less, or otherwise, than an invoice asks for already.
    """
    order = access.buyers_order(by, order_id, BUYERS, lock=True)
    require_in(order, ("sent", "changed", "acknowledged"))
    require_nothing_came(order)
    revision = write_revision(order, Revision.Side.BUYER, wording, seen_revision=seen_revision, reason=reason, billing=billing, at=at)
    require_limit(order, revision.total_minor, by=by)
    require_prices(order, revision, by=by)
    move(order, "sent", by=by, at=at, revision=revision.number)
    set_aside(order, at=at)
    tell(order, "purchase_amended", to="supplier", key=f"revision/{revision.number}", at=at, amount_minor=revision.total_minor)
    return order


@entry
def cancel_order(*, order_id: UUID, reason: str, by: Actor, at: datetime) -> Order:
    """Call an order off while nothing has come; what was billed ahead is taken off or owed back.

    Raises ``GoodsCame``, ``ReasonMissing``, ``PurchaseNotFound`` or ``PurchaseMoved``.
    """
    order = access.buyers_order(by, order_id, BUYERS, lock=True)
    require_nothing_came(order)
    move(order, "cancelled", reason=required_reason(reason), by=by, at=at, ended_at=at)
    debit_never_came(order, at=at)
    if order.sent_at is not None:
        tell(order, "purchase_cancelled", to="supplier", key="cancelled", at=at)
    let_go(order, at=at)
    return order


@entry
def short_close(*, order_id: UUID, reason: str, by: Actor, at: datetime) -> Order:
    """Expect no more of a partly received order; what was billed ahead of it is taken off or owed back.

    Raises ``ReasonMissing``, ``CountWaits``, ``PurchaseNotFound`` or ``PurchaseMoved``.
    """
    order = access.buyers_order(by, order_id, BUYERS, lock=True)
    require_no_count(order)
    move(order, "short_closed", reason=required_reason(reason), by=by, at=at, ended_at=at)
    debit_never_came(order, at=at)
    order.shipments.filter(status="on_the_way").update(status="withdrawn")
    land_the_rest(order, by=by, at=at)
    tell(order, "purchase_short_closed", to="supplier", key="short_closed", at=at)
    let_go(order, at=at)
    return order


@entry
def hold_order(*, order_id: UUID, reason: str, by: Actor, at: datetime) -> Order:
    """Nothing is shipped, taken in or billed until it goes on. Raises ``ReasonMissing``, ``PurchaseNotFound`` or ``PurchaseMoved``."""
    return _set_hold(order_id, required_reason(reason), by=by, at=at)


@entry
def resume_order(*, order_id: UUID, by: Actor, at: datetime) -> Order:
    return _set_hold(order_id, "", by=by, at=at)


@inner
def _send(order: Order, *, by: Actor, at: datetime, approved_by: UUID | None = None) -> Order:
    require_takes_it(order)
    write_revision(order, Revision.Side.BUYER, current_wording(order), seen_revision=0, reason="", at=at)
    move(order, "sent", by=by, at=at, sent_at=at, revision=1, approved_by=approved_by)
    set_aside(order, at=at)
    tell(order, "purchase_arrived", to="supplier", key="sent", at=at, amount_minor=order.total_minor)
    return order


@inner
def _set_hold(order_id: UUID, reason: str, *, by: Actor, at: datetime) -> Order:
    order = access.buyers_order(by, order_id, MANAGERS, lock=True)
    require_in(order, rules.OPEN)
    if order.on_hold != bool(reason):
        before = {"on_hold": order.on_hold, "reason": order.hold_reason}
        order.on_hold, order.hold_reason, order.version = bool(reason), reason, order.version + 1
        order.save(update_fields=["on_hold", "hold_reason", "version"])
        if not reason and order.answer_by is not None:
            give_time(order, at=at)
        act, after = "procurement.hold" if reason else "procurement.resume", {"on_hold": order.on_hold}
        record(act, target=order, by=by, at=at, before=before, after=after, reason=reason)
        tell(order, "purchase_held" if reason else "purchase_resumed", to="supplier", key=f"hold/{order.version}", at=at)
    return order


def require_limit(order: Order, amount_minor: int, *, by: Actor) -> None:
    """Each orders as far as her roles at the shop let her alone (``merchants.staff``). Raises ``ApprovalNeeded``."""
    if not limits_for(by, order.shop).may_purchase(amount_minor):
        raise ApprovalNeeded(amount=to_text(amount_minor))


def require_takes_it(order: Order) -> None:
    supplier = order.supplier
    if not supplier.taking_orders:
        raise NotTakingOrders(supplier=supplier.name)
    missing = supplier.min_order_minor - order.total_minor
    if missing > 0:
        raise BelowSuppliersMinimum(supplier=supplier.name, minimum=to_text(supplier.min_order_minor), missing=to_text(missing))


def require_nothing_came(order: Order) -> None:
    came = Line.objects.filter(order=order, accepted__gt=F("returned")).exists()
    if came or order.shipments.filter(status="on_the_way").exists() or order.counts.filter(status="waiting").exists():
        raise GoodsCame
