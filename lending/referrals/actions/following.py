"""A case is opened by a policy that refers or by an owner who asks, follows later decisions, and is closed when nothing is left to look at."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef

from ecosystem.audit.public import record
from ecosystem.consent.public import ConsentWithdrawn, Grant, require_grant
from ecosystem.identity.public import Party
from ecosystem.kernel.actor import Actor, platform
from ecosystem.kernel.clock import TOWN_TIME
from ecosystem.kernel.verbs import entry, inner
from ecosystem.notices.public import notify, nudge
from ecosystem.once.public import once
from lending.policy.public import APPROVE, DECLINE, REFER, Decision, latest_decision
from lending.portraits.public import PURPOSE
from lending.products.public import LINE

from .. import access, queries, rules
from ..errors import NothingToLookAt
from ..models import Referral

Cause, Status = Referral.Cause, Referral.Status
JOB = platform("referrals")


@inner
def follow_decision(*, decision: Decision, by: Actor, at: datetime) -> None:
    """Open a case where the policy refers, let an open one look at the newest decision, or close it. The caller holds the party's row.

    A policy that refers again opens nothing within thirty days of an answer, unless it says something that those who answered had not
    seen. What an owner asked for is closed by nothing but an approval; what was proposed is decided as it was looked at.
    """
    case = Referral.objects.open().locked().select_related("decision").filter(party=decision.party_id, product_code=decision.product_code).first()
    if case is None:
        if decision.outcome == REFER and not _rests(decision, at):
            _open(decision, cause=Cause.POLICY, words="", by=by, at=at)
    elif _is_overtaken(case, decision):
        close(case, why="overtaken", by=by, at=at)
    elif case.status != Status.PROPOSED:
        case.decision = decision
        case.save(update_fields=["decision"])


def _rests(decision: Decision, at: datetime) -> bool:
    last = queries.last_answered(decision.party_id, decision.product_code)
    recent = last is not None and last.ended_at is not None and last.ended_at > at - rules.REST
    return recent and last is not None and rules.is_covered(last.decision.verdict, decision.verdict)


def _is_overtaken(case: Referral, decision: Decision) -> bool:
    if decision.outcome == APPROVE:
        return case.decision.outcome != APPROVE
    return case.cause == Cause.POLICY and decision.outcome == DECLINE


@inner
def _open(decision: Decision, *, cause: Referral.Cause, words: str, by: Actor, at: datetime) -> Referral:
    case = Referral.objects.create(
        party_id=decision.party_id,
        product_code=decision.product_code,
        decision=decision,
        cause=cause,
        words=words,
        opened_at=at,
        opened_by=by.name,
        due_at=rules.due_at(cause, at),
    )
    record("lending.referral.open", target=case, by=by, at=at, after={"decision": decision.pk, "cause": cause, "due_at": case.due_at.isoformat()})
    notify(case.party_id, "referral_opened", f"referral/{case.pk}", {"until": until(case)}, at=at)
    nudge([case.party_id], "credit")
    return case


def until(case: Referral) -> str:
    return f"{case.due_at.astimezone(TOWN_TIME):%m-%d %H:%M}"


@inner
def close(case: Referral, *, why: str, by: Actor, at: datetime) -> None:
    """``case`` is locked and open."""
    case.status, case.ended_at, case.ended_by, case.ended_why = Status.CLOSED, max(at, case.opened_at), by.name, why
    case.save(update_fields=["status", "ended_at", "ended_by", "ended_why"])
    record("lending.referral.close", target=case, by=by, at=at, reason=why)
    nudge([case.party_id], "credit")


@entry
def ask_for_person(*, party_id: UUID, words: str, key: str, by: Actor, at: datetime) -> Referral:
    """The owner wants a person to look at what was decided on her business, whatever it was; once per key.

    Where a case is open already it is the answer; what she says is added to it.

    Raises:
        NothingToLookAt: nothing was decided yet, or ``by`` does not own it.
        ConsentWithdrawn: nobody at the bank may look at its trade.
    """
    access.require_owner(by, party_id)
    words = words.strip()[: rules.LONGEST]
    with once(key, verb="referrals.ask", by=by, body={"party": party_id, "words": words}, at=at) as turn:
        if turn.earlier is not None:
            return Referral.objects.get(pk=turn.earlier["referral"])
        case = look_again(party_id=party_id, words=words, by=by, at=at)
        turn.remember(referral=case.pk)
        return case


@inner
def look_again(*, party_id: UUID, words: str, by: Actor, at: datetime) -> Referral:
    """Open a case of people on what was decided last, or add the words to the one that is open.

    Raises:
        NothingToLookAt: nothing was decided yet.
        ConsentWithdrawn: nobody at the bank may look at its trade.
    """
    # The party's row, so that two who ask and a policy that refers follow each other.
    Party.objects.select_for_update(no_key=True).get(pk=party_id)
    require_grant(party_id=party_id, purpose=PURPOSE, at=at)
    decision = latest_decision(party_id, LINE)
    if decision is None:
        raise NothingToLookAt
    case = Referral.objects.open().locked().filter(party=party_id, product_code=LINE).first()
    if case is None:
        return _open(decision, cause=Cause.ASKED, words=words[: rules.LONGEST], by=by, at=at)
    _add(case, words, by=by, at=at)
    return case


@inner
def _add(case: Referral, words: str, *, by: Actor, at: datetime) -> None:
    """Asked for by now, so that no later refusal of the policy closes it."""
    case.words = "\n".join(said for said in (case.words, words) if said)[-rules.LONGEST :]
    case.cause = Cause.ASKED
    case.save(update_fields=["words", "cause"])
    record("lending.referral.ask", target=case, by=by, at=at)


@entry
def close_unconsented(*, at: datetime) -> int:
    """Close the open cases of businesses whose trade nobody may look at any more; answers how many."""
    standing = Grant.objects.filter(party=OuterRef("party"), purpose=PURPOSE, revoked_at=None, until__gt=at)
    closed = 0
    for found in Referral.objects.open().filter(~Exists(standing)).order_by("party_id"):
        try:
            require_grant(party_id=found.party_id, purpose=PURPOSE, at=at)
        except ConsentWithdrawn:
            case = Referral.objects.open().locked().filter(pk=found.pk).first()
            if case is not None:
                close(case, why="consent", by=JOB, at=at)
                closed += 1
    return closed
