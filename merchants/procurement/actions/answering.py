"""The supplier's answer: yes, yes but, no; and the buyer's to the second. The same by a signed link, without an account."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry, inner
from merchants.shops.public import BUYERS

from .. import access, links
from ..facts import PurchaseOrdered
from ..models import Order, Revision
from ..rules import Wording
from .crediting import let_go, set_aside
from .moving import move, require_going_on, require_in, required_reason
from .pricing import require_prices
from .sending import require_limit
from .telling import publish_for_both, tell
from .wording import agree, require_newest, write_revision


@entry
def confirm_order(*, order_id: UUID, revision: int, by: Actor, at: datetime) -> Order:
    """The supplier takes the order as it is worded.

    Raises:
        PurchaseNotFound: not an order of the actor's supplier.
        PurchaseMoved, RevisionMoved: it does not wait for the supplier, or not with this wording.
        OnHold: the buyer stopped it.
    """
    return _confirm(access.suppliers_order(by, order_id, lock=True), revision, by=by, at=at)


@entry
def propose_change(*, order_id: UUID, revision: int, wording: Sequence[Wording], reason: str, billing: str = "", by: Actor, at: datetime) -> Order:
    """The supplier would deliver other quantities, prices or days, or bill otherwise; nothing holds until the buyer agrees.

    Raises:
        PurchaseNotFound, PurchaseMoved, RevisionMoved, OnHold: as ``confirm_order``.
        BadTerms, NothingWanted: what is proposed is no order.
        BilledAhead: less, or otherwise, than an invoice asks for already.
    """
    return _propose(access.suppliers_order(by, order_id, lock=True), revision, wording, reason, billing, by=by, at=at)


@entry
def decline_order(*, order_id: UUID, revision: int, reason: str, by: Actor, at: datetime) -> Order:
    """The supplier says no. Of an amendment, the earlier agreement stands. Raises ``ReasonMissing``, else as ``confirm_order``."""
    return _decline(access.suppliers_order(by, order_id, lock=True), revision, reason, by=by, at=at)


@entry
def agree_to_change(*, order_id: UUID, revision: int, by: Actor, at: datetime) -> Order:
    """The buyer takes what the supplier proposed.

    Raises:
        PurchaseNotFound, PurchaseMoved, RevisionMoved: nothing waits for the buyer, or another wording.
        ApprovalNeeded, DearerThanAllowed: the new sum, or a new price, is above the actor's limit.
        Whatever the lender refuses with, where it is to be paid on credit.
    """
    order = access.buyers_order(by, order_id, BUYERS, lock=True)
    require_in(order, ("changed",))
    require_newest(order, revision)
    proposed = order.revisions.get(number=revision)
    require_limit(order, proposed.total_minor, by=by)
    require_prices(order, proposed, by=by)
    _agreed(order, Revision.Side.BUYER, by=by, at=at)
    set_aside(order, at=at)
    tell(order, "purchase_change_agreed", to="supplier", key=f"agreed/{revision}", at=at)
    return order


@entry
def confirm_by_link(*, token: str, at: datetime) -> Order:
    """As ``confirm_order``, by whoever holds the link. Raises ``LinkExpired`` too."""
    return _confirm(*_linked(token, at=at), by=links.HOLDER, at=at)


@entry
def propose_by_link(*, token: str, wording: Sequence[Wording], reason: str, at: datetime) -> Order:
    order, revision = _linked(token, at=at)
    return _propose(order, revision, wording, reason, "", by=links.HOLDER, at=at)


@entry
def decline_by_link(*, token: str, reason: str, at: datetime) -> Order:
    order, revision = _linked(token, at=at)
    return _decline(order, revision, reason, by=links.HOLDER, at=at)


def _linked(token: str, *, at: datetime) -> tuple[Order, int]:
    """The link names the wording that it was sent for: it answers that one and no other."""
    link = links.read(token, at=at)
    return access.linked_order(link.order_id, lock=True), link.revision


@inner
def _confirm(order: Order, revision: int, *, by: Actor, at: datetime) -> Order:
    _require_waits(order, revision)
    _agreed(order, Revision.Side.SUPPLIER, by=by, at=at)
    let_go(order, at=at)
    tell(order, "purchase_confirmed", to="buyer", key=f"confirmed/{revision}", at=at)
    return order


@inner
def _propose(order: Order, revision: int, wording: Sequence[Wording], reason: str, billing: str, *, by: Actor, at: datetime) -> Order:
    _require_waits(order, revision)
    made = write_revision(order, Revision.Side.SUPPLIER, wording, seen_revision=revision, reason=reason, billing=billing, at=at)
    move(order, "changed", by=by, at=at, revision=made.number)
    tell(order, "purchase_changed", to="buyer", key=f"revision/{made.number}", at=at, amount_minor=made.total_minor)
    return order


@inner
def _decline(order: Order, revision: int, reason: str, *, by: Actor, at: datetime) -> Order:
    reason = required_reason(reason)
    _require_waits(order, revision)
    order.revisions.filter(number=revision).update(refused_at=at)
    if order.agreed_revision is None:
        move(order, "declined", reason=reason, by=by, at=at, ended_at=at)
    else:
        move(order, "acknowledged", reason=reason, by=by, at=at)
    let_go(order, at=at)
    tell(order, "purchase_declined", to="buyer", key=f"declined/{revision}", at=at)
    return order


@inner
def _agreed(order: Order, side: str, *, by: Actor, at: datetime) -> None:
    revision = agree(order, side, at=at)
    first = order.acknowledged_at or at
    move(
        order,
        "acknowledged",
        by=by,
        at=at,
        agreed_revision=revision.number,
        total_minor=revision.total_minor,
        billing=revision.billing,
        acknowledged_at=first,
    )
    fact = ordered_fact(order, lines=order.lines.filter(quantity__gt=0).count())
    publish_for_both(order, fact, key=f"{order.pk}/ordered/{revision.number}", standing="attested", at=at)


def ordered_fact(order: Order, *, lines: int) -> Callable[[str, str], PurchaseOrdered]:
    """What either side is told of an order's newest wording."""

    def fact(side: str, counterpart: str) -> PurchaseOrdered:
        return PurchaseOrdered(
            order=str(order.pk),
            revision=order.revision,
            side=side,
            counterpart=counterpart,
            total_minor=order.total_minor,
            currency=order.currency,
            lines=lines,
        )

    return fact


def _require_waits(order: Order, revision: int) -> None:
    require_in(order, ("sent",))
    require_newest(order, revision)
    require_going_on(order)
