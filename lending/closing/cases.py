"""Worked cases with expected numbers, computed by the same rules that run the loan book."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from lending.products.public import A_YEAR, Segment, UnitFlow, accrued_minor, actuarial_rate, irr, unit_periods

from .rules import IN_CHINESE, floor_of

Case = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """What came out, beside what the case expects of it."""

    computed: Any
    expected: Any


class NotSupported(Exception):
    """No rule of ours answers this kind of case yet."""


def compute(case: Case) -> Told:
    """Raises ``NotSupported``: the group, or this form of it, is not built yet."""
    group = GROUPS.get(case["group"])
    if group is None:
        raise NotSupported(f"group {case['group']} is not supported yet")
    return group(case["inputs"], case["expected"])


def _percent(rate: Decimal) -> Decimal:
    return (rate * 100).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def _yuan(minor: int) -> Decimal:
    return Decimal(minor).scaleb(-2)


def _accrual(given: Case, expected: Case) -> Told:
    basis = str(given["day_count"]).upper().replace("ACTUAL", "ACT")
    if basis not in ("ACT/360", "ACT/365"):
        raise NotSupported(f"day count {given['day_count']} is not supported yet")
    segment = Segment(int(Decimal(given["principal"]) * 100), Decimal(given["annual_rate_pct"]) / 100, int(given["days"]))
    return Told(_yuan(accrued_minor([segment], day_count=basis)), Decimal(expected["interest"]))


def _penalty(given: Case, expected: Case) -> Told:
    overdue = Segment(int(Decimal(given["overdue_interest"]) * 100), Decimal(given["penal_rate_pct"]) / 100, int(given["days"]))
    return Told(_yuan(accrued_minor([overdue], day_count="ACT/365")), Decimal(expected["value"]))


def _classification(given: Case, expected: Case) -> Told:
    return Told([IN_CHINESE[floor_of(int(late))] for late in given["dpd_inclusive"]], expected["floor"])


def _apr(given: Case, expected: Case) -> Told:
    if "flows_years" in given:
        flows = [(Decimal(amount), Decimal(years)) for amount, years in given["flows_years"]]
        return Told(_percent(irr(flows)), Decimal(expected["apr_pct_2dp"]))
    if "unit_periods_per_year" in given:
        payments = [flow for run in given["payments"] for flow in _run(run)]
        a_year = _decimal(given["unit_periods_per_year"])
    elif given.get("every") in A_YEAR:
        whole, fraction = unit_periods(date.fromisoformat(given["advance"]), date.fromisoformat(given["first"]), given["every"])
        payments = [UnitFlow(Decimal(given["amount"]), whole + n, fraction) for n in range(given["n"])]
        a_year = Decimal(A_YEAR[given["every"]])
    else:
        raise NotSupported("this form of annual rate is not supported yet")
    return Told(_percent(actuarial_rate(Decimal(given["amount_financed"]), payments, a_year)), Decimal(expected["apr_pct"]))


def _run(run: Case) -> list[UnitFlow]:
    """Equal payments, each a unit period after the one before; a single one without ``t`` ends the only period."""
    first, fraction = int(run.get("t", 1)), _decimal(run.get("f", 0))
    return [UnitFlow(Decimal(run["amount"]), first + n, fraction) for n in range(run["n"])]


def _decimal(number: Any) -> Decimal:
    part = Fraction(str(number))
    return Decimal(part.numerator) / part.denominator


GROUPS: Mapping[str, Callable[[Case, Case], Told]] = {
    "accrual": _accrual,
    "apr": _apr,
    "classification": _classification,
    "penalty": _penalty,
}
