from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Max, Q

from ecosystem.audit.public import acts_on_any, latest_of, name_of
from ecosystem.identity.public import Membership, Party, Person
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.names import in_language
from ecosystem.kernel.verbs import inner

from . import access
from .errors import ConsentWithdrawn
from .models import Approval, Grant, Proposal, Quorum
from .purposes import REGISTERED, Purpose

READ = "feed.read"
MOST_SHOWN = 100
LATEST_ACTS = 12
HISTORY = ("consent.grant", "consent.revoke", READ)


def standing_grant(party_id: UUID, purpose: str, at: datetime) -> Grant | None:
    """For showing. Decide and read data only after ``require_grant``."""
    return Grant.objects.filter(party=party_id, purpose=purpose, grantee="bank", revoked_at=None, until__gt=at).first()


@inner
def require_grant(*, party_id: UUID, purpose: str, at: datetime) -> Grant:
    """The grant that a read or a decision rests on, held until the caller's transaction ends.

    A revocation waits for readers that hold the grant; whoever comes after it finds none.

    Raises:
        ConsentWithdrawn: never given, revoked or expired.
    """
    held = _held(party_id, purpose)
    if held is None:
        # It may have been replaced while we waited for it. Whoever gives one holds the party's row, so nobody does once
        # we have it, and the next statement sees what stands.
        list(Party.objects.raw("SELECT id FROM identity_party WHERE id = %s FOR SHARE", [party_id]))
        held = _held(party_id, purpose)
    if held is None or held.until <= at:
        raise ConsentWithdrawn
    return held


@inner
def held_grants(*, party_ids: Collection[UUID], purpose: str, at: datetime) -> list[Grant]:
    """``require_grant`` for many: of those parties whose consent stands, held until the caller's transaction ends."""
    found = Grant.objects.raw(
        "SELECT * FROM consent_grant WHERE party_id = ANY(%s) AND purpose = %s AND grantee = 'bank' AND revoked_at IS NULL AND until > %s "
        "ORDER BY party_id FOR SHARE",
        [list(party_ids), purpose, at],
    )
    return list(found)


def _held(party_id: UUID, purpose: str) -> Grant | None:
    # FOR SHARE, which the ORM lacks: readers do not wait for each other, only for a change.
    found = Grant.objects.raw(
        "SELECT * FROM consent_grant WHERE party_id = %s AND purpose = %s AND grantee = 'bank' AND revoked_at IS NULL FOR SHARE",
        [party_id, purpose],
    )
    return next(iter(found), None)


def owners_of(party_id: UUID) -> set[UUID]:
    """The persons who may decide for a party today."""
    return set(Person.objects.filter(_decides(party_id)).values_list("pk", flat=True))


def _decides(party_id: UUID) -> Q:
    owned = Membership.objects.filter(party=party_id, role=Membership.Role.OWNER, ended_at=None)
    return Q(party=party_id) | Q(pk__in=owned.values("person"))


def needed_of(party_id: UUID) -> int:
    """How many of them must agree: what was said last, and never more than there are."""
    said = Quorum.objects.filter(party=party_id).order_by("-pk").values_list("needed", flat=True).first()
    return 1 if said is None or said == 1 else max(min(said, len(owners_of(party_id))), 1)


@dataclass(frozen=True, slots=True)
class Deed:
    """One line of a consent's history: what, when, and by whom; a reading by rule has no name, an officer's is the bank's."""

    act: str
    at: datetime
    who: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A proposal, and who of the owners has agreed."""

    proposal: Proposal
    agreed: tuple[Person, ...]
    is_agreed: bool


@dataclass(frozen=True, slots=True)
class Use:
    """How often a grant was used to read, and when last."""

    times: int = 0
    latest: datetime | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One purpose as its party sees it: the grant that stands, if any, its use, and what waits for owners."""

    purpose: Purpose
    standing: Grant | None
    use: Use
    waiting: Waiting | None

    @property
    def last_read_at(self) -> datetime | None:
        return self.use.latest


@dataclass(frozen=True, slots=True)
class Choices:
    party: Party
    choices: list[Choice]
    past: list[tuple[Grant, Grant.Status]]
    history: list[Deed]
    owners: int
    needed: int
    quorum: Waiting | None

    @property
    def owner_numbers(self) -> range:
        return range(1, self.owners + 1)


def grants_of(by: Actor) -> list[Grant]:
    """The grants of every party that ``by`` decides for: those that nobody ended, then the latest ended."""
    held = Grant.objects.filter(party__in=access.parties_of(by))
    return list(held.order_by(F("revoked_at").desc(nulls_first=True), "-granted_at", "-pk")[:MOST_SHOWN])


def last_reads(grants: Sequence[Grant]) -> dict[UUID, datetime]:
    """When each grant was last used to read; unused ones are left out."""
    names = {name_of(grant): grant.pk for grant in grants}
    return {names[name]: at for name, at in latest_of(READ, list(names)).items()}


def uses_of(grants: Sequence[Grant]) -> dict[UUID, Use]:
    """How each grant was used; unused ones are left out."""
    names = {name_of(grant): grant.pk for grant in grants}
    told = acts_on_any(list(names)).filter(act=READ).order_by().values_list("target").annotate(times=Count("pk"), latest=Max("at"))
    return {names[target]: Use(times, latest) for target, times, latest in told}


def choices_of(by: Actor, at: datetime) -> list[Choices]:
    """What ``by`` may decide for each business that she owns: three queries, and four for each business."""
    grants = grants_of(by)
    given_for = {grant.party_id for grant in grants}
    # Her own party trades nothing, so nothing is asked of her for it; what she gave she still sees.
    parties = [party for party in access.parties_of(by).order_by("pk") if party.kind != Party.Kind.NATURAL_PERSON or party.pk in given_for]
    uses = uses_of(grants)
    return [_choices(party, [grant for grant in grants if grant.party_id == party.pk], uses, by, at) for party in parties]


def _choices(party: Party, grants: Sequence[Grant], uses: dict[UUID, Use], by: Actor, at: datetime) -> Choices:
    standing = {grant.purpose: grant for grant in grants if grant.status(at) == Grant.Status.STANDING}
    owners, waiting = list(Person.objects.filter(_decides(party.pk)).select_related("party")), _waiting(party, by)
    offered = [
        Choice(purpose, held := standing.get(purpose.code), uses.get(held.pk, Use()) if held else Use(), waiting.get(purpose.code))
        for purpose in REGISTERED.values()
    ]
    past = [(grant, grant.status(at)) for grant in grants if grant.pk not in {held.pk for held in standing.values()}]
    return Choices(party, offered, past, _history(grants, owners), len(owners), needed_of(party.pk), waiting.get(""))


def _waiting(party: Party, by: Actor) -> dict[str, Waiting]:
    found: dict[str, Waiting] = {}
    for proposal in Proposal.objects.filter(party=party, status=Proposal.Status.OPEN):
        agreed = tuple(one.person for one in Approval.objects.filter(proposal=proposal).select_related("person__party").order_by("pk"))
        found[proposal.purpose] = Waiting(proposal, agreed, by.person_id in {person.pk for person in agreed})
    return found


def _history(grants: Sequence[Grant], owners: Sequence[Person]) -> list[Deed]:
    """The latest acts on any of a party's consents. Who of the bank looked is the bank's to know; that it did is hers."""
    names = {f"person/{person.pk}": person.party for person in owners}
    acts = acts_on_any([name_of(grant) for grant in grants]).filter(act__in=HISTORY)[:LATEST_ACTS]
    return [Deed(act.act, act.at, _who(act.actor, names)) for act in acts]


def _who(actor: str, names: dict[str, Party]) -> str:
    if actor.startswith("platform/"):
        return ""
    party = names.get(actor)
    return in_language(party.name_zh, party.name_en) if party else "bank"
