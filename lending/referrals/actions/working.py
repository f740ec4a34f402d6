"""The officer's side: take a case, propose, and have a colleague decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry, inner
from ecosystem.notices.public import notify, notify_all, nudge
from lending.limits.public import owed_by
from lending.offices.public import bankers_seeing

from .. import access, queries, rules
from ..errors import DecidedByAnother, ReasonMissing, ReferralMoved, ReferralOfAnother, StillOwed
from ..models import Referral
from .following import until

Status, Outcome = Referral.Status, Referral.Outcome
OFFICERS = frozenset({"credit_officer"})


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one officer would have happen: ``answer`` is for the merchant, ``grounds`` for the file; ``amount_minor`` of a grant alone."""

    outcome: str
    amount_minor: int
    answer: str
    grounds: str


@entry
def open_desk(*, which: str, by: Actor, at: datetime) -> list[Referral]:
    """Cases by when they are due, for whoever lends or watches risk; that she looked is recorded. Raises ``LendersOnly``."""
    access.require_reader(by)
    record("lending.referrals.read", target="referrals", by=by, at=at, after={"which": which})
    return queries.cases(which, by)


@entry
def claim(*, referral_id: UUID, by: Actor, at: datetime) -> Referral:
    """Take a case that waits; or one over that a colleague has not answered in time.

    Raises:
        LendersOnly, ReferralNotFound, OwnBusiness: not for her.
        ReferralMoved: somebody has it, or it was proposed or answered.
    """
    case = access.case_for(by, referral_id, lock=True)
    is_stuck = case.status == Status.WORKED and case.is_late(at) and case.worked_by != by.name
    if case.status != Status.WAITING and not is_stuck:
        raise ReferralMoved
    before = case.worked_by
    case.status, case.worked_by, case.worked_at = Status.WORKED, by.name, at
    case.save(update_fields=["status", "worked_by", "worked_at"])
    record("lending.referral.claim", target=case, by=by, at=at, before={"worked_by": before})
    nudge([case.party_id], "credit")
    return case


@entry
def release(*, referral_id: UUID, by: Actor, at: datetime) -> Referral:
    """Put a case back into the queue. Raises as ``claim``, and ``ReferralOfAnother``."""
    case = _mine(referral_id, by)
    case.status, case.worked_by, case.worked_at = Status.WAITING, "", None
    case.save(update_fields=["status", "worked_by", "worked_at"])
    record("lending.referral.release", target=case, by=by, at=at)
    nudge([case.party_id], "credit")
    return case


@entry
def propose(*, referral_id: UUID, decision_id: UUID, proposal: Proposal, by: Actor, at: datetime) -> Referral:
    """Say what should happen, for a colleague to decide. ``decision_id`` is the decision that was read.

    Raises:
        LendersOnly, ReferralNotFound, OwnBusiness: not for her.
        ReferralMoved: it is not being worked on, or a newer decision came meanwhile.
        ReferralOfAnother: a colleague works on it.
        ProposalUnsound: something is missing, or the amount is beyond what the policy's sizing carries.
        StillOwed: something is owed, so nothing can be offered.
    """
    case = _mine(referral_id, by)
    if case.decision_id != decision_id:
        raise ReferralMoved
    is_grant = proposal.outcome == Outcome.GRANT
    bounds = queries.bounds_of(case.decision)
    answer, grounds, amount = proposal.answer.strip(), proposal.grounds.strip(), proposal.amount_minor if is_grant else 0
    rules.require_sound(outcome=proposal.outcome, amount_minor=amount, bounds=bounds, answer=answer, grounds=grounds)
    if is_grant:
        _require_nothing_owed(case)
    case.outcome, case.proposed_minor, case.answer, case.grounds = proposal.outcome, amount, answer, grounds
    case.status, case.proposed_at, case.returned_why = Status.PROPOSED, at, ""
    case.save(update_fields=["outcome", "proposed_minor", "answer", "grounds", "status", "proposed_at", "returned_why"])
    after = {"outcome": case.outcome, "proposed_minor": amount, "answer": answer, "decision": decision_id}
    record("lending.referral.propose", target=case, by=by, at=at, after=after, reason=grounds)
    values = {"business": case.party.name_zh, "until": until(case)}
    others = [party_id for party_id in bankers_seeing(case.party_id, OFFICERS) if party_id != by.party_id]
    notify_all([(party_id, "referral_to_decide", f"referral/{case.pk}/{at.isoformat()}", values) for party_id in others], at=at)
    return case


@entry
def give_back(*, referral_id: UUID, why: str, by: Actor, at: datetime) -> Referral:
    """Give a proposal back to whoever made it, saying what to mend; its maker takes it back by the same verb.

    Raises:
        LendersOnly, ReferralNotFound, OwnBusiness: not for her.
        ReferralMoved: nothing is proposed any more.
        ReasonMissing: nothing is said.
    """
    case = access.case_for(by, referral_id, lock=True)
    if case.status != Status.PROPOSED:
        raise ReferralMoved
    if not why.strip():
        raise ReasonMissing
    case.status, case.returned_why = Status.WORKED, why.strip()[: rules.LONGEST]
    case.save(update_fields=["status", "returned_why"])
    record("lending.referral.give_back", target=case, by=by, at=at, reason=case.returned_why)
    return case


@inner
def conclude(*, referral_id: UUID, seen: str, by: Actor, at: datetime) -> Referral:
    """Decide as a colleague proposed; what is offered on it is the caller's business, who holds party and consent. ``seen`` is what was read.

    Raises:
        LendersOnly, ReferralNotFound, OwnBusiness: not for her.
        ReferralMoved: nothing is proposed any more, or something else.
        DecidedByAnother: the actor proposed it.
        StillOwed: something is owed, so nothing can be offered.
    """
    case = access.case_for(by, referral_id, lock=True)
    if case.worked_by == by.name:
        raise DecidedByAnother
    if case.status != Status.PROPOSED or case.seen != seen:
        raise ReferralMoved
    if case.outcome == Outcome.GRANT:
        _require_nothing_owed(case)
    case.status = Status.GRANTED if case.outcome == Outcome.GRANT else Status.KEPT
    case.ended_at, case.ended_by = max(at, case.opened_at), by.name
    case.save(update_fields=["status", "ended_at", "ended_by"])
    after = {"outcome": case.outcome, "proposed_minor": case.proposed_minor, "proposed_by": case.worked_by, "decision": case.decision_id}
    record("lending.referral.decide", target=case, by=by, at=at, after=after)
    if case.status == Status.KEPT:
        notify(case.party_id, "referral_answered", f"referral/{case.pk}/answered", {}, at=at)
    nudge([case.party_id], "credit")
    return case


def _mine(referral_id: UUID, by: Actor) -> Referral:
    case = access.case_for(by, referral_id, lock=True)
    if case.status != Status.WORKED:
        raise ReferralMoved
    if case.worked_by != by.name:
        raise ReferralOfAnother
    return case


def _require_nothing_owed(case: Referral) -> None:
    if owed_by(case.party_id):
        raise StillOwed
