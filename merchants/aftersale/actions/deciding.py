"""What the platform decides when the two sides don't agree: one operator, and above an amount a second one."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.identity.public import require_operator
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.money import to_text
from ecosystem.kernel.verbs import entry, inner
from ecosystem.once.public import once
from merchants.shops.public import Category

from .. import access, queries, rules
from ..errors import BadOffer, BadTerms, CaseMoved, NobodyDecided, SecondPersonNeeded, TermsTooSoon
from ..models import Case, Terms
from .answering import agreed
from .claiming import let_go
from .moving import PLATFORM, Act, Status, move, require
from .refunding import give_money

REFUND, DECLINE = "refund", "decline"
LONGEST_HOURS = 90 * 24


@entry
def read_dispute(*, case_id: UUID, by: Actor, at: datetime) -> Case:
    """A case with both sides' words and pictures, for an operator; the reading is recorded.

    Raises:
        NotFound, CaseNotFound: not an operator, or no case that is before one.
    """
    case = access.case_for_operator(by, case_id)
    record("aftersale.read", target=case, by=by, at=at)
    return case


@entry
def decide(*, case_id: UUID, refund: bool, amount_minor: int | None = None, reason: str, key: str, by: Actor, at: datetime) -> Case:
    """Decide for the buyer, in full or in part, or for the shop; from an amount on a colleague looks at it first. Once a key.

    Where goods should come back and have not, they come back before the money goes.

    Raises:
        NotFound, CaseNotFound: not an operator, or no such case.
        CaseMoved: it is not with the platform, or decided.
        BadOffer, ReasonMissing: more than is asked, or nothing; why.
    """
    body = {"case": case_id, "refund": refund, "amount": amount_minor, "reason": reason}
    with once(key, verb="aftersale.decide", by=by, body=body, at=at) as turn:
        case = access.case_for_operator(by, case_id, lock=True)
        if turn.earlier:
            return case
        require(case, "escalated")
        if case.decision:
            raise CaseMoved(status=str(Case.Status(case.status).label))
        if amount_minor is not None and not 0 < amount_minor <= case.asked_minor:
            raise BadOffer(asked=to_text(case.asked_minor))
        case.decision, case.decision_reason, case.decided_by = REFUND if refund else DECLINE, rules.checked_text(reason), by.name
        case.offered_minor = amount_minor if refund and amount_minor != case.asked_minor else None
        turn.remember(case=case_id)
        if case.asked_minor >= queries.terms_of(case).second_from_minor:
            move(case, Status.ESCALATED, Act.PROPOSE, side=PLATFORM, by=by, at=at, text=case.decision_reason, amount_minor=_given(case))
            return case
        return _decided(case, by=by, at=at)


@entry
def second(*, case_id: UUID, agree: bool, key: str, by: Actor, at: datetime) -> Case:
    """A colleague lets a decision over a large amount stand, or sends it back to be decided anew. Once a key.

    Raises:
        NotFound, CaseNotFound, CaseMoved: as ``decide``.
        NobodyDecided: there is no decision yet.
        SecondPersonNeeded: the actor decided it.
    """
    with once(key, verb="aftersale.second", by=by, body={"case": case_id, "agree": agree}, at=at) as turn:
        case = access.case_for_operator(by, case_id, lock=True)
        if turn.earlier:
            return case
        require(case, "escalated")
        if not case.decision:
            raise NobodyDecided
        if case.decided_by == by.name:
            raise SecondPersonNeeded
        turn.remember(case=case_id)
        if agree:
            case.seconded_by = by.name
            return _decided(case, by=by, at=at)
        case.decision = case.decision_reason = case.decided_by = ""
        case.offered_minor = None
        move(case, Status.ESCALATED, Act.DISAGREE, side=PLATFORM, by=by, at=at)
        return case


def _given(case: Case) -> int:
    return case.agreed_minor if case.decision == REFUND else 0


@inner
def _decided(case: Case, *, by: Actor, at: datetime) -> Case:
    if case.decision == DECLINE:
        let_go(case)
        move(case, Status.DECLINED, Act.DECIDE, side=PLATFORM, by=by, at=at, text=case.decision_reason, amount_minor=0)
        return case
    if case.kind == Case.Kind.RETURN and not case.goods_back:
        return agreed(case, act=Act.DECIDE, side=PLATFORM, text=case.decision_reason, by=by, at=at)
    move(case, Status.ESCALATED, Act.DECIDE, side=PLATFORM, by=by, at=at, text=case.decision_reason, amount_minor=_given(case))
    return give_money(case, side=PLATFORM, by=by, at=at)


@entry
def set_terms(*, terms: Terms, by: Actor, at: datetime) -> Terms:
    """Put terms in force from a day that is to come, for one category of shops or for all without their own.

    Raises:
        NotFound: not an operator, or no such category.
        TermsTooSoon: a day that has begun.
        BadTerms: no time at all, or more than a quarter of a year.
    """
    require_operator(by)
    if terms.category and terms.category not in Category.values:
        raise NotFound
    _require_to_come(terms.from_on, at)
    hours = (terms.window_hours, terms.answer_hours, terms.return_hours, terms.escalate_hours)
    if not all(1 <= each <= LONGEST_HOURS for each in hours) or terms.second_from_minor <= 0:
        raise BadTerms
    said = {
        name: getattr(terms, name) for name in ("window_hours", "unwanted", "answer_hours", "return_hours", "escalate_hours", "second_from_minor")
    }
    held = Terms.objects.filter(category=terms.category, from_on__lte=terms.from_on).order_by("-from_on")
    before = held.values("category", "from_on", *said).first()
    row, _new = Terms.objects.update_or_create(category=terms.category, from_on=terms.from_on, defaults=said)
    record(
        "aftersale.set_terms", target=row, by=by, at=at, before=before, after={"category": row.category, "from_on": row.from_on.isoformat(), **said}
    )
    return row


def _require_to_come(from_on: date, at: datetime) -> None:
    if from_on < business_date(at) + timedelta(days=1):
        raise TermsTooSoon
