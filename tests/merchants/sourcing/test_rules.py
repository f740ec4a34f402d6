"""Comparing quotes: the sums are exact, and no other way to award is cheaper or earlier than what is called so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from ecosystem.kernel.money import line_minor
from merchants.sourcing.rules import Offer, Priced, Wanted, compare, landed_of

D = Decimal
TODAY = date(2026, 11, 3)
A, B, C = (UUID(int=number) for number in (1, 2, 3))


def offer(who: UUID, extra: int, *lines: tuple[int, str, str, int]) -> Offer:
    priced = [Priced(position, unit, D(moq), D(step), days, TODAY) for position, (unit, moq, step, days) in enumerate(lines, start=1) if unit]
    return Offer(who, 1, extra, priced)


WANTED = [Wanted(1, D(10), TODAY + timedelta(days=2)), Wanted(2, D(4))]


def test_a_line_is_bought_in_the_suppliers_steps_and_the_excess_is_told() -> None:
    found = compare(WANTED, [offer(A, 0, (300, "1", "6", 1), (200, "5", "1", 1))], today=TODAY)
    milk, eggs = found.cells[1, A], found.cells[2, A]
    assert (milk.quantity, milk.over, milk.goods_minor, milk.over_minor) == (12, 2, 3_600, 600)
    assert (eggs.quantity, eggs.over, eggs.over_minor) == (5, 1, 200)


def test_a_low_price_with_a_large_least_is_not_the_cheapest() -> None:
    found = compare(WANTED[:1], [offer(A, 0, (100, "50", "1", 1)), offer(B, 0, (300, "1", "1", 1))], today=TODAY)
    assert found.cheapest == {1: B}


def test_freight_decides_between_one_supplier_and_two() -> None:
    both = [offer(A, 1_000, (100, "1", "1", 1), (500, "1", "1", 1)), offer(B, 1_000, (150, "1", "1", 1), (200, "1", "1", 1))]
    found = compare(WANTED, both, today=TODAY)
    assert found.split is not None
    # Line by line A and B would share it: 1,000 + 800 + twice the freight = 3,800; B alone is 2,300 + 1,000 = 3,300.
    assert (found.split.quotation_ids, found.split.total_minor) == ([B], 3_300)
    free = [offer(one.quotation_id, 0, *[(line.unit_minor, "1", "1", 1) for line in one.lines]) for one in both]
    split = compare(WANTED, free, today=TODAY).split
    assert split is not None
    assert (split.quotation_ids, split.total_minor) == ([A, B], 1_800)


def test_freight_is_shared_over_the_lines_to_the_last_fen() -> None:
    found = compare(WANTED, [offer(A, 333, (100, "1", "1", 1), (250, "1", "1", 1))], today=TODAY)
    assert [found.cells[1, A].extra_minor, found.cells[2, A].extra_minor] == [167, 166]


def test_the_soonest_takes_the_cheaper_of_two_as_early_and_says_what_is_late() -> None:
    found = compare(WANTED, [offer(A, 0, (900, "1", "1", 3), (100, "1", "1", 5)), offer(B, 0, (800, "1", "1", 3), (900, "1", "1", 1))], today=TODAY)
    assert found.soonest is not None
    assert [found.soonest.cells[1].quotation_id, found.soonest.cells[2].quotation_id] == [B, B]
    assert (found.soonest.late, found.soonest.ready_on) == (1, TODAY + timedelta(days=3))


def test_nobody_offers_everything() -> None:
    found = compare(WANTED, [offer(A, 0, (100, "1", "1", 1)), offer(B, 0, (0, "1", "1", 1), (100, "1", "1", 1))], today=TODAY)
    assert found.single is None
    assert found.split is not None
    assert (found.split.missing, set(found.alone)) == ((), {A, B})


def test_a_line_that_no_longer_holds_is_no_offer() -> None:
    old = Offer(A, 1, 100, [Priced(1, 100, D(1), D(1), 1, TODAY - timedelta(days=1))])
    assert compare(WANTED, [old], today=TODAY).cells == {}
    assert compare(WANTED, [], today=TODAY).split is None


QUANTITIES = st.integers(1, 200_000).map(lambda thousandths: D(thousandths) / 1000)
LINE = st.none() | st.tuples(st.integers(1, 5_000), QUANTITIES, QUANTITIES.filter(lambda step: step >= D("0.05")), st.integers(0, 9))


@st.composite
def requests(draw: st.DrawFn) -> tuple[list[Wanted], list[Offer]]:
    count = draw(st.integers(1, 3))
    wanted = [Wanted(position, draw(QUANTITIES)) for position in range(1, count + 1)]
    offers = []
    for number in range(draw(st.integers(1, 3))):
        said = [(position, draw(LINE)) for position in range(1, count + 1)]
        lines = [Priced(position, one[0], one[1], one[2], one[3], TODAY) for position, one in said if one]
        offers.append(Offer(UUID(int=number + 1), 1, draw(st.integers(0, 20_000)), lines))
    return wanted, offers


def every_way(wanted: Sequence[Wanted], offers: Sequence[Offer]) -> list[int]:
    """What each way to cover all lines that anybody offers costs, tried one by one."""
    cells = compare(wanted, offers, today=TODAY).cells
    rows = [[cell for (at, _who), cell in cells.items() if at == one.position] for one in wanted]
    extra = {one.quotation_id: one.extra_minor for one in offers}
    return [landed_of(way, extra) for way in product(*[row for row in rows if row])]


@given(requests())
def test_no_other_way_is_cheaper_and_every_sum_is_exact(asked: tuple[list[Wanted], list[Offer]]) -> None:
    wanted, offers = asked
    found = compare(wanted, offers, today=TODAY)
    if not found.cells:
        assert found.split is None
        return
    assert found.split is not None
    assert found.soonest is not None
    assert found.split.total_minor == min(every_way(wanted, offers))
    quantities = {one.position: one.quantity for one in wanted}
    for cell in found.cells.values():
        priced = next(line for one in offers if one.quotation_id == cell.quotation_id for line in one.lines if line.position == cell.position)
        assert cell.quantity >= max(quantities[cell.position], priced.moq)
        assert cell.quantity % priced.multiple == 0
        assert cell.quantity - priced.multiple < max(quantities[cell.position], priced.moq)
        assert cell.goods_minor == line_minor(priced.unit_minor, cell.quantity)
    for one in offers:
        mine = [cell for cell in found.cells.values() if cell.quotation_id == one.quotation_id]
        assert sum(cell.extra_minor for cell in mine) == (one.extra_minor if mine else 0)
    for plan in filter(None, [found.single, found.soonest, *found.alone.values()]):
        assert plan.total_minor == landed_of(list(plan.cells.values()), {one.quotation_id: one.extra_minor for one in offers})
        if not plan.missing or plan in (found.single, found.soonest):
            assert found.split.total_minor <= plan.total_minor
    for position, cell in found.soonest.cells.items():
        assert cell.ready_on == min(other.ready_on for (at, _who), other in found.cells.items() if at == position)
