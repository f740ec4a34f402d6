"""On which terms an article is sold now: when, how much of it, and with which choices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from ecosystem.kernel.clock import TOWN_TIME
from ecosystem.kernel.names import in_language
from merchants.shops.public import Hours, is_open

from ..errors import BadChoice, ChoiceGone, OutsideItsHours, SoldOutForNow
from .units import Units, base_quantity

MOST_PICKS = 30


@dataclass(frozen=True, slots=True)
class Option:
    """An answer; ``uses_sku`` is the listing of the same shop that it takes ``uses_quantity`` base units of."""

    id: UUID
    name_zh: str
    name_en: str
    delta_minor: int
    uses_sku: UUID | None = None
    uses_quantity: Decimal | None = None
    is_linked: bool = False

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)


@dataclass(frozen=True, slots=True)
class Group:
    id: UUID
    name_zh: str
    name_en: str
    min_picks: int
    max_picks: int
    options: tuple[Option, ...]

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)


@dataclass(frozen=True, slots=True)
class Terms:
    """What checkout must know of a listing besides its price and shelf. ``daily_cap`` is in sale units; ``tax_bp`` is held by the price."""

    sku_id: UUID
    name_zh: str
    name_en: str
    size: str
    units: Units
    tax_bp: int | None
    sold_out_until: datetime | None
    daily_cap: Decimal | None
    windows: tuple[Hours, ...]
    groups: tuple[Group, ...]

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)

    def require_sold(self, at: datetime) -> None:
        """Raises ``SoldOutForNow`` or ``OutsideItsHours``."""
        if self.sold_out_until and at < self.sold_out_until:
            raise SoldOutForNow(name=self.name, until=f"{self.sold_out_until.astimezone(TOWN_TIME):%m-%d %H:%M}", details=self._who())
        if self.windows and not is_open(self.windows, at):
            raise OutsideItsHours(name=self.name, details=self._who())

    def base_of(self, quantity: Decimal) -> Decimal:
        """How much stock so many sale units are. Raises ``WholeOnly``."""
        return base_quantity(self.name, quantity, self.units)

    def picked(self, option_ids: Sequence[UUID]) -> list[tuple[Group, Option, int]]:
        """What was chosen, how often, in the order in which it is asked.

        Raises:
            ChoiceGone: something that is not, or no longer, offered with this article.
            BadChoice: fewer or more of a group than it takes.
        """
        wanted = Counter(option_ids)
        if len(wanted) > MOST_PICKS:
            raise ChoiceGone(name=self.name, details=self._who())
        found = [(group, option, wanted.pop(option.id)) for group in self.groups for option in group.options if option.id in wanted]
        if wanted or any(option.is_linked and option.uses_sku is None for _, option, _ in found):
            raise ChoiceGone(name=self.name, details=self._who())
        for group in self.groups:
            taken = sum(times for one, _, times in found if one.id == group.id)
            if not group.min_picks <= taken <= group.max_picks:
                raise BadChoice(name=self.name, group=group.name, least=group.min_picks, most=group.max_picks, details=self._who())
        return found

    def _who(self) -> dict[str, Any]:
        return {"items": [{"sku": str(self.sku_id)}]}
