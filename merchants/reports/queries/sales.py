"""Sales of a period from the roll-ups: by day, channel, tender, hour and person, beside the period before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet, Sum

from ecosystem.identity.public import Person
from ecosystem.kernel.names import in_language

from .. import rules
from ..models import Day, Part


@dataclass(frozen=True, slots=True)
class Share:
    """One channel, tender, hour or person (empty where nobody rang up) with its part of the sales."""

    value: str
    tickets: int
    sales_minor: int
    part_bp: int


@dataclass(frozen=True, slots=True)
class Sales:
    since: date
    until: date
    sums: rules.Profit
    before: rules.Profit
    days: Sequence[tuple[date, int]]
    channels: Sequence[Share]
    tenders: Sequence[Share]
    hours: Sequence[Share]
    staff: Sequence[Share]

    @property
    def change_bp(self) -> int | None:
        return rules.change_bp(self.sums.sales_minor, self.before.sales_minor)

    @property
    def average_minor(self) -> int | None:
        return self.sums.sales_minor // self.sums.tickets if self.sums.tickets else None


NAMES = list(rules.Profit.__dataclass_fields__)


def profit_of(days: QuerySet[Day]) -> rules.Profit:
    row = days.aggregate(**{f"of_{name}": Sum(name) for name in NAMES})
    return rules.Profit(*(row[f"of_{name}"] or 0 for name in NAMES))


def profits_of(days: QuerySet[Day], *parts: Q) -> list[rules.Profit]:
    """Some days in parts, each summed up, in one statement."""
    sums = {f"{number}_{name}": Sum(name, filter=part) for number, part in enumerate(parts) for name in NAMES}
    row = days.aggregate(**{f"of_{name}": sum_ for name, sum_ in sums.items()})
    return [rules.Profit(*(row[f"of_{number}_{name}"] or 0 for name in NAMES)) for number in range(len(parts))]


def days_between(shop_id: UUID, since: date, until: date) -> QuerySet[Day]:
    """Both inclusive."""
    return Day.objects.filter(shop=shop_id, on__gte=since, on__lte=until)


def sales_of(shop_id: UUID, *, until: date, days: int) -> Sales:
    """The ``days`` that end with ``until``; five statements."""
    since = until - timedelta(days=days - 1)
    mine = days_between(shop_id, since, until)
    sold = dict(mine.values_list("on", "sales_minor"))
    by: dict[str, list[Share]] = {"channel": [], "tender": [], "hour": [], "staff": []}
    rows = Part.objects.filter(shop=shop_id, on__gte=since, on__lte=until).values("dimension", "value")
    sums = profit_of(mine)
    for row in rows.annotate(n=Sum("tickets"), sum=Sum("sales_minor")).order_by("dimension", "value"):
        part = row["sum"] * 10_000 // sums.sales_minor if sums.sales_minor else 0
        by[row["dimension"]].append(Share(row["value"], row["n"], row["sum"], part))
    return Sales(
        since=since,
        until=until,
        sums=sums,
        before=profit_of(days_between(shop_id, since - timedelta(days=days), since - timedelta(days=1))),
        days=[(on, sold.get(on, 0)) for on in (since + timedelta(days=gone) for gone in range(days))],
        channels=_largest(by["channel"]),
        tenders=_largest(by["tender"]),
        hours=by["hour"],
        staff=_named(_largest(by["staff"])),
    )


def _named(shares: list[Share]) -> list[Share]:
    """People by name, in one statement; whoever has left is somebody."""
    people = Person.objects.filter(pk__in=[share.value for share in shares if share.value]).select_related("party")
    names = {str(person.pk): in_language(person.party.name_zh, person.party.name_en) for person in people}
    return [replace(share, value=names.get(share.value, "?") if share.value else "") for share in shares]


def _largest(shares: list[Share]) -> list[Share]:
    return sorted(shares, key=lambda share: -share.sales_minor)
