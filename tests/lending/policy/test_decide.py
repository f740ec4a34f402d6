from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lending.policy import first_engine
from lending.policy.reasons import CODES, tell
from lending.policy.rules import decide, flow_of
from lending.policy.sizing import cash_capacity
from lending.policy.verdicts import APPROVE, DECLINE, REFER, SEVERITY, verdict_content
from lending.portraits.rules import NAMES, canonical
from tests.lending.policy.values import FIRST, FLOW, GOOD, TERMS, TOWN, but, judged, limits_of


def test_an_ordinary_good_shop_is_approved_and_the_least_bound_is_named() -> None:
    verdict = judged(GOOD)
    assert (verdict.outcome, verdict.grade, verdict.binding) == (APPROVE, "A", "cash")
    bounds = verdict.trace[-1]["by"]
    assert bounds == {"sales": 1_200_000, "cash": cash_capacity(540_000, 1_500, TERMS), "cap": 100_000_000}
    assert verdict.limit_minor == bounds["cash"] // 2 // 10_000 * 10_000
    assert 500 <= verdict.withhold_bp <= 1_500


def test_cash_capacity_is_the_present_value_of_the_share_over_the_term() -> None:
    assert cash_capacity(300_000, 1_000, replace(TERMS, annual_rate_ppm=0, term_days=100)) == 100 * 1_000
    assert cash_capacity(300_000, 1_000, replace(TERMS, annual_rate_ppm=360_000, term_days=2)) == 1_997  # 1000/1.001 + 1000/1.001²


def test_a_second_offer_is_not_halved() -> None:
    first, second = judged(GOOD), judged(GOOD, replace(TERMS, first_offer=False))
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
    verdict = judged(but(**changed))
    assert verdict.outcome == outcome
    assert verdict.reasons[0].code == code
    assert verdict.limit_minor == 0 or outcome == REFER


@pytest.mark.parametrize("name", TOWN["nodes"][0]["inputs"])
def test_a_missing_value_never_passes_a_rule(name: str) -> None:
    assert judged(but(**{name: None})).outcome != APPROVE


def test_the_worst_outcome_of_all_nodes_wins() -> None:
    assert judged(but(own_sales_bp=9_000, refund_rate_bp=9_000)).outcome == DECLINE


def test_a_shop_that_nobody_knows_gets_reasons_and_no_limit() -> None:
    verdict = judged(dict.fromkeys(GOOD))
    assert (verdict.outcome, verdict.limit_minor) == (DECLINE, 0)
    assert 1 <= len(verdict.reasons) <= 4


def test_near_misses_are_kept() -> None:
    [near] = [miss for miss in judged(but(history_days=63)).near_misses if miss["node"] == "eligibility"]
    assert near == {"node": "eligibility", "row": "history", "input": "history_days", "value": 63, "cell": "< 60 or missing"}
    assert judged(but(history_days=63)).trace[1]["near"] == ["history"]


def test_each_reason_says_what_would_change_it_and_by_how_much() -> None:
    verdict = judged(but(refund_rate_bp=600))
    refunds = next(reason for reason in verdict.reasons if reason.code == "R05")
    assert (refunds.band, refunds.wanted) == ((500, 1_000), 499)
    short = judged(but(history_days=40)).reasons[0]
    assert short.gain_minor == judged(but(history_days=60)).limit_minor > 0


def test_too_little_for_the_least_loan_says_how_much_would_be_enough() -> None:
    verdict = judged(but(p25_monthly_net_minor=20_000))
    wanted = verdict.reasons[0].wanted
    assert wanted is not None
    assert judged(but(p25_monthly_net_minor=wanted)).limit_minor == 50_000
    assert judged(but(p25_monthly_net_minor=wanted - 100)).outcome == DECLINE


def test_every_reason_can_be_told_in_plain_words() -> None:
    for values in (dict.fromkeys(GOOD), but(**dict.fromkeys(NAMES, 0)), but(**dict.fromkeys(NAMES, 9999))):
        for reason in verdict_content(judged(values))["reasons"]:
            told = tell(reason, on=date(2026, 11, 20))
            assert told.code in CODES
            assert told.sentence and "%(" not in told.sentence + told.to_do
            assert told.again_on > date(2026, 11, 20)


def test_history_is_looked_at_again_on_the_day_it_is_long_enough() -> None:
    reason = verdict_content(judged(but(history_days=40)))["reasons"][0]
    assert tell(reason, on=date(2026, 11, 20)).again_on == date(2026, 12, 10)


ASKED = tuple(row["input"] for row in TOWN["inputs"] if row["source"] == "trade")


def amount(name: str) -> st.SearchStrategy[int | None]:
    least, most = limits_of(name)
    return st.none() | st.integers(least, {"history_days": 400, "distinct_buyers": 200}.get(name, most))


shops = st.fixed_dictionaries({name: amount(name) for name in ASKED})
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
    worse = None if value is None else min(value + by, limits_of(name)[1]) if name in BETTER_LOWER else max(value - by, 0)
    before, after = judged(values), judged({**values, name: worse})
    assert after.limit_minor <= before.limit_minor
    assert SEVERITY[after.outcome] >= SEVERITY[before.outcome]


@settings(max_examples=60, deadline=None)
@given(values=shops)
def test_deciding_again_gives_the_same_bytes(values: dict[str, int | None]) -> None:
    shuffled = dict(sorted(values.items(), reverse=True))
    assert canonical(verdict_content(judged(values))) == canonical(verdict_content(judged(shuffled)))


@settings(max_examples=150, deadline=None)
@given(values=shops, again=st.booleans())
def test_the_tables_say_word_for_word_what_the_first_policy_said(values: dict[str, int | None], again: bool) -> None:
    """So that publishing them changed nobody's answer: outcome, amount, grade, score, share and the codes of the reasons."""
    terms = replace(TERMS, first_offer=not again)
    tables, first = judged(values, terms), first_engine.decide(values, terms, FIRST)
    for field in ("outcome", "limit_minor", "grade", "score", "withhold_bp", "binding"):
        assert getattr(tables, field) == getattr(first, field)
    assert [reason.code for reason in tables.reasons] == [reason.code for reason in first.reasons]


@pytest.mark.parametrize("standing", ["error", "stale", "empty", "not_asked"])
def test_a_source_that_was_not_read_follows_the_policys_word_and_none_of_its_values_is_used(standing: str) -> None:
    verdict = decide(GOOD, TERMS, FLOW, {"trade": standing})
    assert (verdict.outcome, verdict.limit_minor) == (REFER, 0)
    assert [reason.code for reason in verdict.reasons] == ["R17"]
    assert {"source": "trade", "standing": standing, "outcome": REFER} in verdict.trace[0]["by"]
    unread = decide(dict.fromkeys(GOOD), TERMS, FLOW, {"trade": standing})
    assert canonical(verdict_content(unread)) == canonical(verdict_content(verdict))
    told = tell(verdict_content(verdict)["reasons"][0], on=date(2026, 11, 20))
    assert told.adverse and told.sentence and told.to_do
    for fails, outcome in (("decline", DECLINE), ("ignore", DECLINE)):
        other = flow_of({**TOWN, "sources": [{**TOWN["sources"][0], "fails": fails, "because": "x"}, *TOWN["sources"][1:]]})
        assert (decide(GOOD, TERMS, other, {"trade": standing}).outcome, decide(GOOD, TERMS, other, {"trade": standing}).limit_minor) == (outcome, 0)


def test_an_officer_by_one_node_and_a_refusal_by_another_is_a_refusal() -> None:
    """Also where the source that fails would only refer: nothing replaces what is worse."""
    refers = {**TOWN, "sources": [{"source": "trade", "fails": "ignore", "code": "", "because": "x"}, {**TOWN["sources"][0], "source": "tax"}]}
    flow = flow_of(refers)
    assert decide(GOOD, TERMS, flow, {"trade": "read"}).outcome == REFER
    assert decide(but(refund_rate_bp=9_000), TERMS, flow, {"trade": "read"}).outcome == DECLINE
    assert decide(GOOD, TERMS, flow, {"trade": "read", "tax": "read"}).outcome == APPROVE


@pytest.mark.parametrize("value", [-1, 31, 1.5, "many", True])
def test_a_value_that_the_input_does_not_admit_counts_as_missing_and_is_told(value: object) -> None:
    verdict = decide({**GOOD, "active_days_30": value}, TERMS, FLOW, {"trade": "read"})
    assert verdict.outcome == DECLINE
    assert verdict.trace[0]["out_of_range"] == ["active_days_30"]
