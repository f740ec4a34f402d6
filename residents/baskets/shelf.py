"""A shop's shelf as a buyer sees it: one line a product, with how much is left, when it is sold, and what it asks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from merchants.catalog.public import Group, Sku, shelf_of, terms_of
from merchants.shops.public import Hours, clock_text, is_open

from .queries import left_of
from .rules import Quote


@dataclass(slots=True)
class Row:
    """A product on the shelf. ``sku`` is its first variant; several, or anything asked, are chosen on its sheet."""

    sku: Sku
    taken: Decimal
    left: Decimal
    waits: str
    variants: list[Sku] = field(default_factory=list)

    @property
    def has_sheet(self) -> bool:
        return len(self.variants) > 1 or bool(getattr(self.sku, "asks", False))

    @property
    def from_minor(self) -> int:
        return min(sku.price_minor for sku in self.variants)

    @property
    def is_weighed(self) -> bool:
        return not self.sku.variant.whole_only


@dataclass(frozen=True, slots=True)
class Sheet:
    """One product opened. ``variants`` have what is left of each."""

    sku: Sku
    variants: list[Row]
    groups: tuple[Group, ...]

    @property
    def sellable(self) -> bool:
        return any(row.left > 0 and not row.waits for row in self.variants)


def shelf_rows(skus: Iterable[Sku], quote: Quote | None, *, at: datetime) -> list[Row]:
    """Rows in the order of the shelf; variants of a product stand in one."""
    taken: dict[UUID, Decimal] = defaultdict(Decimal)
    for item in (item for part in quote.parts for item in part.items) if quote else ():
        taken[item.sku_id] += item.quantity
    rows: dict[UUID, Row] = {}
    for sku in skus:
        row = rows.setdefault(sku.variant.product_id, Row(sku, Decimal(0), Decimal(0), waits_of(sku, at)))
        row.variants.append(sku)
        row.taken, row.left = row.taken + taken[sku.pk], max(row.left, left_of(sku))
        row.waits = row.waits and waits_of(sku, at)
    return list(rows.values())


def sheet_of(shop_id: UUID, sku_id: UUID, *, at: datetime) -> Sheet | None:
    """The product that a listing belongs to, as the shop sells it; ``None`` where it does not."""
    variants = list(shelf_of(shop_id, like=sku_id))
    sku = next((one for one in variants if one.pk == sku_id), None)
    if sku is None:
        return None
    rows = [Row(one, Decimal(0), left_of(one), waits_of(one, at), [one]) for one in variants]
    return Sheet(sku, sorted(rows, key=lambda row: (row.sku.price_minor, row.sku.pk)), terms_of(shop_id, [sku_id])[sku_id].groups)


def waits_of(sku: Sku, at: datetime) -> str:
    """Why it is not sold at this moment: ``"sold_out"``, the hours in which it is, or nothing."""
    if sku.sold_out_until and at < sku.sold_out_until:
        return "sold_out"
    hours = [Hours(each.weekday, each.opens_minute, each.closes_minute) for each in sku.windows.all()]
    if not hours or is_open(hours, at):
        return ""
    spans = sorted({f"{clock_text(each.opens_minute)}–{clock_text(each.closes_minute)}" for each in hours})
    return " ".join(spans)
