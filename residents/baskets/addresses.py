"""Where a resident has things brought: the addresses that she used, so that she types each once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.verbs import entry
from ecosystem.places.public import Landmark, first_landmark, landmark_coded

from .errors import SignInToBuy
from .models import Address

MOST_KEPT = 8
LONGEST_DOOR = 120


@dataclass(frozen=True, slots=True)
class Destination:
    """An estate, whose coordinates say how far it is, and a door; ``address_id`` where it is kept, empty where it was typed."""

    landmark: Landmark
    door: str = ""
    address_id: str = ""

    @property
    def where(self) -> tuple[Decimal, Decimal]:
        return self.landmark.lat, self.landmark.lng

    @property
    def text(self) -> str:
        """What stands on the order; empty without a door."""
        return f"{self.landmark.name_zh} {self.door}" if self.door else ""


@entry
def keep_address(*, landmark_id: int, door: str, by: Actor, at: datetime) -> Address:
    """Remember an address as the one used last; the one unused for longest is forgotten beyond ``MOST_KEPT``. Raises ``SignInToBuy``."""
    if by.party_id is None:
        raise SignInToBuy
    kept, _new = Address.objects.update_or_create(party_id=by.party_id, landmark_id=landmark_id, door=door, defaults={"used_at": at})
    beyond = Address.objects.filter(party=by.party_id).order_by("-used_at", "-pk").values("pk")[MOST_KEPT:]
    Address.objects.filter(pk__in=list(beyond.values_list("pk", flat=True))).delete()
    return kept


@entry
def forget_address(*, address_id: UUID, by: Actor, at: datetime) -> None:
    """Raises ``NotFound`` for an address that is not the actor's; orders keep what they were placed with."""
    gone, _rows = Address.objects.filter(pk=address_id, party=by.party_id, party__isnull=False).delete()
    if not gone:
        raise NotFound
    record("baskets.forget_address", target=f"address/{address_id}", by=by, at=at)


def addresses_of(party_id: UUID | None) -> list[Address]:
    """Those that are kept, the one used last first."""
    return list(Address.objects.filter(party=party_id).select_related("landmark__neighbourhood").order_by("-used_at", "-pk")) if party_id else []


def destination(form: Mapping[str, str], session: Mapping[str, Any], kept: list[Address]) -> Destination | None:
    """What a form says, else what was chosen last in this session, else the address used last, else where she looks around."""
    if "address" in form or "landmark" in form:
        return _kept(form.get("address", ""), kept) or _typed(form)
    latest = Destination(kept[0].landmark, kept[0].door, str(kept[0].pk)) if kept else None
    before = session.get("bring_to", "")
    return _kept(before, kept) or _at(before) or latest or _at(session.get("landmark", "")) or _first()


def _typed(form: Mapping[str, str]) -> Destination | None:
    landmark = landmark_coded(form.get("landmark", ""))
    return Destination(landmark, form.get("door", "").strip()[:LONGEST_DOOR]) if landmark else None


def _kept(told: str, kept: list[Address]) -> Destination | None:
    return next((Destination(one.landmark, one.door, str(one.pk)) for one in kept if str(one.pk) == told), None)


def _at(code: str) -> Destination | None:
    landmark = landmark_coded(code) if code else None
    return Destination(landmark) if landmark else None


def _first() -> Destination | None:
    landmark = first_landmark()
    return Destination(landmark) if landmark else None
