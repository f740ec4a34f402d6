from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from merchants.catalog.public import Sku

from .models import BasketLine
from .rules import Item, Part, Quote, quoted

FIELDS = (
    "sku_id",
    "quantity",
    "sku__shop_id",
    "sku__name_zh",
    "sku__name_en",
    "sku__size",
    "sku__kind",
    "sku__price_minor",
    "sku__on_sale",
    "sku__level__on_hand",
    "sku__level__reserved",
    "sku__level__safety",
    "sku__level__backorder_limit",
    "sku__shop__name_zh",
    "sku__shop__name_en",
    "sku__shop__category",
    "sku__shop__delivery_fee_minor",
    "sku__shop__min_order_minor",
    "sku__shop__delivers",
)


def quote_for(party_id: UUID, *, lock: bool = False) -> Quote:
    """The party's basket at the prices of now, in one statement; ``lock`` holds its lines."""
    lines = BasketLine.objects.filter(party=party_id).order_by("added_at", "pk")
    if lock:
        lines = lines.select_for_update(of=("self",))
    return quoted([_item(*row) for row in lines.values_list(*FIELDS)])


def left_of(sku: Sku) -> Decimal:
    """How much of an article can still be promised."""
    level = getattr(sku, "level", None)
    return level.available if level else Decimal(0)


def _item(
    sku_id: UUID,
    quantity: Decimal,
    shop_id: UUID,
    name_zh: str,
    name_en: str,
    size: str,
    kind: str,
    price: int,
    on_sale: bool,
    on_hand: Decimal | None,
    reserved: Decimal | None,
    safety: Decimal | None,
    backorder_limit: Decimal | None,
    shop_zh: str,
    shop_en: str,
    category: str,
    fee: int,
    minimum: int,
    delivers: bool,
) -> tuple[Item, Part]:
    left = (on_hand or Decimal(0)) - (reserved or Decimal(0)) - (safety or Decimal(0)) + (backorder_limit or Decimal(0))
    item = Item(sku_id, shop_id, name_zh, name_en, size, kind, quantity, price, on_sale, left)
    return item, Part(shop_id, shop_zh, shop_en, category, (), fee, minimum, delivers)
