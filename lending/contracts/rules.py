"""A contract's terms, and how a template becomes its text."""

from __future__ import annotations

import hashlib
import string
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from ecosystem.kernel.clock import TOWN_TIME, business_date

from .capitals import in_capitals

# What a contract must say: a template that leaves one of these out is refused.
TOLD = (
    "borrower",
    "signatory",
    "lender",
    "limit",
    "limit_capitals",
    "principal",
    "principal_capitals",
    "opened_on",
    "expires_on",
    "due_on",
    "term_days",
    "purpose",
    "annual_rate",
    "day_count",
    "fee",
    "fee_capitals",
    "nominal_rate",
    "effective_rate",
    "cost",
    "cost_capitals",
    "expected_days",
    "withhold_share",
    "withhold_cap",
    "consented_on",
    "consent_version",
    "consent_sha256",
    "offer",
    "decision",
)
HEADING = "# "


@dataclass(frozen=True, slots=True)
class Terms:
    """All that was agreed. Amounts are minor units, rates yearly fractions; the rates and the cost are those of ``principal_minor``."""

    borrower: str
    signatory: str
    lender: str
    offer: str
    decision: str
    limit_minor: int
    principal_minor: int
    fee_minor: int
    cost_minor: int
    annual_rate: Decimal
    nominal_rate: Decimal
    effective_rate: Decimal
    day_count: str
    withhold_bp: int
    withhold_day_cap_minor: int | None
    term_days: int
    expected_days: int
    opened_on: date
    due_on: date
    purpose: str
    purpose_words: str
    consented_at: datetime
    consent_version: int
    consent_sha256: str

    def as_json(self) -> dict[str, str | int | None]:
        """Plain and exact, as it is kept and hashed."""
        values = {name: getattr(self, name) for name in self.__slots__}
        return {name: value if value is None or isinstance(value, int) else _said(value) for name, value in values.items()}


def _said(value: str | Decimal | date) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def number_of(offer_id: str, on: date) -> str:
    """What people call a contract: its day, and the end of its offer's id."""
    return f"XH-{on:%Y%m%d}-{offer_id.replace('-', '')[-10:].upper()}"


def words_of(terms: Terms) -> dict[str, str]:
    """What stands in the place of each name of a template, in Chinese whatever language the page is read in."""
    cap = terms.withhold_day_cap_minor
    amounts = {"limit": terms.limit_minor, "principal": terms.principal_minor, "fee": terms.fee_minor, "cost": terms.cost_minor}
    return {
        **{name: yuan(amount) for name, amount in amounts.items()},
        **{f"{name}_capitals": in_capitals(amount) for name, amount in amounts.items()},
        "borrower": terms.borrower,
        "signatory": terms.signatory,
        "lender": terms.lender,
        "opened_on": day(terms.opened_on),
        "expires_on": day(terms.due_on),
        "due_on": day(terms.due_on),
        "term_days": str(terms.term_days),
        "purpose": terms.purpose_words,
        "annual_rate": percent(terms.annual_rate),
        "day_count": "实际天数/360" if terms.day_count == "ACT/360" else f"实际天数/{terms.day_count[4:]}",
        "nominal_rate": percent(terms.nominal_rate),
        "effective_rate": percent(terms.effective_rate),
        "expected_days": str(terms.expected_days),
        "withhold_share": percent(Decimal(terms.withhold_bp) / 10_000),
        "withhold_cap": f"每日至多人民币 {yuan(cap)}" if cap else "每日没有上限",
        "consented_on": day(business_date(terms.consented_at)),
        "consent_version": str(terms.consent_version),
        "consent_sha256": terms.consent_sha256,
        "offer": terms.offer,
        "decision": terms.decision,
    }


def yuan(amount_minor: int) -> str:
    return f"¥{amount_minor // 100:,}.{amount_minor % 100:02d}"


def percent(rate: Decimal) -> str:
    return f"{rate * 100:.2f}%"


def day(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"


def minute(at: datetime) -> str:
    local = at.astimezone(TOWN_TIME)
    return f"{day(local.date())} {local:%H:%M}（北京时间）"


def faults_of(body: str) -> list[str]:
    """Why a template can't be used: what it names that nobody knows, and what it leaves out."""
    try:
        parsed = list(string.Formatter().parse(body))
    except ValueError as fault:
        return [str(fault)]
    named = {name for _text, name, _spec, _conversion in parsed if name is not None}
    bent = [f"{{{name}}}" for _text, name, spec, conversion in parsed if name is not None and (spec or conversion or name not in TOLD)]
    left_out = [f"{{{name}}}" for name in TOLD if name not in named]
    headless = [] if body.startswith(HEADING) else [HEADING.strip()]
    return [*(f"? {name}" for name in bent), *(f"− {name}" for name in [*left_out, *headless])]


def text_of(body: str, words: Mapping[str, str]) -> list[tuple[str, list[str]]]:
    """The clauses, each a heading and its paragraphs, every name replaced by what was agreed."""
    clauses: list[tuple[str, list[str]]] = []
    for line in body.splitlines():
        # A line at a time, so that what somebody is called can't begin a clause of its own.
        said = " ".join(line.strip().format_map(words).split())
        if line.startswith(HEADING):
            clauses.append((said[len(HEADING) :], []))
        elif said:
            clauses[-1][1].append(said)
    return clauses


def sha256_of(text: str | bytes) -> str:
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()
