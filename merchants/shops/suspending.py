"""The bank's stop: no new orders for a merchant's shops, and, only when it says so, no payouts until a day.

Inner verbs of whoever decides (the onboarding desk). Orders placed before go on to their end, and
money that is available is paid out unless it is held. An order that read its shop in the moment
before the stop committed stands, as with the keeper's own switch.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import inner
from ecosystem.notices.public import nudge

from .models import Shop


class Stop(models.TextChoices):
    """Why the bank stopped a shop, as its keeper reads it."""

    DOCUMENTS = "documents", _("a document has expired")
    UNFINISHED = "unfinished", _("the papers were not finished in time")
    BANK = "bank", _("the bank has decided so")
    ENDED = "ended", _("the contract with the bank has ended")


@inner
def suspend_selling(*, party_id: UUID, why: str, by: Actor, at: datetime) -> int:
    """All shops of the party take no new orders from now on; how many were stopped or stopped for another reason now."""
    stopped = list(_locked(party_id).exclude(suspended_for=Stop(why).value))
    before = {"why": sorted({shop.suspended_for for shop in stopped})}
    changed = Shop.objects.filter(pk__in=[shop.pk for shop in stopped]).update(suspended_at=at, suspended_for=why, version=F("version") + 1)
    _tell(party_id, "suspend", changed, by=by, at=at, before=before, after={"why": why, "shops": changed})
    return changed


@inner
def lift_suspension(*, party_id: UUID, by: Actor, at: datetime) -> int:
    """They take orders again, those that their keeper did not stop herself."""
    stopped = list(_locked(party_id).exclude(suspended_at=None))
    before = {"why": sorted({shop.suspended_for for shop in stopped})}
    changed = Shop.objects.filter(pk__in=[shop.pk for shop in stopped]).update(suspended_at=None, suspended_for="", version=F("version") + 1)
    _tell(party_id, "lift_suspension", changed, by=by, at=at, before=before, after={"shops": changed})
    return changed


@inner
def hold_funds(*, party_id: UUID, why: str, until: datetime, by: Actor, at: datetime) -> None:
    """No payouts of the party's shops until then. What is on its way arrives."""
    held = list(_locked(party_id))
    Shop.objects.filter(pk__in=[shop.pk for shop in held]).update(funds_held_until=until, funds_held_for=why, version=F("version") + 1)
    _tell(party_id, "hold_funds", len(held), by=by, at=at, before=_held(held), after={"until": until.isoformat(), "shops": len(held)})


@inner
def release_funds(*, party_id: UUID, by: Actor, at: datetime) -> None:
    held = list(_locked(party_id).exclude(funds_held_until=None))
    changed = Shop.objects.filter(pk__in=[shop.pk for shop in held]).update(funds_held_until=None, funds_held_for="", version=F("version") + 1)
    _tell(party_id, "release_funds", changed, by=by, at=at, before=_held(held), after={"shops": changed})


def _held(shops: Collection[Shop]) -> dict[str, object]:
    return {
        "until": sorted({shop.funds_held_until.isoformat() for shop in shops if shop.funds_held_until}),
        "why": sorted({shop.funds_held_for for shop in shops}),
    }


def _locked(party_id: UUID) -> models.QuerySet[Shop]:
    """In one order, as every verb that holds several shops takes them."""
    return Shop.objects.select_for_update(no_key=True).filter(party=party_id).order_by("pk")


def _tell(party_id: UUID, what: str, changed: int, *, by: Actor, at: datetime, before: Mapping[str, object], after: dict[str, object]) -> None:
    if changed:
        record(f"merchants.shop.{what}", target=f"party/{party_id}", by=by, at=at, before=before, after=after)
        nudge([party_id], "shop")
