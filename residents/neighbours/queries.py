"""What the neighbours bought, for a page; each is one statement, whatever was sold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.fields import BooleanField

from ecosystem.places.public import cell_of, nearest_neighbourhoods
from merchants.catalog.public import Sku

from .models import Choice, Purchase, Tally
from .rules import FEWEST_NEIGHBOURS, at_least

SHOWN = 6


@dataclass(frozen=True, slots=True)
class Bought:
    """An article, its shop, and how many others bought it, at least."""

    sku: Sku
    shop: str
    at_least: int


def bought_in(neighbourhood_id: int, *, reader_id: UUID | None, at: datetime, most: int = SHOWN) -> list[Bought]:
    """What people bought at a neighbourhood's shops, what most of them bought first."""
    return _told(Tally.objects.filter(neighbourhood=neighbourhood_id), reader_id, at, most)


def bought_at_shop(shop_id: UUID, *, reader_id: UUID | None, at: datetime, most: int = SHOWN) -> list[Bought]:
    """The same of one shop."""
    return _told(Tally.objects.filter(shop=shop_id), reader_id, at, most)


def neighbourhood_around(lat: float, lng: float) -> int | None:
    """The neighbourhood whose middle is nearest; none where none is known."""
    cell = cell_of(lat, lng)
    found = nearest_neighbourhoods([cell]).get(cell)
    return found.pk if found else None


def counts(party_id: UUID) -> bool:
    """Whether what a person buys counts, as she said last."""
    return not Choice.objects.filter(party=party_id, counts=False).exists()


def _told(tallies: QuerySet[Tally], reader_id: UUID | None, at: datetime, most: int) -> list[Bought]:
    """Those that may be told to this reader: she is none of her own neighbours."""
    hers = Purchase.objects.filter(party=reader_id, sku=OuterRef("sku"), neighbourhood=OuterRef("neighbourhood"))
    bought = Exists(hers) if reader_id else Value(value=False, output_field=BooleanField())
    enough = tallies.annotate(hers=bought).filter(neighbours__gte=FEWEST_NEIGHBOURS)
    enough = enough.filter(Q(neighbours__gt=FEWEST_NEIGHBOURS) | Q(hers=False))
    there = enough.filter(sku__on_sale=True, sku__level__on_hand__gt=F("sku__level__reserved") + F("sku__level__safety"))
    there = there.filter(Q(sku__sold_out_until=None) | Q(sku__sold_out_until__lte=at), shop__selling=True, shop__suspended_at=None)
    shown = there.select_related("sku__variant", "shop").order_by("-neighbours", "sku")[:most]
    return [Bought(one.sku, one.shop.name, at_least(one.neighbours - one.hers)) for one in shown]
