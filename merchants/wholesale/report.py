"""The report of a load as plain text: every amount in pounds, since that is what the source speaks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from .models import Load, Tally
from .wording import TAKEN, words_of


def text_of(load: Load, tallies: Sequence[Tally]) -> Iterator[str]:
    moved = f", moved by {load.moved_days} days" if load.moved_days else ""
    yield f"{load.file_name}: {load.lines:,} lines on {load.invoices:,} invoices, {load.first_on} to {load.last_on}{moved}"
    yield f"{load.cancelled_lines:,} of the lines cancel something"
    yield f"its own sum is £{Decimal(load.net_milli) / 1000:,.3f}; in pence, each line rounded once, £{pounds(load.net_minor)}"
    yield f"the difference of £{Decimal(load.rounding_milli) / 1000:.3f} are prices of a tenth of a penny"
    yield ""
    yield f"{'taken':58}{'lines':>9}{'£':>16}"
    yield from _rows((tally.verdict, tally.lines, tally.taken_minor) for tally in tallies if tally.verdict in TAKEN)
    yield ""
    yield f"{'refused':58}{'lines':>9}{'£':>16}"
    yield from _rows((tally.verdict, tally.lines, tally.refused_minor) for tally in tallies if tally.verdict not in TAKEN or tally.refused_minor)
    yield ""
    yield f"taken £{pounds(load.taken_minor)} + refused £{pounds(load.refused_minor)} = £{pounds(load.net_minor)}: {verdict_on(load, tallies)}"
    yield f"{load.orders:,} invoices became shared orders of {load.buyers:,} customers"
    yield f"{load.gave_back:,} cancelling invoices became {load.returns:,} returns; of {load.left_out:,} invoices nothing was taken"
    yield "a penny stands as a fen; what is billed is payable and not paid, since the source knows no payments"


def verdict_on(load: Load, tallies: Iterable[Tally]) -> str:
    """Whether what became of the lines is all of them and all of their value."""
    told = list(tallies)
    lines, value = sum(tally.lines for tally in told), sum(tally.taken_minor + tally.refused_minor for tally in told)
    agrees = (lines, value) == (load.lines, load.net_minor) and abs(load.rounding_milli) * 2 <= 10 * load.lines
    return "agrees to the penny" if agrees else f"{lines:,} lines and £{pounds(value)} do not agree"


def pounds(minor: int) -> str:
    return f"{Decimal(minor) / 100:,.2f}"


def _rows(rows: Iterable[tuple[str, int, int]]) -> Iterator[str]:
    for verdict, lines, minor in rows:
        yield f"{words_of(verdict):58}{lines:>9,}{pounds(minor):>16}"
