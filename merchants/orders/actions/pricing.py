"""What each wanted article is on the terms of now: its stock, its choices, its price, and what may be sold of it today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from django.db import connection

from ecosystem.kernel import clock
from ecosystem.kernel.quantities import plain
from ecosystem.kernel.verbs import inner
from merchants.catalog.public import DailyCapReached, Terms, terms_of
from merchants.stock.public import Demand, checked_quantity

from ..rules import Wanted

# Positions of what a line's choices use up: the line's own, and so many thousands.
USED_BY_CHOICES = 1_000
STEP = Decimal("0.001")

# What the shop sold of an article today, whatever became of the order later except that it was let go.
SOLD_TODAY = """
SELECT l.sku_id, sum(l.quantity) FROM orders_order o JOIN orders_line l ON l.order_id = o.id
WHERE o.shop_id = %s AND o.status NOT IN ('closed', 'cancelled') AND o.placed_at >= %s AND l.sku_id = ANY(%s) GROUP BY l.sku_id
"""


@dataclass(frozen=True, slots=True)
class Priced:
    """A wanted article with the terms it is sold on, its choices as they are written down, and the price they add."""

    want: Wanted
    terms: Terms | None
    modifiers: tuple[dict[str, object], ...] = ()
    modifiers_minor: int = 0


@inner
def priced(*, shop_id: UUID, wanted: Sequence[Wanted], at: datetime, at_counter: bool) -> tuple[list[Priced], list[Demand]]:
    """The lines-to-be, and what they need of the shelves; an article that the shop does not have is left to the shelf to refuse.

    At the counter the hours of an article don't count: whoever sells it has it in her hands.

    Raises:
        BadQuantity, WholeOnly: what is no quantity of the article.
        SoldOutForNow, OutsideItsHours: it is not sold at this moment.
        BadChoice, ChoiceGone: what was chosen with it.
    """
    terms = terms_of(shop_id, [want.sku_id for want in wanted])
    lines, demands = [], []
    for position, want in enumerate(wanted, start=1):
        quantity, known = checked_quantity(want.quantity), terms.get(want.sku_id)
        if known is None:
            lines.append(Priced(want, None))
            demands.append(Demand(position, want.sku_id, quantity))
            continue
        if not at_counter:
            known.require_sold(at)
        line, used = _chosen(position, want, known)
        lines.append(line)
        demands += [Demand(position, want.sku_id, known.base_of(quantity)), *used]
    return lines, demands


@inner
def require_under_caps(*, shop_id: UUID, lines: Sequence[Priced], at: datetime) -> None:
    """Refuse more of an article than its shop sells a day (of the town). The caller holds its shelves, so no other order is placed meanwhile.

    Raises:
        DailyCapReached: says how much may still be had.
    """
    caps = {line.want.sku_id: (line.terms, line.terms.daily_cap) for line in lines if line.terms and line.terms.daily_cap is not None}
    if not caps:
        return
    with connection.cursor() as cursor:
        cursor.execute(SOLD_TODAY, [shop_id, clock.midnight(at), list(caps)])
        sold: dict[UUID, Decimal] = dict(cursor.fetchall())
    wanted: dict[UUID, Decimal] = defaultdict(Decimal)
    for line in lines:
        wanted[line.want.sku_id] += line.want.quantity
    for sku_id, (terms, cap) in caps.items():
        left = max(cap - sold.get(sku_id, Decimal(0)), Decimal(0))
        if wanted[sku_id] > left:
            details = {"items": [{"sku": str(sku_id), "left": str(left)}]}
            raise DailyCapReached(name=terms.name, left=plain(left), details=details)


def _chosen(position: int, want: Wanted, terms: Terms) -> tuple[Priced, list[Demand]]:
    picked = terms.picked(want.options)
    modifiers = tuple(
        {
            "option": str(option.id),
            "group_zh": group.name_zh,
            "group_en": group.name_en,
            "name_zh": option.name_zh,
            "name_en": option.name_en,
            "delta_minor": option.delta_minor,
            "times": times,
        }
        for group, option, times in picked
    )
    linked = [(option.uses_sku, option.uses_quantity * times) for _group, option, times in picked if option.uses_sku and option.uses_quantity]
    used = [
        Demand(position + USED_BY_CHOICES * turn, sku_id, max((each * want.quantity).quantize(STEP, ROUND_HALF_UP), STEP))
        for turn, (sku_id, each) in enumerate(linked, start=1)
    ]
    return Priced(want, terms, modifiers, sum(option.delta_minor * times for _group, option, times in picked)), used
