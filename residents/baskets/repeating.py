"""A past order once more: what of it is still sold goes into the basket, and what is otherwise than then is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry
from merchants.catalog.public import BadChoice, ChoiceGone, Sku, Terms, terms_of
from merchants.orders.public import Line, Order, order_for_buyer, with_lines

from .actions import put_line
from .errors import SignInToBuy
from .models import BasketLine
from .queries import left_of
from .shelf import waits_of

GONE, SOLD_OUT, HOURS, CHOICES, FEWER = "gone", "sold_out", "hours", "choices", "fewer"


@dataclass(frozen=True, slots=True)
class Again:
    """One line of a past order as it could be had now.

    ``takes`` is how much goes into the basket. ``what`` says why it is less than then: ``gone`` or sold by another unit, ``sold_out``,
    sold at other ``hours``, ``choices`` that are no longer offered as they were, ``fewer`` left; empty where it is all there.
    ``now_minor`` is the price of one unit with its choices, none where that can't be said.
    """

    line: Line
    options: tuple[UUID, ...]
    takes: Decimal = Decimal(0)
    what: str = ""
    now_minor: int | None = None
    hours: str = ""

    @property
    def dearer_minor(self) -> int:
        """How much more one unit costs than then; below zero for less."""
        return self.now_minor - self.line.unit_minor if self.takes and self.now_minor is not None else 0

    @property
    def differs(self) -> bool:
        return bool(self.what or self.dearer_minor)


def again_of(order: Order, *, at: datetime) -> tuple[Again, ...]:
    """Every line of an order against the shelf of now; four statements however long it is. Lines of one article share what is left."""
    lines = list(order.lines.all())
    wanted = {line.sku_id for line in lines}
    rows = Sku.objects.filter(pk__in=wanted, shop=order.shop_id, on_sale=True).select_related("level", "variant").prefetch_related("windows")
    skus = {sku.pk: sku for sku in rows}
    terms, left = terms_of(order.shop_id, list(skus)), {pk: left_of(sku) for pk, sku in skus.items()}
    found = []
    for line in lines:
        one = _against(line, skus.get(line.sku_id), terms.get(line.sku_id), left.get(line.sku_id, Decimal(0)), at)
        if one.takes:
            left[line.sku_id] -= one.takes
        found.append(one)
    return tuple(found)


def _against(line: Line, sku: Sku | None, terms: Terms | None, left: Decimal, at: datetime) -> Again:
    options = tuple(UUID(str(each["option"])) for each in line.modifiers for _ in range(int(each["times"])) if "option" in each)
    if sku is None or terms is None or sku.variant.sale_unit != line.unit:
        return Again(line, options, what=GONE)
    try:
        now = sku.price_minor + sum(option.delta_minor * times for _group, option, times in terms.picked(options))
    except (BadChoice, ChoiceGone):
        return Again(line, options, what=CHOICES)
    waits = waits_of(sku, at)
    if left <= 0 or waits == SOLD_OUT:
        return Again(line, options, what=SOLD_OUT, now_minor=now)
    if waits:
        return Again(line, options, what=HOURS, now_minor=now, hours=waits)
    takes = min(line.quantity, left)
    return Again(line, options, takes, FEWER if takes < line.quantity else "", now)


@entry
def order_again(*, order_id: UUID, by: Actor, at: datetime) -> tuple[Again, ...]:
    """Put what a past order held into the basket, as far as it is sold now; more of it that lies there already stays.

    Doing it twice is doing it once. Nothing is ordered or paid.

    Raises:
        SignInToBuy, OrderNotFound: nobody is signed in, or it is not an order of hers.
        BasketFull: the basket would hold too much; then nothing goes in.
    """
    if by.party_id is None:
        raise SignInToBuy
    order = with_lines(order_for_buyer(by, order_id).pk)
    found = again_of(order, at=at)
    there = _in_basket(by.party_id, [one.line.sku_id for one in found])
    wanted: dict[tuple[UUID, tuple[UUID, ...]], Decimal] = {}
    for one in found:
        if one.takes:
            key = (one.line.sku_id, tuple(sorted(one.options)))
            wanted[key] = wanted.get(key, Decimal(0)) + one.takes
    for (sku_id, options), takes in wanted.items():
        if takes > there.get((sku_id, options), Decimal(0)):
            put_line(sku_id=sku_id, quantity=takes, options=options, party_id=by.party_id, at=at)
    return found


def _in_basket(party_id: UUID, sku_ids: Sequence[UUID]) -> dict[tuple[UUID, tuple[UUID, ...]], Decimal]:
    rows = BasketLine.objects.filter(party=party_id, sku__in=sku_ids).values_list("sku", "options", "quantity")
    return {(sku_id, tuple(options)): quantity for sku_id, options, quantity in rows}
