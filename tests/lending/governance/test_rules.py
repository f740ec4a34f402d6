"""The arithmetic of fairness: who is compared with whom, and what is told."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lending.governance.rules import LEAST, UNKNOWN, Case, groups_by, report, size_of
from lending.policy.reasons import KNOWN
from lending.scoring.prohibited import Prohibited, prohibited_among, prohibited_on, whole_list, why_prohibited

ON = date(2026, 11, 26)


def cases(group: str, approved: int, of: int, *, price: int | None = None, grade: str = "B") -> list[Case]:
    return [Case({"size": group}, place < approved, grade, price if place < approved else None) for place in range(of)]


def test_an_approval_rate_under_four_fifths_of_the_best_is_told_and_few_say_nothing() -> None:
    every = [*cases("a", 20, 20), *cases("b", 16, 20), *cases("c", 15, 20), *cases("d", 0, LEAST - 1)]
    told = {group.group: group for group in groups_by("size", every)}
    assert [told[name].ratio_bp for name in "abcd"] == [10_000, 8_000, 7_500, None]
    assert [told[name].flags for name in "abcd"] == [(), (), ("approval",), ()]
    assert [group.group for group in groups_by("size", every)] == ["a", "b", "c", "d"]
    # Eight of thirty are four fifths of ten of thirty, whatever their rates are rounded to; a sixth is 16.67 %.
    thirds = groups_by("size", [*cases("a", 10, 30), *cases("b", 8, 30), *cases("c", 5, 30)])
    told_of = [(group.approval_bp, group.ratio_bp, group.flags) for group in thirds]
    assert told_of == [(3_333, 10_000, ()), (2_667, 8_000, ()), (1_667, 5_000, ("approval",))]


def test_a_price_is_compared_within_its_grade_so_that_risk_explains_what_it_explains() -> None:
    dearer_by_risk = [*cases("a", 20, 20, price=1_000, grade="A"), *cases("b", 20, 20, price=1_500, grade="C")]
    assert [group.gap_bp for group in groups_by("size", dearer_by_risk)] == [0, 0]
    dearer = [*cases("a", 20, 20, price=1_000), *cases("b", 20, 20, price=1_200)]
    assert [(group.effective_bp, group.gap_bp, group.flags) for group in groups_by("size", dearer)] == [(1_000, -100, ()), (1_200, 100, ("price",))]


def test_whatever_is_not_known_is_a_group_of_its_own_and_nobody_at_all_is_no_fault() -> None:
    assert [group.group for group in groups_by("industry", cases("a", 1, 2))] == [UNKNOWN]
    assert report([]) == [{"by": by, "groups": []} for by in ("size", "district", "industry")]
    assert [size_of(minor) for minor in (None, 999_999, 1_000_000, 4_999_999, 19_999_999, 20_000_000)] == [
        *(UNKNOWN, "under_10k", "10k_to_50k", "10k_to_50k", "50k_to_200k", "from_200k")
    ]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans(), st.sampled_from("AB"), st.integers(1, 3_600)), max_size=60))
def test_groups_add_up_to_all_and_no_ratio_exceeds_the_whole(rows: list[tuple[str, bool, str, int]]) -> None:
    every = [Case({"size": group}, approved, grade, price if approved else None) for group, approved, grade, price in rows]
    groups = groups_by("size", every)
    assert sum(group.decided for group in groups) == len(every)
    assert sum(group.approved for group in groups) == sum(case.approved for case in every)
    assert all(group.ratio_bp is None or 0 <= group.ratio_bp <= 10_000 for group in groups)
    assert all(group.ratio_bp is None for group in groups if group.decided < LEAST)


@pytest.mark.parametrize(
    ("feature", "on", "refused"),
    [("owner_sex", ON, True), ("OwnerSex", ON, True), ("religion", date(2021, 10, 31), False), ("religion", date(2021, 11, 1), True)]
    + [(name, ON, False) for name in ("history_days", "average_ticket", "mortgage_bp")],
)
def test_what_is_prohibited_is_so_from_its_day_on(feature: str, on: date, refused: bool) -> None:
    assert bool(why_prohibited(feature, on)) is refused
    ended = Prohibited("sex", "性别", "sex", "因", "because", date(2026, 1, 1), date(2026, 6, 30), "甲", "x")
    assert [ended.stands(day) for day in (date(2025, 12, 31), date(2026, 6, 30), date(2026, 7, 1))] == [False, True, False]


def test_nothing_that_a_policy_may_ask_is_prohibited_and_every_row_says_why_in_both_languages() -> None:
    assert prohibited_among(KNOWN, ON) == []
    assert len(prohibited_on(ON)) == len(whole_list()) >= 10
    assert all(row.why_zh and row.why_en and row.name_zh and row.name_en and row.source_zh and row.source_en for row in whole_list())
