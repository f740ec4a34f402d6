"""What a shop should order, worked out in the database however many articles it has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from ecosystem.kernel.clock import business_date, midnight
from ecosystem.kernel.money import line_minor
from merchants.catalog.public import Sku

from ..models import Article, Reordering, ReorderRule, Source, Supplier

SUGGEST = (Path(__file__).resolve().parent.parent / "sql" / "suggestions.sql").read_text(encoding="utf-8")
WEEKS = 8


@dataclass(frozen=True, slots=True)
class Suggestion:
    """So many units of an article, and why: what is there, what comes, what sales let expect until the order after (the SKU's own unit)."""

    sku_id: UUID
    article_id: UUID
    supplier_id: UUID
    available: Decimal
    incoming: Decimal
    expected: Decimal
    per_unit: Decimal
    price_minor: int
    days: int
    units: Decimal
    sku: Sku | None = None
    article: Article | None = None

    @property
    def cost_minor(self) -> int:
        return line_minor(self.price_minor, self.units)

    @property
    def days_of_cover(self) -> int | None:
        """For how many days what is there lasts at the expected pace; ``None`` where nothing sells."""
        return int(max(self.available, Decimal(0)) * self.days / self.expected) if self.expected else None


@dataclass(frozen=True, slots=True)
class Basket:
    """The suggestions of one supplier."""

    supplier: Supplier
    suggestions: Sequence[Suggestion]

    @property
    def cost_minor(self) -> int:
        return sum(one.cost_minor for one in self.suggestions)


def suggestions_for(shop_id: UUID, *, at: datetime, supplier_id: UUID | None = None) -> list[Suggestion]:
    """One row for each SKU of the shop that runs low by the time its goods could be there; none that is on a draft already."""
    today: date = business_date(at)
    values = {
        "shop": shop_id,
        "supplier": supplier_id,
        "today": today,
        "tomorrow": (today + timedelta(days=1)).isoweekday(),
        "since": midnight(at) - timedelta(weeks=WEEKS),
        "until": midnight(at),
    }
    with connection.cursor() as cursor:
        cursor.execute(SUGGEST, values)
        return [Suggestion(*row) for row in cursor.fetchall()]


def trigger_of(shop_id: UUID, supplier_id: UUID) -> str:
    """How the shop's goods of a supplier are ordered when they run low."""
    row = Reordering.objects.filter(shop=shop_id, supplier=supplier_id).first()
    return row.trigger if row else Reordering.Trigger.SUGGEST


def drafted_by_night(today: date) -> list[tuple[UUID, UUID]]:
    """(shop, supplier) whose look of this business day was not taken yet: all of the supplier's goods, or some, are drafted by themselves."""
    auto = Reordering.objects.filter(trigger=Reordering.Trigger.AUTO, supplier__taking_orders=True)
    found = set(auto.filter(Q(drafted_on=None) | Q(drafted_on__lt=today)).values_list("shop", "supplier"))
    alone = Source.objects.filter(sku__reorder_rule__trigger=ReorderRule.Trigger.AUTO, preferred=True, article__supplier__taking_orders=True)
    looked = Reordering.objects.filter(shop=OuterRef("sku__shop"), supplier=OuterRef("article__supplier"), drafted_on__gte=today)
    found |= set(alone.exclude(Exists(looked)).values_list("sku__shop", "article__supplier"))
    return sorted(found)


def wants_drafts(known: Reordering) -> bool:
    """Whether anything of the supplier is drafted by itself."""
    if known.trigger == Reordering.Trigger.AUTO:
        return True
    alone = ReorderRule.objects.filter(sku__shop=known.shop_id, trigger=ReorderRule.Trigger.AUTO)
    return alone.filter(sku__sources__article__supplier=known.supplier_id, sku__sources__preferred=True).exists()


def drafted_alone(known: Reordering, low: Sequence[Suggestion]) -> list[Suggestion]:
    """Of what runs low, the goods whose rule says to draft them, or says nothing where their supplier's says so."""
    said = dict(ReorderRule.objects.filter(sku__in=[one.sku_id for one in low]).exclude(trigger="").values_list("sku", "trigger"))
    return [one for one in low if said.get(one.sku_id, known.trigger) == Reordering.Trigger.AUTO]


def baskets_for(shop_id: UUID, *, at: datetime, most: int = 200) -> list[Basket]:
    """The same by supplier, with what the page shows of each article: the costliest baskets first, so many articles of each."""
    found = suggestions_for(shop_id, at=at)
    by_supplier: dict[UUID, list[Suggestion]] = {}
    for one in found:
        by_supplier.setdefault(one.supplier_id, []).append(one)
    shown = [one for rows in by_supplier.values() for one in rows[:most]]
    skus = Sku.objects.in_bulk([one.sku_id for one in shown])
    articles = Article.objects.in_bulk([one.article_id for one in shown])
    suppliers = Supplier.objects.in_bulk(list(by_supplier))
    baskets = [
        Basket(suppliers[supplier_id], [replace(one, sku=skus[one.sku_id], article=articles[one.article_id]) for one in rows[:most]])
        for supplier_id, rows in by_supplier.items()
    ]
    return sorted(baskets, key=lambda basket: (-basket.cost_minor, basket.supplier.pk))
