"""What a person lets a shop know of her: asked wherever a shop reads a name or sends an offer."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import Invalid, NotFound, Unauthenticated
from ecosystem.kernel.verbs import entry
from merchants.shops.public import Shop

from .models import Card, Leave

WHAT = ("shows_name", "takes_offers", "keeps_card")
NO_LEAVE = {"shows_name": True, "takes_offers": False, "keeps_card": True}


@entry
def set_leave(*, shop_id: UUID, what: str, allowed: bool, by: Actor, at: datetime) -> Leave:
    """Let a shop see the actor's name, send her offers or keep her customer card, or not any more; saying it twice is saying it once.

    It counts for every reading that begins after the commit. A card with something open stays in sight until it is paid.

    Raises:
        Unauthenticated: nobody is signed in.
        NotFound: no such shop.
        Invalid: no such leave.
    """
    if by.party_id is None:
        raise Unauthenticated
    if what not in WHAT:
        raise Invalid
    if not Shop.objects.filter(pk=shop_id).exists():
        raise NotFound
    Leave.objects.bulk_create([Leave(party_id=by.party_id, shop_id=shop_id, changed_at=at)], ignore_conflicts=True)
    # One switch is one column, so two that are turned at once keep each other.
    said = Leave.objects.filter(party=by.party_id, shop=shop_id)
    if said.exclude(**{what: allowed}).update(**{what: allowed, "changed_at": at}):
        record("customers.set_leave", target=f"shop/{shop_id}", by=by, at=at, before={what: not allowed}, after={what: allowed})
    return said.get()


def leaves_of(party_id: UUID) -> dict[UUID, dict[str, bool]]:
    """What a person has said, by shop; a shop that she said nothing of is left out."""
    rows = Leave.objects.filter(party=party_id).values("shop_id", *WHAT)
    return {row["shop_id"]: {what: row[what] for what in WHAT} for row in rows}


def is_nameless(person: str) -> Exists:
    """Whether the person that a row names by ``person`` does not show her name to the row's ``shop``; an annotation, so it costs no statement."""
    return Exists(Leave.objects.filter(party=OuterRef(person), shop=OuterRef("shop"), shows_name=False))


def takers_of_offers(shop_id: UUID) -> list[UUID]:
    """Who lets a shop tell her of its offers."""
    return list(Leave.objects.filter(shop=shop_id, takes_offers=True).order_by("party_id").values_list("party_id", flat=True))


def parties_behind(party_id: UUID) -> list[UUID]:
    """A person's own party, and those of the customer cards that she holds: what is sold on a tab is sold to these."""
    return [party_id, *Card.objects.filter(holder=party_id).order_by("pk").values_list("party_id", flat=True)]
