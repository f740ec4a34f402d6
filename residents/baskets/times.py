"""When the goods of a basket are fetched or brought: what its shops offer, and what the buyer chose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from merchants.shops.public import Offer, open_slots

from .errors import BadTime
from .rules import Part, Quote

CHANNELS = ("pickup", "delivery")
# As many times as a person looks through; programs get all of them.
MOST_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Times:
    """The free times of one shop for one way to get its goods; empty where it has none left."""

    part: Part
    channel: str
    offers: tuple[Offer, ...]

    @property
    def field(self) -> str:
        return f"slot-{self.channel}-{self.part.shop_id}"


def times_of(quote: Quote, *, at: datetime) -> list[Times]:
    """For every shop of the basket that works by slots; one statement for each way that has slots."""
    found = []
    for channel in CHANNELS:
        works = {part.shop_id: part.work for part in quote.parts}
        offers = open_slots([part.shop for part in quote.parts], channel, works=works, at=at)
        found += [Times(part, channel, _free(offers[part.shop_id])) for part in quote.parts if part.shop_id in offers]
    return found


def _free(offers: list[Offer]) -> tuple[Offer, ...]:
    return tuple(offer for offer in offers if offer.is_free)[:MOST_SHOWN]


def chosen_slots(form: Mapping[str, str], channel: str) -> tuple[tuple[UUID, datetime], ...]:
    """Fields ``slot-<channel>-<shop>`` that name a moment; empty is as soon as possible. Raises ``BadTime``."""
    before, found = f"slot-{channel}-", []
    for field, value in form.items():
        if field.startswith(before) and value:
            try:
                begins = datetime.fromisoformat(value)
                shop_id = UUID(field.removeprefix(before))
            except ValueError:
                raise BadTime from None
            if begins.tzinfo is None:
                raise BadTime
            found.append((shop_id, begins))
    return tuple(sorted(found))
