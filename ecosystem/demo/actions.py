"""Settling the town: its places and the bank's people, then each wing's share of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ecosystem import ports
from ecosystem.identity.public import Membership, Party, give_role, register_party, register_person
from ecosystem.kernel.errors import Conflict
from ecosystem.kernel.verbs import inner
from ecosystem.places.public import Landmark, Neighbourhood

from .shape import Point, Town

BANK_ROLES = {
    "officer": (Membership.Role.CREDIT_OFFICER,),
    "second": (Membership.Role.CREDIT_OFFICER,),
    "branch": (Membership.Role.CREDIT_OFFICER, Membership.Role.MANAGER),
    "risk": (Membership.Role.RISK_MANAGER,),
    "operator": (Membership.Role.OPERATOR,),
}


class TownStands(Conflict):
    code = "town_stands"
    sentence = _("The town stands already.")
    next_step = _("Clear it first: make demo-reset.")


def settle_town(town: Town, *, at: datetime) -> Iterator[str]:
    """Load the whole town, saying what was done. Each part commits by itself.

    Raises:
        TownStands: some of it is there.
    """
    with transaction.atomic():
        if Neighbourhood.objects.exists():
            raise TownStands
        lay_out(town)
        open_the_bank(town, at=at)
    yield f"{len(town.neighbourhoods)} neighbourhoods, {len(town.landmarks)} landmarks"
    for _name, part in ports.town_parts:
        yield from part.load(town=town, at=at)


@inner
def lay_out(town: Town) -> None:
    """Neighbourhoods and the places that people say they are at."""
    made = Neighbourhood.objects.bulk_create(
        Neighbourhood(
            code=f"n{one.no}",
            name_zh=one.name.zh,
            name_en=one.name.en,
            lat=degrees(one.centre)[0],
            lng=degrees(one.centre)[1],
            outline={"type": "Polygon", "coordinates": [[[point.lon, point.lat] for point in one.outline]]},
        )
        for one in town.neighbourhoods
    )
    by_no = dict(zip((one.no for one in town.neighbourhoods), made, strict=True))
    Landmark.objects.bulk_create(
        Landmark(
            code=one.code,
            neighbourhood=by_no[one.neighbourhood],
            name_zh=one.name.zh,
            name_en=one.name.en,
            lat=degrees(one.at)[0],
            lng=degrees(one.at)[1],
            kind=Landmark.Kind.ESTATE if one.is_estate else Landmark.Kind.LANDMARK,
        )
        for one in town.landmarks
    )


@inner
def open_the_bank(town: Town, *, at: datetime) -> None:
    """The bank as a party, and its people who may be signed in as."""
    bank = register_party(kind=Party.Kind.BANK_UNIT, name_zh="双圈银行", name_en="Twin Circles Bank", at=at)
    for one in town.people:
        if one.role in BANK_ROLES:
            person = register_person(email=one.email, name_zh=one.name.zh, name_en=one.name.en, password=None, at=at)
            for role in BANK_ROLES[one.role]:
                give_role(person=person, party=bank, role=role, at=at)


def degrees(point: Point) -> tuple[Decimal, Decimal]:
    """To the six places that are stored: about a decimetre."""
    return round(Decimal(str(point.lat)), 6), round(Decimal(str(point.lon)), 6)
