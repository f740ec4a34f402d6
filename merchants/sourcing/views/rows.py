"""Lines of the form before they are a request: an article of the shelf in the unit that it is bought in, or free words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

from django.utils.translation import override

from ecosystem.kernel.names import in_language
from merchants.catalog.public import Sku, Unit
from merchants.procurement.public import Source

from ..actions import Asked
from ..models import Rfq


@dataclass(frozen=True, slots=True)
class Row:
    mark: str
    sku_id: UUID | None = None
    name: str = ""
    unit_zh: str = ""
    unit_en: str = ""
    per_unit: Decimal = Decimal(1)
    quantity: Decimal | None = None
    wanted_by: date | None = None

    @property
    def unit(self) -> str:
        return in_language(self.unit_zh, self.unit_en)


def rows_for(shop_id: UUID, wanted: Mapping[UUID, Decimal | None]) -> list[Row]:
    """Articles of one shop, in their order; what is another's is left out."""
    skus = Sku.objects.filter(shop=shop_id, archived_at=None).select_related("variant").in_bulk(list(wanted))
    sources = {one.sku_id: one for one in Source.objects.filter(sku__in=skus, preferred=True).select_related("article")}
    return [_row(skus[pk], sources.get(pk), quantity) for pk, quantity in wanted.items() if pk in skus]


def rows_of(rfq: Rfq) -> list[Row]:
    return [
        Row(str(line.pk), line.sku_id, line.name, line.unit_zh, line.unit_en, line.per_unit, line.quantity, line.wanted_by)
        for line in rfq.lines.order_by("position")
    ]


def rows_asked(shop_id: UUID, asked: Sequence[Asked]) -> list[Row]:
    """What a form said, to stand in it again."""
    skus = Sku.objects.filter(shop=shop_id).in_bulk([one.sku_id for one in asked if one.sku_id])
    names = {pk: sku.name for pk, sku in skus.items()}
    return [
        Row(uuid4().hex, one.sku_id, names.get(one.sku_id, "") if one.sku_id else one.name, *one.unit, one.per_unit, one.quantity, one.wanted_by)
        for one in asked
    ]


def _row(sku: Sku, source: Source | None, quantity: Decimal | None) -> Row:
    if source is not None:
        return Row(sku.pk.hex, sku.pk, sku.name, source.article.unit_zh, source.article.unit_en, source.per_unit, quantity)
    unit = Unit(sku.variant.purchase_unit).label
    with override("zh-hans"):
        zh = str(unit)
    with override("en"):
        en = str(unit)
    return Row(sku.pk.hex, sku.pk, sku.name, zh, en, sku.variant.purchase_factor, quantity)
