"""A price above the one that was agreed before: how much dearer each may accept alone is a threshold of her role (``merchants.staff``)."""

from __future__ import annotations

from ecosystem.kernel.actor import Actor
from ecosystem.kernel.money import to_text
from merchants.staff.public import limits_for

from ..errors import DearerThanAllowed
from ..models import Line, Order, Revision
from ..queries.orders import last_prices


def require_prices(order: Order, proposed: Revision | None = None, *, by: Actor) -> int:
    """How many lines are dearer than before; each of them by no more than the actor may accept.

    A draft is held against what the shop agreed on last for the article; what is ``proposed``
    of a sent order against its first wording, the price list's or the quotation's, so that no row of small steps goes further.
    A line that does not rise above what stands is not asked about again.

    Raises:
        DearerThanAllowed: somebody with a higher limit must agree.
    """
    limits = limits_for(by, order.shop)
    rising = _rising_of(order, proposed) if proposed is not None else _dearer_than_last(order)
    for line, before, price in rising:
        if not limits.may_pay(before, price):
            raise DearerThanAllowed(name=line.name, price=to_text(price), before=to_text(before), most=to_text(limits.most_paid(before)))
    return len(rising)


def _dearer_than_last(order: Order) -> list[tuple[Line, int, int]]:
    last = last_prices(order)
    known = [(line, last[line.article_id], line.unit_minor) for line in order.lines.order_by("position") if line.article_id in last]
    return [(line, before, price) for line, before, price in known if price > before]


def _rising_of(order: Order, proposed: Revision) -> list[tuple[Line, int, int]]:
    first = dict(order.revisions.get(number=1).lines.values_list("position", "unit_minor"))
    said = dict(proposed.lines.filter(quantity__gt=0).values_list("position", "unit_minor"))
    rising = [(line, said[line.position]) for line in order.lines.order_by("position") if said.get(line.position, 0) > line.unit_minor]
    return [(line, first[line.position], price) for line, price in rising]
