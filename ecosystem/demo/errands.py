"""Baskets as errands: one payment, one order per shop, and a way of handing over.

The source's purchases were all made in shops, so most stay sales against a collection code
at the counter. A stated share becomes pickup and delivery, by a rule that anybody can repeat:
of 100 parts by the basket's SHA-256, 80 are ``code``, 12 ``pickup``, 8 ``delivery``; and an
errand that is not placed and handed over within one day's opening hours of all its shops is
``code`` after all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from .shape import Errand, Line, Shop, ShopOrder
from .shelves import Sale
from .stable import spread

DAY = 24 * 60
CODE, PICKUP, DELIVERY = "code", "pickup", "delivery"
ACCEPTED, READY = timedelta(minutes=3), timedelta(minutes=20)
HANDED_OVER = {PICKUP: timedelta(minutes=35), DELIVERY: timedelta(minutes=55)}


def channel(basket: int, placed_at: datetime, shops: Sequence[Shop]) -> str:
    part = spread(f"channel/{basket}", 100)
    if part < 80:
        return CODE
    wanted = PICKUP if part < 92 else DELIVERY
    today = [shop.hours[placed_at.weekday()] for shop in shops]
    opens, closes = max(day.opens_minute for day in today), min(DAY, *(day.closes_minute for day in today))
    placed = placed_at.hour * 60 + placed_at.minute
    return wanted if opens <= placed and placed + HANDED_OVER[wanted] // timedelta(minutes=1) < closes else CODE


def line(sale: Sale) -> Line:
    return Line(
        sku=sale.sku,
        quantity=Decimal(sale.quantity),
        unit_minor=sale.unit_minor,
        paid_minor=sale.unit_minor * sale.quantity,
        source_product=sale.product,
    )


def errand(basket: int, *, resident: str, placed_at: datetime, sales: Mapping[str, Sequence[Sale]], shops: Mapping[str, Shop]) -> Errand:
    """``sales`` are the basket's lines by shop code."""
    way = channel(basket, placed_at, [shops[code] for code in sales])
    at_counter = way == CODE
    orders = []
    for shop in sorted(sales):
        lines = tuple(line(sale) for sale in sorted(sales[shop], key=lambda sale: sale.sku))
        orders.append(
            ShopOrder(
                code=f"b{basket}-{shop}",
                shop=shop,
                lines=lines,
                paid_minor=sum(one.paid_minor for one in lines),
                accepted_at=placed_at if at_counter else placed_at + ACCEPTED,
                ready_at=placed_at if at_counter else placed_at + READY,
                handed_over_at=placed_at if at_counter else placed_at + HANDED_OVER[way],
            )
        )
    return Errand(
        code=f"b{basket}",
        resident=resident,
        channel=way,
        placed_at=placed_at,
        paid_minor=sum(order.paid_minor for order in orders),
        orders=tuple(orders),
        source_basket=basket,
    )
