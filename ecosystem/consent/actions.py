"""Giving and withdrawing a consent."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry, inner
from ecosystem.once.public import once

from . import access, queries, rules
from .errors import GrantReplaced, MoreOwnersNeeded, PartyNotYours, TextChanged, UntilNotAllowed
from .models import Grant
from .purposes import Purpose, purpose_named


@inner
def grant(*, party_id: UUID, purpose: str, by: Actor, at: datetime, until: datetime | None = None, seen: str | None = None) -> Grant:
    """Let the bank use the party's data for one purpose, until ``until`` (90 days, at most 365).

    A grant that stands is replaced in the same transaction, so no reader meets a gap. ``seen``
    is the SHA-256 of the text that was on the screen.

    Raises:
        PartyNotYours: ``by`` is neither the party nor an owner of it.
        UnknownPurpose: no text is registered for it.
        TextChanged: the text on the screen is no longer the one in force.
        UntilNotAllowed: in the past, or more than a year away.
        MoreOwnersNeeded: it takes more than one owner to consent for this business; see ``propose_consent``.
    """
    words = purpose_named(purpose)
    if by.person_id is None:
        raise PartyNotYours
    party = access.party_for(by, party_id)
    if seen is not None and seen != words.sha256:
        raise TextChanged
    ends = rules.end_of(at, until)
    if ends is None:
        raise UntilNotAllowed
    # The party's row, so that two grants at once follow each other and do not collide.
    party = type(party).objects.select_for_update(no_key=True).get(pk=party.pk)
    needed = queries.needed_of(party.pk)
    if needed > 1:
        raise MoreOwnersNeeded(needed=needed, details={"needed": needed})
    return give(party_id=party.pk, words=words, until=ends, by=by, at=at)


@inner
def give(*, party_id: UUID, words: Purpose, until: datetime, by: Actor, at: datetime) -> Grant:
    """The grant itself, once whoever must agree has agreed. The party's row is held."""
    if by.person_id is None:
        raise PartyNotYours
    earlier = Grant.objects.select_for_update(no_key=True).filter(party=party_id, purpose=words.code, grantee="bank", revoked_at=None).first()
    if earlier is not None:
        _end(earlier, Grant.Ending.REPLACED, at)
    given = Grant.objects.create(
        party_id=party_id,
        purpose=words.code,
        text_version=words.version,
        text_sha256=words.sha256,
        granted_by_id=by.person_id,
        granted_at=at,
        until=until,
    )
    after = {"party": party_id, "purpose": words.code, "text": words.sha256, "until": until}
    record("consent.grant", target=given, by=by, at=at, before={"replaces": earlier.pk} if earlier else None, after=after)
    return given


@inner
def revoke(*, grant_id: UUID, by: Actor, at: datetime) -> Grant:
    """End a grant now. Revoking again changes nothing.

    Waits for reads under way in other transactions; none that starts afterwards succeeds.

    Raises:
        GrantNotFound: no such grant, or not one that ``by`` decides on.
        GrantReplaced: a newer one has taken its place and still stands.
    """
    held = access.grant_for(by, grant_id, lock=True)
    if held.ending == Grant.Ending.REPLACED:
        raise GrantReplaced
    if not held.ending:
        _end(held, Grant.Ending.REVOKED, at)
        record("consent.revoke", target=held, by=by, at=at, before={"until": held.until}, after={"party": held.party_id, "purpose": held.purpose})
    return held


@inner
def end_all_of(*, party_id: UUID, by: Actor, at: datetime) -> None:
    """End whatever the party allows, because it is no more."""
    for held in Grant.objects.select_for_update(no_key=True).filter(party=party_id, revoked_at=None).order_by("pk"):
        _end(held, Grant.Ending.REVOKED, at)
        record("consent.revoke", target=held, by=by, at=at, before={"until": held.until}, after={"party": held.party_id, "purpose": held.purpose})


def _end(held: Grant, ending: Grant.Ending, at: datetime) -> None:
    """``at`` may lie before the grant by the difference of two servers' clocks."""
    held.revoked_at, held.ending = max(at, held.granted_at), ending
    held.save(update_fields=["revoked_at", "ending"])


@entry
def give_consent(*, party_id: UUID, purpose: str, key: str, by: Actor, at: datetime, until: datetime | None = None, seen: str | None = None) -> Grant:
    """``grant`` on its own, once per key."""
    body = {"party": party_id, "purpose": purpose, "until": until, "seen": seen}
    with once(key, verb="consent.grant", by=by, body=body, at=at) as turn:
        if turn.earlier is not None:
            return access.grant_for(by, UUID(turn.earlier["grant"]))
        given = grant(party_id=party_id, purpose=purpose, by=by, at=at, until=until, seen=seen)
        turn.remember(grant=given.pk)
        return given


@entry
def withdraw_consent(*, grant_id: UUID, key: str, by: Actor, at: datetime) -> Grant:
    """``revoke`` on its own, once per key."""
    with once(key, verb="consent.revoke", by=by, body={"grant": grant_id}, at=at) as turn:
        if turn.earlier is not None:
            return access.grant_for(by, grant_id)
        ended = revoke(grant_id=grant_id, by=by, at=at)
        turn.remember(grant=ended.pk)
        return ended
