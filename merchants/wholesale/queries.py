"""What became of a load's lines, and the cancelled ones that gave nothing back."""

from __future__ import annotations

from django.db.models import Count, Sum

from .models import LeftOver, Load, Tally


def tallies_of(load: Load) -> list[Tally]:
    """What has most lines first."""
    return list(load.tallies.order_by("-lines", "verdict"))


def reasons_of(load: Load) -> list[tuple[str, int, int]]:
    """(why, how many cancelled lines, their value), the most first."""
    rows = load.left_over.values("why").annotate(lines=Count("pk"), value=Sum("value_minor")).order_by("-lines", "why")
    return [(row["why"], row["lines"], row["value"]) for row in rows]


def left_over_of(load: Load, *, why: str = "", page: int = 1, size: int = 50) -> tuple[list[LeftOver], bool]:
    """A page of them in the order of the file, and whether there is more."""
    rows = load.left_over.filter(why=why) if why else load.left_over.all()
    start = (max(page, 1) - 1) * size
    found = list(rows.order_by("number")[start : start + size + 1])
    return found[:size], len(found) > size
