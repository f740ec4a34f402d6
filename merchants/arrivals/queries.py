"""What a shopkeeper sees of who arrives by her codes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Sum

from .models import Arrival
from .rules import STEPS, WITHIN


@dataclass(frozen=True, slots=True)
class Funnel:
    """One kind of code at one place over the days: how many took each step, in order; ``kind`` is empty for all together."""

    kind: str
    label: str
    place: str
    numbers: tuple[int, ...]

    @property
    def widths(self) -> tuple[int, ...]:
        """Each step in per cent of the scans, rounded down."""
        return tuple(number * 100 // self.numbers[0] for number in self.numbers)


def funnels_of(shop_id: UUID, today: date) -> list[Funnel]:
    """All together first, then each code that was scanned in the last thirty days, the most scanned first. One statement."""
    of_days = Arrival.objects.filter(shop=shop_id, on__gt=today - WITHIN, on__lte=today)
    rows = of_days.values_list("kind", "place").annotate(*(Sum(name) for name in STEPS)).order_by()
    found = [Funnel(kind, str(Arrival.Kind(kind).label), place, tuple(numbers)) for kind, place, *numbers in rows]
    found.sort(key=lambda one: (-one.numbers[0], one.kind, one.place))
    if not found:
        return []
    return [Funnel("", "", "", tuple(map(sum, zip(*(one.numbers for one in found), strict=True)))), *found]
