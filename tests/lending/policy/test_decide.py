from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lending.policy.lint import faults
from lending.policy.reasons import CODES, tell
from lending.policy.rules import APPROVE, DECLINE, REFER, SEVERITY, decide, verdict_content
from lending.policy.sizing import cash_capacity
from lending.portraits.rules import NAMES, canonical
from tests.lending.policy.values import GOOD, TERMS, TOWN, but


def test_an_ordinary_good_shop_is_approved_and_the_least_bound_is_named() -> None:
    verdict = decide(GOOD, TERMS, TOWN)
    assert (verdict.outcome, verdict.grade, verdict.binding) == (APPROVE, "A", "cash")
    bounds = verdict.trace[-1]["by"]
    assert bounds == {"sales": 1_200_000, "cash": cash_capacity(540_000, 1_500, TERMS), "cap": 100_000_000}
    assert verdict.limit_minor == bounds["cash"] // 2 // 10_000 * 10_000
    assert 500 <= verdict.withhold_bp <= 1_500


def test_cash_capacity_is_the_present_value_of_the_share_over_the_term() -> None:
    assert cash_capacity(300_000, 1_000, replace(TERMS, annual_rate_ppm=0, term_days=100)) == 100 * 1_000
    assert cash_capacity(300_000, 1_000, replace(TERMS, annual_rate_ppm=360_000, term_days=2)) == 1_997  # 1000/1.001 + 1000/1.001²


def test_a_second_offer_is_not_halved() -> None:
    first, second = decide(GOOD, TERMS, TOWN), decide(GOOD, replace(TERMS, first_offer=False), TOWN)
    assert second.limit_minor // 10_000 in (first.limit_minor // 5_000, first.limit_minor // 5_000 + 1)


@pytest.mark.parametrize(
    ("changed", "outcome", "code"),
    [
        ({"history_days": 59}, DECLINE, "R01"),
        ({"median_monthly_net_minor": 49_999}, DECLINE, "R02"),
        ({"active_days_30": 7}, DECLINE, "R02"),
        ({"trend_bp": 3_999}, REFER, "R03"),
        ({"refund_rate_bp": 2_001}, DECLINE, "R05"),
        ({"own_sales_bp": 2_501}, REFER, "R13"),
        ({"p25_monthly_net_minor": 20_000}, DECLINE, "R02"),
    ],
)
def test_each_rule_stops_what_it_is_there_to_stop(changed: dict[str, int], outcome: str, code: str) -> None:
    verdict = decide(but(**changed), TERMS, TOWN)
    assert verdict.outcome == outcome
    assert verdict.reasons[0].code == code
    assert verdict.limit_minor == 0 or outcome == REFER


@pytest.mark.parametrize("name", [row["feature"] for row in TOWN["knockouts"]])
def test_a_missing_value_never_passes_a_rule(name: str) -> None:
    assert decide(but(**{name: None}), TERMS, TOWN).outcome != APPROVE


def test_the_worst_outcome_of_all_nodes_wins() -> None:
    assert decide(but(own_sales_bp=9_000, refund_rate_bp=9_000), TERMS, TOWN).outcome == DECLINE


def test_a_shop_that_nobody_knows_gets_reasons_and_no_limit() -> None:
    verdict = decide(dict.fromkeys(GOOD), TERMS, TOWN)
    assert (verdict.outcome, verdict.limit_minor) == (DECLINE, 0)
    assert 1 <= len(verdict.reasons) <= 4


def test_near_misses_are_kept() -> None:
    assert decide(but(history_days=63), TERMS, TOWN).near_misses == ("history",)


def test_each_reason_says_what_would_change_it_and_by_how_much() -> None:
    verdict = decide(but(refund_rate_bp=600), TERMS, TOWN)
    refunds = next(reason for reason in verdict.reasons if reason.code == "R05")
    assert (refunds.band, refunds.wanted) == ((500, 1_000), 499)
    short = decide(but(history_days=40), TERMS, TOWN).reasons[0]
    assert short.gain_minor == decide(but(history_days=60), TERMS, TOWN).limit_minor > 0


def test_too_little_for_the_least_loan_says_how_much_would_be_enough() -> None:
    verdict = decide(but(p25_monthly_net_minor=20_000), TERMS, TOWN)
    wanted = verdict.reasons[0].wanted
    assert wanted is not None
    assert decide(but(p25_monthly_net_minor=wanted), TERMS, TOWN).limit_minor == 50_000
    assert decide(but(p25_monthly_net_minor=wanted - 100), TERMS, TOWN).outcome == DECLINE


def test_every_reason_can_be_told_in_plain_words() -> None:
    for values in (dict.fromkeys(GOOD), but(**dict.fromkeys(NAMES, 0)), but(**dict.fromkeys(NAMES, 9999))):
        for reason in verdict_content(decide(values, TERMS, TOWN))["reasons"]:
            told = tell(reason, on=date(2026, 11, 20))
            assert told.code in CODES
            assert told.sentence and "%(" not in told.sentence + told.to_do
            assert told.again_on > date(2026, 11, 20)


def test_history_is_looked_at_again_on_the_day_it_is_long_enough() -> None:
    reason = verdict_content(decide(but(history_days=40), TERMS, TOWN))["reasons"][0]
    assert tell(reason, on=date(2026, 11, 20)).again_on == date(2026, 12, 10)


def amount(name: str) -> st.SearchStrategy[int | None]:
    most = {"history_days": 400, "active_days_30": 30, "distinct_buyers": 200}.get(name, 30_000 if name.endswith("_bp") else 2_000_000)
    return st.none() | st.integers(0, most)


shops = st.fixed_dictionaries({name: amount(name) for name in NAMES})
BETTER_HIGHER = (
    "history_days",
    "active_days_30",
    "median_monthly_net_minor",
    "p25_monthly_net_minor",
    "trend_bp",
    "distinct_buyers",
    "repeat_buyer_bp",
    "procurement_regularity_bp",
)
BETTER_LOWER = ("refund_rate_bp", "volatility_bp", "top_5_buyer_bp", "own_sales_bp")


@settings(max_examples=150, deadline=None)
@given(values=shops, name=st.sampled_from(BETTER_HIGHER + BETTER_LOWER), by=st.integers(1, 30_000))
def test_a_worse_value_never_raises_the_limit_or_softens_the_outcome(values: dict[str, int | None], name: str, by: int) -> None:
    value = values[name]
    worse = None if value is None else value + by if name in BETTER_LOWER else max(value - by, 0)
    before, after = decide(values, TERMS, TOWN), decide({**values, name: worse}, TERMS, TOWN)
    assert after.limit_minor <= before.limit_minor
    assert SEVERITY[after.outcome] >= SEVERITY[before.outcome]


@settings(max_examples=60, deadline=None)
@given(values=shops)
def test_deciding_again_gives_the_same_bytes(values: dict[str, int | None]) -> None:
    shuffled = dict(sorted(values.items(), reverse=True))
    assert canonical(verdict_content(decide(values, TERMS, TOWN))) == canonical(verdict_content(decide(shuffled, TERMS, TOWN)))


def test_the_towns_policy_is_sound() -> None:
    assert faults(TOWN, known=NAMES) == []


def _broken(change: str) -> dict[str, Any]:
    import copy

    policy = copy.deepcopy(TOWN)
    match change:
        case "part":
            del policy["grades"]
        case "hole":
            policy["score"][0]["edges"] = [180, 75, 360]
        case "upside_down":
            policy["score"][4]["points"] = [0, 5, 10, 14]
        case "fail_open":
            policy["knockouts"][0]["missing"] = "approve"
        case "unknown":
            policy["knockouts"][0]["feature"] = "star_sign"
        case "multiples":
            policy["multiple_bp"]["E"] = 90_000
        case "reward_missing":
            policy["score"][3]["missing"] = 15
    return policy


@pytest.mark.parametrize("change", ["part", "hole", "upside_down", "fail_open", "unknown", "multiples", "reward_missing"])
def test_an_unsound_policy_is_named_as_such(change: str) -> None:
    assert faults(_broken(change), known=NAMES)
