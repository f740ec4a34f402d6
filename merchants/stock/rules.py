"""Pure stock arithmetic: quantities, what goods cost as they come and go, and which batch leaves first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple, TypeVar
from uuid import UUID

from ecosystem.kernel.money import NotAnAmount, allocate, line_minor, to_text

from .errors import BadQuantity, NoParts

# A night's count is over by morning; a count that somebody forgot must not keep a shop from selling.
HELD_FOR = timedelta(hours=12)
MAX_QUANTITY = Decimal(100_000)
STEP = Decimal("0.001")
COST_STEP = Decimal("0.000001")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Demand:
    """What one order line wants of one article."""

    position: int
    sku_id: UUID
    quantity: Decimal


class Worth(NamedTuple):
    """What moves with goods: their value in minor units, and a correction of what lies there."""

    moved: int
    correction: int = 0


def checked_quantity(quantity: Decimal) -> Decimal:
    """Raises ``BadQuantity`` outside 0.001 … 99,999.999 or finer than a thousandth."""
    if not quantity.is_finite() or not 0 < quantity < MAX_QUANTITY or quantity != quantity.quantize(STEP):
        raise BadQuantity
    return quantity


def checked_cost(amount_minor: int) -> int:
    """Raises ``NotAnAmount`` below nothing."""
    if amount_minor < 0:
        raise NotAnAmount(text=to_text(amount_minor))
    return amount_minor


def require_whole(quantity: Decimal, after: Decimal, *, whole_only: bool) -> None:
    """Raises ``NoParts`` for a part of what is kept whole, unless it makes an odd shelf whole again."""
    if whole_only and quantity % 1 and after % 1:
        raise NoParts


def checked_count(counted: Decimal) -> Decimal:
    """What lies on a shelf: nothing, or a quantity. Raises ``BadQuantity``."""
    return counted if counted.is_finite() and counted == 0 else checked_quantity(counted)


def by_sku(demands: Iterable[Demand]) -> dict[UUID, Decimal]:
    """Demand summed per article first: two lines of one order may want the same shelf."""
    total: dict[UUID, Decimal] = {}
    for demand in demands:
        total[demand.sku_id] = total.get(demand.sku_id, Decimal(0)) + demand.quantity
    return total


def share(value_minor: int, part: Decimal, whole: Decimal) -> int:
    """``value × part ÷ whole`` to the minor unit, halves away from zero; exact, whatever the sizes.

    COMMIT says the same in SQL: ``div(2 × value × part + whole, 2 × whole)``.
    """
    thousandths, of = int(part / STEP), int(whole / STEP)
    rounded = (2 * abs(value_minor) * thousandths + of) // (2 * of)
    return rounded if value_minor >= 0 else -rounded


def worth_out(on_hand: Decimal, value_minor: int, quantity: Decimal, unit_cost: Decimal) -> int:
    """What ``quantity`` takes along: its share of the value, the last unit the rest.

    What the counter sells beyond what lies there is priced at the last receipt's cost, for the time being.
    """
    if on_hand <= 0:
        return line_at(unit_cost, quantity)
    if quantity >= on_hand:
        return value_minor + line_at(unit_cost, quantity - on_hand)
    return share(value_minor, quantity, on_hand)


def worth_at(on_hand: Decimal, value_minor: int, quantity: Decimal, wanted_minor: int) -> int:
    """What ``quantity`` takes along when it should be ``wanted_minor``: no more than lies there, all of it with the last unit."""
    return value_minor if quantity == on_hand else min(max(wanted_minor, 0), value_minor)


def worth_in(on_hand: Decimal, value_minor: int, quantity: Decimal, cost_minor: int) -> Worth:
    """What coming in does to a shelf.

    Where less than nothing lay there, goods were sold before they came, at a cost that was a guess. They are
    covered first: the guess is corrected to what they really cost, and what is left over lies there at receipt cost.
    """
    if on_hand >= 0:
        return Worth(cost_minor)
    missing = -on_hand
    after = cost_minor - share(cost_minor, missing, quantity) if quantity >= missing else value_minor - share(value_minor, quantity, missing)
    return Worth(cost_minor, after - value_minor - cost_minor)


def line_at(unit_cost: Decimal, quantity: Decimal) -> int:
    """A quantity at a unit cost of six places."""
    return share(int(unit_cost / COST_STEP), quantity, Decimal(1_000_000))


def average(on_hand: Decimal, value_minor: int, unit_cost: Decimal, quantity: Decimal) -> int:
    """What goods that turned up are worth: the average of what lies there, or what the last receipt cost."""
    return share(value_minor, quantity, on_hand) if on_hand > 0 else line_at(unit_cost, quantity)


def unit_cost_of(cost_minor: int, quantity: Decimal) -> Decimal:
    return (Decimal(cost_minor) / quantity).quantize(COST_STEP)


def landed_shares(landed_minor: int, basis: str, lines: Sequence[tuple[int, Decimal, int]]) -> list[int]:
    """Freight and the like over (unit cost, quantity, weight in grams) lines, by largest remainder (R3).

    ``basis`` is ``value``, ``quantity`` or ``weight``; where it weighs nothing, by quantity.
    """
    by_quantity = [int(quantity / STEP) for _cost, quantity, _grams in lines]
    weights = {
        "value": [line_minor(cost, quantity) for cost, quantity, _grams in lines],
        "quantity": by_quantity,
        "weight": [grams for _cost, _quantity, grams in lines],
    }[basis]
    return allocate(landed_minor, weights if any(weights) else by_quantity)


class BatchLeft(NamedTuple):
    id: int
    expires_on: date | None
    on_hand: Decimal
    labelled: bool


def first_to_expire(batches: Sequence[BatchLeft], quantity: Decimal, *, on: date, to_sell: bool) -> tuple[list[tuple[int, Decimal]], Decimal]:
    """FEFO: (batch, quantity) of what leaves, and how much found no batch. Expired goods are never sold."""
    taken = []
    fresh = [one for one in batches if one.on_hand > 0 and not (to_sell and one.expires_on and one.expires_on < on)]
    for one in sorted(fresh, key=lambda one: (one.expires_on or date.max, not one.labelled, one.id)):
        part = min(quantity, one.on_hand)
        if part > 0:
            taken.append((one.id, part))
            quantity -= part
    return taken, quantity


def difference(tallies: Sequence[tuple[datetime, Decimal, Decimal]]) -> Decimal:
    """How much more (+) or less (−) lies there than the books said, from (when, counted, books then) of each counter.

    The figures sum up; the books are those that the last counter saw, so that what moved later is netted.
    """
    _at, _counted, book = max(tallies, key=lambda row: row[0])
    return sum((counted for _at, counted, _book in tallies), Decimal(0)) - book


def next_of(parts: Sequence[tuple[T, Decimal]], skipped: Decimal, quantity: Decimal) -> list[tuple[T, Decimal]]:
    """The next ``quantity`` of named parts in their order, after ``skipped`` of them."""
    found = []
    for name, size in parts:
        passed = min(size, skipped)
        skipped -= passed
        taken = min(size - passed, quantity)
        quantity -= taken
        if taken > 0:
            found.append((name, taken))
    return found


def trimmed(quantity: Decimal, weighed: Decimal, ordered: Decimal) -> Decimal:
    """What of ``quantity`` base units that were promised for ``ordered`` is kept for ``weighed``; to the thousandth, never nothing."""
    return max((quantity * weighed / ordered).quantize(Decimal("0.001"), ROUND_HALF_UP), Decimal("0.001"))
