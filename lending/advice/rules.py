"""Thirty days of cash, day by day, and what follows from them. Pure; amounts are minor units.

What comes in on a day is the middle one of what came on the last eight such weekdays. What goes out is known: bills, monthly costs,
draws that fall due. A day is as low as it is at its end.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from lending.products.public import interest_units, units_to_minor

DAYS = 30
WEEKS = 8
# Loans are asked for in whole hundreds of yuan.
STEP_MINOR = 10_000
# A supplier is asked for one week more, two, or a month.
DELAYS = (7, 14, 30)
# Customers who are reminded today are expected to pay within the week.
REMINDED = 7
CLEARED_IN = 14


@dataclass(frozen=True, slots=True)
class Move:
    """Money that comes (positive) or goes on a day: ``what`` for, and whose it is where the feed has a code name."""

    on: date
    amount_minor: int
    what: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    on: date
    opening_minor: int
    moves: tuple[Move, ...]

    @property
    def closing_minor(self) -> int:
        return self.opening_minor + sum(move.amount_minor for move in self.moves)

    @property
    def in_minor(self) -> int:
        return sum(move.amount_minor for move in self.moves if move.amount_minor > 0)

    @property
    def out_minor(self) -> int:
        return -sum(move.amount_minor for move in self.moves if move.amount_minor < 0)


@dataclass(frozen=True, slots=True)
class Cash:
    """What is known today: the account, what usually comes on each weekday (Monday first), what is to come and to go."""

    today: date
    balance_minor: int
    usual_minor: tuple[int, ...]
    moves: tuple[Move, ...]

    @property
    def cushion_minor(self) -> int:
        """What should never be missing from the account: one ordinary day's sales."""
        return max(sum(self.usual_minor) // 7, 0)


@dataclass(frozen=True, slots=True)
class Line:
    """The terms of whoever could lend. ``least_minor`` is its smallest draw, ``headroom_minor`` what is left of it."""

    rate: Decimal
    day_count: str
    least_minor: int
    headroom_minor: int


@dataclass(frozen=True, slots=True)
class Low:
    """The lowest end of a day, and when."""

    on: date
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Way:
    """Something to do instead of borrowing, or so that less is borrowed. ``amount_minor`` is the money it is about, ``days`` how long it takes.

    ``loan_minor`` is what is still to be borrowed then, ``saves_minor`` the interest that is not paid.
    """

    kind: str
    amount_minor: int
    days: int
    low: Low
    loan_minor: int
    saves_minor: int
    name: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Loan:
    """So much for so many days costs so much; ``short_minor`` is what no line covers."""

    amount_minor: int
    days: int
    cost_minor: int
    short_minor: int = 0


@dataclass(frozen=True, slots=True)
class Advice:
    """``needed`` is false where no day falls below the cushion; then no loan is filled in."""

    days: tuple[Day, ...]
    low: Low
    cushion_minor: int
    gap_minor: int
    loan: Loan | None
    ways: tuple[Way, ...]

    @property
    def needed(self) -> bool:
        return self.gap_minor > 0


def usual_by_weekday(came: Mapping[date, int], today: date, first: date | None) -> tuple[int, ...]:
    """For Monday to Sunday, the middle one of the last eight such days before today; days before the first are not counted.

    A day on which nothing came counts as nothing. Of an even number the lower of the two in the middle: rather too little.
    """
    usual = []
    for weekday in range(7):
        back = (today.weekday() - weekday) % 7 or 7
        days = [today - timedelta(days=back + 7 * week) for week in range(WEEKS)]
        seen = sorted(came.get(day, 0) for day in days if first is not None and day >= first)
        usual.append(max(seen[(len(seen) - 1) // 2], 0) if seen else 0)
    return tuple(usual)


def monthly(day: int, amount_minor: int, what: str, today: date) -> list[Move]:
    """A monthly cost within the next thirty days, today's not among them: it was paid or is being paid."""
    moves = []
    for months in range(2):
        index = today.year * 12 + today.month - 1 + months
        year, month = divmod(index, 12)
        on = date(year, month + 1, min(day, monthrange(year, month + 1)[1]))
        if today < on <= today + timedelta(days=DAYS):
            moves.append(Move(on, -amount_minor, what))
    return moves


def forecast(cash: Cash) -> tuple[Day, ...]:
    """Today and the thirty days after it. What should have gone before today goes today; today's sales are not counted any more."""
    days, balance = [], cash.balance_minor
    by_day: dict[date, list[Move]] = {}
    for move in cash.moves:
        by_day.setdefault(max(move.on, cash.today), []).append(move)
    for number in range(DAYS + 1):
        on = cash.today + timedelta(days=number)
        usual = cash.usual_minor[on.weekday()] if number else 0
        moves = ([Move(on, usual, "sales")] if usual else []) + sorted(by_day.get(on, []), key=lambda move: (-move.amount_minor, move.what))
        days.append(Day(on, balance, tuple(moves)))
        balance = days[-1].closing_minor
    return tuple(days)


def lowest(days: Sequence[Day]) -> Low:
    """The first of the lowest days."""
    day = min(days, key=lambda one: (one.closing_minor, one.on))
    return Low(day.on, day.closing_minor)


def gap_of(cash: Cash) -> int:
    return max(cash.cushion_minor - lowest(forecast(cash)).amount_minor, 0)


def loan_for(cash: Cash, line: Line | None) -> Loan | None:
    """What to borrow, in whole hundreds, and for how long: until the account bears it alone. ``None`` where nothing is missing.

    Without a line it costs nothing to show what is missing, and all of it is.
    """
    gap = gap_of(cash)
    if not gap:
        return None
    amount = -(-gap // STEP_MINOR) * STEP_MINOR
    days = _days_below(cash)
    if line is None or line.headroom_minor < line.least_minor:
        return Loan(0, days, 0, amount)
    taken = min(max(amount, line.least_minor), line.headroom_minor)
    cost = units_to_minor(interest_units(taken, line.rate, days), line.day_count)
    return Loan(taken, days, cost, max(amount - taken, 0))


def _days_below(cash: Cash) -> int:
    """From the first day below the cushion to the first from which it is never below again; at least one, at most all of them."""
    low = [day.on for day in forecast(cash) if day.closing_minor < cash.cushion_minor]
    return min((low[-1] - low[0]).days + 1, DAYS)


def advise(cash: Cash, line: Line | None, *, overdue_tabs: Sequence[Move] = (), slow_minor: int = 0) -> Advice:
    """Is a loan needed, how large, how long, what it costs; and what would cost less."""
    days, gap = forecast(cash), gap_of(cash)
    loan = loan_for(cash, line)
    ways: list[Way] = []
    if loan is not None:
        ways = [*_later(cash, line, loan), *_chase(cash, line, loan, overdue_tabs), *_clear(cash, line, loan, slow_minor)]
    cheapest = sorted(ways, key=lambda way: (way.loan_minor, way.days, way.kind))
    return Advice(days, lowest(days), cash.cushion_minor, gap, loan, tuple(cheapest))


def _later(cash: Cash, line: Line | None, loan: Loan) -> Iterable[Way]:
    """One supplier is paid later, by the shortest delay that helps most: of the bills due before the lowest day, the largest."""
    low = lowest(forecast(cash))
    bills = [move for move in cash.moves if move.what in ("bill", "order", "reorder") and max(move.on, cash.today) <= low.on]
    if not bills:
        return
    bill = min(bills, key=lambda move: (move.amount_minor, move.on))
    tried = []
    for delay in DELAYS:
        moved = replace(bill, on=max(bill.on, cash.today) + timedelta(days=delay))
        tried.append((delay, _instead(cash, bill, moved)))
    delay, changed = min(tried, key=lambda one: (gap_of(one[1]), one[0]))
    if gap_of(changed) < gap_of(cash):
        yield _way("later", changed, line, loan, amount=-bill.amount_minor, days=delay, name=bill.name, on=bill.on)


def _chase(cash: Cash, line: Line | None, loan: Loan, overdue: Sequence[Move]) -> Iterable[Way]:
    """Customers whose tabs are past their day are reminded, and pay within the week."""
    owed = sum(move.amount_minor for move in overdue)
    if owed:
        changed = replace(cash, moves=(*cash.moves, Move(cash.today + timedelta(days=REMINDED), owed, "tabs")))
        yield _way("chase", changed, line, loan, amount=owed, days=REMINDED, name=str(len({move.name for move in overdue})))


def _clear(cash: Cash, line: Line | None, loan: Loan, slow_minor: int) -> Iterable[Way]:
    """What was bought beyond what sales explain goes at three quarters of its cost, evenly over two weeks."""
    back = slow_minor * 3 // 4
    if back >= STEP_MINOR:
        parts = [back // CLEARED_IN] * (CLEARED_IN - 1)
        parts.append(back - sum(parts))
        sold = tuple(Move(cash.today + timedelta(days=day), part, "clearing") for day, part in enumerate(parts, start=1))
        yield _way("clear", replace(cash, moves=(*cash.moves, *sold)), line, loan, amount=back, days=CLEARED_IN)


def _instead(cash: Cash, old: Move, new: Move) -> Cash:
    moves = list(cash.moves)
    moves[moves.index(old)] = new
    return replace(cash, moves=tuple(moves))


def _way(kind: str, changed: Cash, line: Line | None, loan: Loan, *, amount: int, days: int, name: str = "", on: date | None = None) -> Way:
    still = loan_for(changed, line)
    cost, left = (still.cost_minor, still.amount_minor + still.short_minor) if still else (0, 0)
    return Way(kind, amount, days, lowest(forecast(changed)), left, max(loan.cost_minor - cost, 0), name, on)


def bought_beyond_sales(bought_30: int, sold_30: int, bought_before: int, sold_before: int) -> int:
    """Goods bought in thirty days beyond what the same share of sales as before would have taken; nothing where before is unknown."""
    if sold_before <= 0 or bought_before <= 0:
        return 0
    return max(bought_30 - sold_30 * bought_before // sold_before, 0)
