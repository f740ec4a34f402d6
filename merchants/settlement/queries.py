from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F, Prefetch, Q, QuerySet, Sum

from ecosystem.places.public import Neighbourhood
from merchants.shops.public import Category, Shop

from .checking import Fault, Known, faults_of
from .models import CommissionRule, HoldDays, Mandate, Recovery, Settlement, SettlementLine, Tariff
from .rules import Rule

RULES = Prefetch("rules", CommissionRule.objects.order_by("position"))


@dataclass(frozen=True, slots=True)
class Terms:
    """What a sale is settled by: the rules of its day, the tax on commission, the days it waits."""

    rules: tuple[Rule, ...]
    tax_rate: Decimal
    hold_days: int


def rules_on(on: date) -> tuple[tuple[Rule, ...], Decimal]:
    """The rules in force on a day, in their order, and the tax on commission; one statement."""
    begun = Tariff.objects.filter(status=Tariff.Status.PUBLISHED, from_on__lte=on).order_by("-from_on").values("pk")[:1]
    rows = list(CommissionRule.objects.filter(tariff=begun).annotate(tax_rate=F("tariff__tax_rate")).order_by("position"))
    rules = tuple(Rule(row.pk, row.position, row.conditions, row.rate, row.flat_minor, row.min_minor, row.max_minor) for row in rows)
    return rules, rows[0].tax_rate


def hold_days_of(shop_id: UUID, category: str) -> int:
    """The shop's own wait, else its category's, else none."""
    waits = HoldDays.objects.filter(Q(shop=shop_id) | Q(category=category)).order_by(F("shop").asc(nulls_last=True))
    return next(iter(waits.values_list("days", flat=True)[:1]), 0)


def neighbourhood_code(shop_id: UUID, rules: Collection[Rule]) -> str:
    """Asked of the database only where a rule depends on it."""
    if not any("neighbourhood" in rule.conditions for rule in rules):
        return ""
    return Shop.objects.filter(pk=shop_id).values_list("neighbourhood__code", flat=True).first() or ""


def waiting_minor(shop_id: UUID) -> int:
    """Net of all entries that are available and not in a payout; may be negative."""
    return Settlement.objects.filter(shop=shop_id, payout_id=None, released_at__isnull=False).aggregate(sum=Sum("net_minor"))["sum"] or 0


def advanced_minor(shop_id: UUID) -> int:
    """What the bank has put up for the shop's refunds of available sales and not got back."""
    put_up = Settlement.objects.filter(shop=shop_id, advanced_minor__gt=0, released_at__isnull=False).aggregate(sum=Sum("advanced_minor"))["sum"] or 0
    if not put_up:
        return 0
    return put_up - (Recovery.objects.filter(shop=shop_id).aggregate(sum=Sum("amount_minor"))["sum"] or 0)


def advanced_since(shop_id: UUID) -> datetime | None:
    """When the oldest refund happened that is still put up for, the oldest being recovered first."""
    left = advanced_minor(shop_id)
    since = None
    put_up = Settlement.objects.filter(shop=shop_id, advanced_minor__gt=0, released_at__isnull=False).order_by("-settled_at")
    for amount, at in put_up.values_list("advanced_minor", "settled_at"):
        if left <= 0:
            break
        left, since = left - amount, at
    return since


def shops_in_debt() -> list[UUID]:
    """Shops for whose refunds the bank has put up money."""
    put_up = (
        Settlement.objects.filter(advanced_minor__gt=0, released_at__isnull=False)
        .values("shop")
        .annotate(sum=Sum("advanced_minor"))
        .values_list("shop", "sum")
    )
    back = dict(Recovery.objects.values("shop").annotate(sum=Sum("amount_minor")).values_list("shop", "sum"))
    return sorted(shop for shop, amount in put_up if amount > back.get(shop, 0))


def shops_with_releases(on: date) -> list[UUID]:
    due = Settlement.objects.filter(released_at=None, available_on__lte=on)
    return list(due.order_by("shop").values_list("shop", flat=True).distinct())


def mandate_of(shop_id: UUID) -> Mandate | None:
    return Mandate.objects.filter(shop=shop_id, ended_at=None).first()


def tariffs(*, most: int = 20) -> QuerySet[Tariff]:
    return Tariff.objects.prefetch_related(RULES).order_by("-number")[:most]


def tariff_of(tariff_id: int) -> Tariff | None:
    return Tariff.objects.prefetch_related(RULES).filter(pk=tariff_id).first()


def faults_in(conditions: list[dict[str, Any]]) -> list[Fault]:
    """What stands in the way of publishing rules with these conditions."""

    def named(name: str) -> list[Any]:
        return [wanted[name] for wanted in conditions if name in wanted]

    parties = {str(party) for party in Shop.objects.filter(party__in=_uuids(named("party"))).values_list("party", flat=True)}
    codes = {str(code) for code in named("neighbourhood")}
    known = Known(
        categories=set(Category.values),
        neighbourhoods=set(Neighbourhood.objects.filter(code__in=codes).values_list("code", flat=True)),
        parties=parties,
    )
    return faults_of(conditions, known)


def _uuids(values: list[Any]) -> list[UUID]:
    found = []
    for value in values:
        try:
            found.append(UUID(str(value)))
        except ValueError:
            continue
    return found


def waits() -> QuerySet[HoldDays]:
    return HoldDays.objects.select_related("shop").order_by("category", "shop__name_en", "pk")


def lines_of(settlement_ids: Collection[UUID]) -> QuerySet[SettlementLine]:
    return SettlementLine.objects.filter(settlement__in=settlement_ids).select_related("rule__tariff").order_by("settlement", "position")
