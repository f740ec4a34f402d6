"""Where a business consents by several of its owners: proposed by one, given when enough have agreed. Any one of them withdraws."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.identity.public import Party
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry, inner
from ecosystem.once.public import once

from . import access, queries, rules
from .actions import give
from .errors import PartyNotYours, ProposalDecided, QuorumNotAllowed, TextChanged, UntilNotAllowed
from .models import Approval, Proposal, Quorum
from .purposes import purpose_named

Status = Proposal.Status


@entry
def propose_consent(*, party_id: UUID, purpose: str, until: datetime, seen: str, key: str, by: Actor, at: datetime) -> Proposal:
    """Ask one's co-owners to agree, and agree oneself; given at once where one is enough. Once per key.

    A proposal that waits for the same purpose is dropped: it was for another end or another text.

    Raises:
        PartyNotYours: ``by`` is neither the party nor an owner of it.
        UnknownPurpose, TextChanged: no such text, or not the one in force.
        UntilNotAllowed: in the past, or more than a year away.
    """
    with once(key, verb="consent.propose", by=by, body={"party": party_id, "purpose": purpose, "until": until, "seen": seen}, at=at) as turn:
        if turn.earlier is not None:
            return access.proposal_for(by, UUID(turn.earlier["proposal"]))
        words, ends = purpose_named(purpose), rules.end_of(at, until)
        if seen != words.sha256:
            raise TextChanged
        if ends is None:
            raise UntilNotAllowed
        proposal = _proposed(party_id, by=by, at=at, purpose=purpose, text_sha256=seen, until=ends)
        turn.remember(proposal=proposal.pk)
        return proposal


@entry
def set_quorum(*, party_id: UUID, needed: int, key: str, by: Actor, at: datetime) -> Proposal:
    """Say how many owners must agree from now on. More is one owner's word; fewer waits for as many as are needed now. Once per key.

    Raises:
        PartyNotYours: ``by`` is neither the party nor an owner of it.
        QuorumNotAllowed: none, or more than there are owners.
    """
    with once(key, verb="consent.quorum", by=by, body={"party": party_id, "needed": needed}, at=at) as turn:
        if turn.earlier is not None:
            return access.proposal_for(by, UUID(turn.earlier["proposal"]))
        proposal = _proposed(party_id, by=by, at=at, quorum=needed)
        turn.remember(proposal=proposal.pk)
        return proposal


@entry
def approve_proposal(*, proposal_id: UUID, by: Actor, at: datetime) -> Proposal:
    """An owner agrees; what was proposed takes effect when enough have. Agreeing again changes nothing.

    Raises:
        ProposalNotFound: no such proposal, or not of a business that ``by`` decides for.
        ProposalDecided: enough had agreed already, or it was dropped.
        TextChanged: the text in force is no longer the one that was proposed.
        UntilNotAllowed: its end has passed while it waited.
    """
    proposal = _held(proposal_id, by=by)
    if proposal.purpose and purpose_named(proposal.purpose).sha256 != proposal.text_sha256:
        raise TextChanged
    return _approved(proposal, by=by, at=at)


@entry
def drop_proposal(*, proposal_id: UUID, by: Actor, at: datetime) -> Proposal:
    """Any owner lets it go. Raises ``ProposalNotFound`` or ``ProposalDecided``."""
    proposal = _held(proposal_id, by=by)
    _decide(proposal, Status.DROPPED, by=by, at=at)
    return proposal


@inner
def _proposed(party_id: UUID, *, by: Actor, at: datetime, **what: object) -> Proposal:
    """Whoever decides for a party holds its row first, so that two proposals, or a proposal and a grant, follow each other."""
    party = access.party_for(by, party_id)
    if by.person_id is None:
        raise PartyNotYours
    Party.objects.select_for_update(no_key=True).get(pk=party.pk)
    owners, quorum = queries.owners_of(party_id), what.get("quorum")
    if isinstance(quorum, int) and not 1 <= quorum <= len(owners):
        raise QuorumNotAllowed(owners=len(owners), details={"owners": len(owners)})
    for waiting in Proposal.objects.filter(party=party_id, purpose=what.get("purpose", ""), status=Status.OPEN):
        _decide(waiting, Status.DROPPED, by=by, at=at)
    proposal = Proposal.objects.create(party_id=party_id, proposed_by_id=by.person_id, proposed_at=at, **what)
    after = {"party": party_id, **{name: value for name, value in what.items() if name != "text_sha256"}}
    record("consent.propose", target=proposal, by=by, at=at, after=after)
    return _approved(proposal, by=by, at=at)


@inner
def _held(proposal_id: UUID, *, by: Actor) -> Proposal:
    proposal = access.proposal_for(by, proposal_id)
    Party.objects.select_for_update(no_key=True).get(pk=proposal.party_id)
    # Decided on as it stands now that nobody else can change it; and by whoever still is an owner.
    proposal = access.proposal_for(by, proposal_id)
    if proposal.status != Status.OPEN:
        raise ProposalDecided
    return proposal


@inner
def _approved(proposal: Proposal, *, by: Actor, at: datetime) -> Proposal:
    if by.person_id is None:
        raise PartyNotYours
    _row, is_new = Approval.objects.get_or_create(proposal=proposal, person_id=by.person_id, defaults={"at": at})
    if is_new:
        record("consent.approve", target=proposal, by=by, at=at)
    agreed = set(proposal.approvals.values_list("person_id", flat=True)) & queries.owners_of(proposal.party_id)
    needed = queries.needed_of(proposal.party_id)
    more = proposal.quorum is not None and proposal.quorum >= needed
    if len(agreed) < needed and not more:
        return proposal
    if proposal.quorum is not None:
        Quorum.objects.create(party_id=proposal.party_id, needed=proposal.quorum, set_by_id=by.person_id, set_at=at)
    elif proposal.until is not None:
        if proposal.until <= at:
            raise UntilNotAllowed
        proposal.grant = give(party_id=proposal.party_id, words=purpose_named(proposal.purpose), until=proposal.until, by=by, at=at)
    _decide(proposal, Status.MET, by=by, at=at)
    return proposal


@inner
def _decide(proposal: Proposal, status: Proposal.Status, *, by: Actor, at: datetime) -> None:
    proposal.status, proposal.decided_at = status, max(at, proposal.proposed_at)
    proposal.save(update_fields=["status", "decided_at", "grant"])
    record(f"consent.proposal_{status}", target=proposal, by=by, at=at)
