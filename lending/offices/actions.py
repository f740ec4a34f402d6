"""Opening offices, moving people between them, and placing businesses where the feed says that they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.consent.public import CREDIT_ASSESSMENT, ConsentWithdrawn
from ecosystem.feed.public import as_corrected, facts_about
from ecosystem.identity.public import Membership, Party, RoleEnded, RoleHeld, end_role, hold_role, register_party, take_up_role
from ecosystem.kernel.actor import Actor, platform
from ecosystem.kernel.verbs import entry, inner
from ecosystem.once.public import once
from ecosystem.places.public import Neighbourhood, nearest_neighbourhoods

from . import access, queries
from .errors import AlreadyThere, MovedByAnother, OfficeNotFound, OfficeUnsound
from .models import District, Home, Office

JOB = platform("offices")
MOST = 500


@dataclass(frozen=True, slots=True)
class Shop:
    """The shop that a business opened last: its line of business, its cell (0 where none is told) and the fact that says so."""

    industry: str
    cell: int
    fact_id: int


@inner
def shop_of(*, party_id: UUID, by: Actor, at: datetime) -> Shop | None:
    """What the feed tells of it under the business's consent; ``None`` where none stands."""
    try:
        facts = as_corrected(facts_about(party_id=party_id, kinds=[queries.OPENED], purpose=CREDIT_ASSESSMENT.code, by=by, at=at))
    except ConsentWithdrawn:
        return None
    if not facts:
        return Shop(queries.UNKNOWN, 0, 0)
    body = facts[-1].body
    return Shop(str(body.get("category", queries.UNKNOWN)), int(body.get("cell", 0)), facts[-1].pk)


@entry
def place_businesses(*, at: datetime, most: int = MOST) -> int:
    """Give a home to businesses that have none and let the bank look; answers how many were placed. Safe to run twice.

    One whose shop the feed does not tell of is at home nowhere, and the head office alone sees it.
    """
    return _place(queries.unplaced(at, most), at)


@entry
def follow_shops(*, at: datetime, most: int = MOST) -> int:
    """Let the home of businesses that opened a newer shop, or whose opening was corrected, follow it; answers how many were looked at.

    The office that one leaves sees its cases no more. Safe to run twice.
    """
    return _place(queries.outgrown(at, most), at)


@inner
def _place(party_ids: list[UUID], at: datetime) -> int:
    shops = {party_id: shop for party_id in party_ids if (shop := shop_of(party_id=party_id, by=JOB, at=at))}
    near = nearest_neighbourhoods(shop.cell for shop in shops.values() if shop.cell)
    homes = [
        Home(
            party_id=party_id,
            district=near[shop.cell].code if shop.cell in near else queries.UNKNOWN,
            industry=shop.industry,
            fact_id=shop.fact_id,
            placed_at=at,
        )
        for party_id, shop in shops.items()
    ]
    again = ["district", "industry", "fact_id", "placed_at"]
    return len(Home.objects.bulk_create(homes, update_conflicts=True, unique_fields=["party"], update_fields=again))


@entry
def open_office(*, name_zh: str, name_en: str, above: UUID | None, districts: list[str], key: str, by: Actor, at: datetime) -> Office:
    """Open an office for some districts, which leave the offices that had them; once per key.

    Raises:
        HeadOfficeOnly: the actor is no risk manager of the head office.
        OfficeUnsound: a name is missing.
        OfficeNotFound: there is no such office above, or no such district.
    """
    access.require_head_office(by)
    names = (name_zh.strip(), name_en.strip())
    if not all(names):
        raise OfficeUnsound
    codes = sorted(set(districts))
    with once(key, verb="offices.open", by=by, body={"names": names, "above": above, "districts": codes}, at=at) as turn:
        if turn.earlier is not None:
            return Office.objects.get(pk=turn.earlier["office"])
        if above is not None and not Office.objects.filter(pk=above).exists():
            raise OfficeNotFound
        unit = register_party(kind=Party.Kind.BANK_UNIT, name_zh=names[0], name_en=names[1], at=at)
        office = Office.objects.create(unit=unit, above_id=above, opened_at=at, opened_by=by.name)
        _look_after(office, codes)
        record("lending.office.open", target=office, by=by, at=at, after={"above": above, "districts": codes})
        turn.remember(office=office.pk)
        return office


@entry
def give_districts(*, office_id: UUID, districts: list[str], by: Actor, at: datetime) -> Office:
    """From now on the office looks after exactly these districts; others lose them. Raises as ``open_office``."""
    access.require_head_office(by)
    office = Office.objects.select_for_update(no_key=True).filter(pk=office_id).first()
    if office is None:
        raise OfficeNotFound
    codes, before = sorted(set(districts)), sorted(office.districts.values_list("code", flat=True))
    office.districts.exclude(code__in=codes).delete()
    _look_after(office, codes)
    record("lending.office.districts", target=office, by=by, at=at, before={"districts": before}, after={"districts": codes})
    return office


@inner
def _look_after(office: Office, codes: list[str]) -> None:
    if Neighbourhood.objects.filter(code__in=codes).count() != len(codes):
        raise OfficeNotFound
    rows = [District(code=code, office=office) for code in codes]
    District.objects.bulk_create(rows, update_conflicts=True, unique_fields=["code"], update_fields=["office"])


@entry
def move_banker(*, membership_id: int, unit_id: UUID, by: Actor, at: datetime) -> Membership:
    """Let somebody at the bank hold her role at another unit from now on, and with it see that unit's businesses alone.

    Raises:
        HeadOfficeOnly: the actor is no risk manager of the head office.
        OfficeNotFound: no such role at the bank, or no such unit of it.
        MovedByAnother: the actor moves herself.
        AlreadyThere: she holds the role there.
    """
    access.require_head_office(by)
    unit = Party.objects.filter(pk=unit_id, kind=Party.Kind.BANK_UNIT).first()
    try:
        held = hold_role(membership_id)
    except RoleEnded:
        raise OfficeNotFound from None
    if unit is None or held.role not in access.STAFF or Party.objects.get(pk=held.party_id).kind != Party.Kind.BANK_UNIT:
        raise OfficeNotFound
    if held.person_id == by.person_id:
        raise MovedByAnother
    if held.party_id == unit.pk:
        raise AlreadyThere
    end_role(membership=held, at=at)
    try:
        moved = take_up_role(person_id=held.person_id, party_id=unit.pk, role=held.role, places=None, at=at)
    except RoleHeld:
        raise AlreadyThere from None
    record("lending.office.move", target=moved, by=by, at=at, before={"unit": held.party_id}, after={"unit": unit.pk, "role": held.role})
    return moved
