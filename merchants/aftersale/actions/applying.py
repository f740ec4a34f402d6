"""What the buyer does: ask for money back, say something, take it back, answer an offer, send goods back, ask the platform."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from ecosystem.kernel.actor import Actor
from ecosystem.kernel.clock import TOWN_TIME, business_date
from ecosystem.kernel.photos import Shot
from ecosystem.kernel.quantities import plain
from ecosystem.kernel.verbs import entry, inner
from ecosystem.once.public import once
from merchants.orders.public import Order, order_for_buyer

from .. import access, queries, rules
from ..errors import AlreadyDecided, CaseMoved, NotCompleted, ReasonMissing, ReturnNeeded, StaysSold, WindowOver
from ..models import Case, Terms
from .claiming import let_go, open_case
from .moving import BUYER, Act, Status, move, require, side_of, write
from .refunding import give_money


@dataclass(frozen=True, slots=True)
class Application:
    """What a buyer asks for, and what she shows for it."""

    order_id: UUID
    kind: str
    reason: str
    note: str
    asked: tuple[rules.Asked, ...]
    shots: tuple[Shot, ...] = ()

    def told(self) -> dict[str, Any]:
        shown = [shot.digest.hex() for shot in self.shots]
        return {"order": self.order_id, "kind": self.kind, "reason": self.reason, "note": self.note, "lines": rules.told(self.asked), "shown": shown}


@entry
def apply(*, application: Application, key: str, by: Actor, at: datetime) -> Case:
    """Ask for money back for some of an order, by line and quantity; the same key asks once.

    The shop has some hours to answer; if it does not, that is a yes.

    Raises:
        OrderNotFound: not an order of the actor's.
        NotCompleted, WindowOver: it is too early or too late.
        AlreadyDecided: more than is left of a line of which the platform declined some.
        ReasonMissing, ReturnNeeded, StaysSold: for no reason that is taken of these goods.
        NothingToReturn: more than is left of a line, or nothing.
        NotAPicture, TooManyPictures: what is shown.
    """
    with once(key, verb="aftersale.apply", by=by, body=application.told(), at=at) as turn:
        order = order_for_buyer(by, application.order_id, lock=True)
        if turn.earlier:
            return Case.objects.get(pk=turn.earlier["case"])
        terms = queries.terms_on(order.shop.category, business_date(at))
        _require_taken(order, application, terms, at)
        case = open_case(
            order=order,
            asked=application.asked,
            kind=application.kind,
            reason=application.reason,
            note=application.note,
            by_shop=False,
            due_at=at + timedelta(hours=terms.answer_hours),
            at=at,
        )
        move(case, Status.APPLIED, Act.APPLY, side=BUYER, by=by, at=at, due_at=case.due_at, text=case.note, shots=application.shots)
        turn.remember(case=case.pk)
        return case


def _require_taken(order: Order, application: Application, terms: Terms, at: datetime) -> None:
    if order.status != Order.Status.COMPLETED or order.completed_at is None:
        raise NotCompleted
    until = rules.window_until(order.completed_at, terms.window_hours)
    if at > until:
        raise WindowOver(until=f"{until.astimezone(TOWN_TIME):%Y-%m-%d %H:%M}")
    _require_undecided(order, application.asked)
    if application.reason not in rules.BUYERS_REASONS or application.kind not in Case.Kind.values:
        raise ReasonMissing
    if application.reason == Case.Reason.NOT_WANTED and not terms.unwanted:
        raise StaysSold
    if application.reason == Case.Reason.NOT_WANTED and application.kind != Case.Kind.RETURN:
        raise ReturnNeeded


def _require_undecided(order: Order, asked: Sequence[rules.Asked]) -> None:
    """What the platform declined of a line is decided; as much as nobody has decided about may be asked for."""
    rows = {row.line.position: row for row in queries.lines_left(order)}
    for one in asked:
        row = rows.get(one.position)
        if row is not None and row.declined and one.quantity > row.undecided:
            raise AlreadyDecided(declined=plain(row.declined), left=plain(row.undecided), name=row.line.name)


@entry
def withdraw(*, case_id: UUID, by: Actor, at: datetime) -> Case:
    """The buyer takes the request back: nothing happened, and she may ask again.

    Raises:
        CaseNotFound: not a case of the actor's.
        CaseMoved: it ended, its money is on its way, or the shop has the goods.
    """
    case = access.case_for_buyer(by, case_id, lock=True)
    require(case, "applied", "offered", "rejected", "awaiting_return", "escalated")
    if case.goods_back:
        raise CaseMoved(status=str(Case.Status(case.status).label))
    return end_without_money(case, by=by, at=at)


@inner
def end_without_money(case: Case, *, by: Actor, at: datetime) -> Case:
    """Withdraw a held case, for the buyer or because her time is over."""
    let_go(case)
    move(case, Status.WITHDRAWN, Act.WITHDRAW, side=side_of(by, BUYER), by=by, at=at)
    return case


@entry
def answer_offer(*, case_id: UUID, taken: bool, key: str, by: Actor, at: datetime) -> Case:
    """Take the part that the shop offers, which ends the matter, or leave it, as if the shop had refused. Once a key.

    Raises:
        CaseNotFound: not a case of the actor's.
        CaseMoved: there is no offer any more.
    """
    with once(key, verb="aftersale.answer_offer", by=by, body={"case": case_id, "taken": taken}, at=at) as turn:
        case = access.case_for_buyer(by, case_id, lock=True)
        if turn.earlier:
            return case
        require(case, "offered")
        turn.remember(case=case_id)
        if not taken:
            return leave_offer(case, by=by, at=at)
        write(case, Act.TAKE_OFFER, side=BUYER, by=by, at=at, amount_minor=case.offered_minor)
        return give_money(case, side=BUYER, by=by, at=at)


@inner
def leave_offer(case: Case, *, by: Actor, at: datetime) -> Case:
    """An offer that was not taken, or not in time, is a refusal: the buyer may still ask the platform."""
    case.offered_minor = None
    hours = queries.terms_of(case).escalate_hours
    move(case, Status.REJECTED, Act.LEAVE_OFFER, side=side_of(by, BUYER), by=by, at=at, due_at=at + timedelta(hours=hours))
    return case


@entry
def send_back(*, case_id: UUID, text: str = "", shots: Sequence[Shot] = (), by: Actor, at: datetime) -> Case:
    """The goods are on their way back to the shop, which has some hours to look at them; if it does not, that is a yes.

    Raises:
        CaseNotFound, CaseMoved: not a case of the actor's that waits for goods.
    """
    case = access.case_for_buyer(by, case_id, lock=True)
    require(case, "awaiting_return")
    due_at = at + timedelta(hours=queries.terms_of(case).return_hours)
    move(case, Status.RETURNED, Act.SEND_BACK, side=BUYER, by=by, at=at, due_at=due_at, text=text[: rules.LONGEST_TEXT], shots=shots)
    return case


@entry
def escalate(*, case_id: UUID, text: str, shots: Sequence[Shot] = (), by: Actor, at: datetime) -> Case:
    """The shop refused, and the buyer asks the platform.

    Raises:
        CaseNotFound, CaseMoved: not a case of the actor's that was refused.
        ReasonMissing: why.
    """
    case = access.case_for_buyer(by, case_id, lock=True)
    require(case, "rejected", "goods_refused")
    move(case, Status.ESCALATED, Act.ESCALATE, side=BUYER, by=by, at=at, text=rules.checked_text(text), shots=shots)
    return case
