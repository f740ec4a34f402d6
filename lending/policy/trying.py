"""A case under another policy or other values, beside what was decided; and a policy on everybody of a year. Nothing of it is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import DomainError
from ecosystem.kernel.money import from_text, to_text
from ecosystem.kernel.verbs import entry
from lending.portraits.public import NAMES

from . import access, engines, queries
from .actions.deciding import asks_score, scored_again
from .errors import ValueUnreadable
from .models import Decision, PolicyVersion
from .reasons import KNOWN, LABELS, SCORE
from .swaps import SwapSet, swap_set
from .verdicts import verdict_content

YEAR = timedelta(days=365)
MOST_APPLICANTS = 5_000
SCALED = ("_minor", "_bp")


@dataclass(frozen=True, slots=True)
class TriedValue:
    """A value as people type it: yuan, per cent, or a whole number; empty is not known."""

    name: str
    label: str
    typed: str
    was: str
    unit: str

    @property
    def is_changed(self) -> bool:
        return self.typed != self.was


def typed_of(name: str, value: int | None) -> str:
    if value is None:
        return ""
    return to_text(value) if name.endswith(SCALED) else str(value)


def value_of(name: str, text: str) -> int | None:
    """Raises ``ValueUnreadable``: neither a number of its kind nor empty."""
    text = text.strip().replace(",", "")
    try:
        return None if not text else from_text(text) if name.endswith(SCALED) else int(text)
    except (DomainError, ValueError):
        raise ValueUnreadable(name=str(LABELS[name]), text=text[:40]) from None


def inputs_of(decision: Decision, typed: Mapping[str, str]) -> list[TriedValue]:
    """Every value that a policy may ask of, as it was and as it is tried."""
    features = decision.inputs["features"]
    units = {"_minor": "¥", "_bp": "%"}
    rows = []
    for name in KNOWN:
        if name in features:
            was = typed_of(name, features[name])
            unit = next((unit for end, unit in units.items() if name.endswith(end)), "")
            rows.append(TriedValue(name, str(LABELS[name]), typed.get(name, was), was, unit))
    return rows


@entry
def try_case(*, decision_id: UUID, policy: int, typed: Mapping[str, str], by: Actor, at: datetime) -> tuple[Decision, Decision]:
    """What was decided, and what a version says of the same case with the values that were typed; the second is nowhere but here.

    Terms and sources stand as they stood, but for the scorecard's points: the scorecard of that moment says them of the values that
    are tried, by the way that decisions take, unless she typed some herself. That she tried it is recorded as a read, with the values
    that she changed.

    Raises:
        LendersOnly, DecisionNotFound, PolicyNotFound: not for her, or there is none.
        ValueUnreadable: a value is no number of its kind.
    """
    decision, version = access.decision_for(by, decision_id), access.version_for(by, policy)
    changed = {row.name: value_of(row.name, row.typed) for row in inputs_of(decision, typed) if row.is_changed}
    inputs = _inputs_with(decision, version, changed)
    verdict = engines.verdict_of(version.content, version.sha256, inputs)
    record("lending.case.try", target=decision, by=by, at=at, after={"party": decision.party_id, "policy": version.pk, "changed": changed})
    tried = Decision(
        party=decision.party,
        policy=version,
        snapshot=decision.snapshot,
        inputs=inputs,
        verdict=verdict_content(verdict),
        outcome=verdict.outcome,
        grade=verdict.grade,
        limit_minor=verdict.limit_minor,
        decided_at=decision.decided_at,
    )
    return decision, tried


def _inputs_with(decision: Decision, version: PolicyVersion, changed: Mapping[str, int | None]) -> dict[str, Any]:
    """The case's inputs with other values; scored again where these, or the version, ask for it."""
    inputs: dict[str, Any] = {**decision.inputs, "features": {**decision.inputs["features"], **changed}}
    was_scored = SCORE in inputs.get("sources", {})
    if not asks_score(version) or (was_scored and not any(name in NAMES for name in changed)):
        return inputs
    values = {name: value for name, value in inputs["features"].items() if name in NAMES}
    points, standing, said = scored_again(decision, values, version)
    typed = {name: value for name, value in changed.items() if name not in NAMES}
    others = {name: value for name, value in inputs.items() if name != SCORE}
    sources = {name: stands for name, stands in inputs.get("sources", engines.TRADE_READ).items() if name != SCORE}
    return {**others, "features": {**values, **points, **typed}, "sources": {**sources, **standing}, **said}


@entry
def try_version(*, number: int, by: Actor, at: datetime) -> tuple[PolicyVersion, SwapSet]:
    """A published version on the newest decision on each applicant of a year: who flips, and what it changes; recorded as a read.

    Raises:
        LendersOnly, PolicyNotFound: not for her, or there is no such version.
    """
    version = access.version_for(by, number)
    decisions = queries.applicants(at - YEAR, at, MOST_APPLICANTS, by)
    record("lending.policy.try", target=version, by=by, at=at, after={"decisions": len(decisions)})
    return version, swap_set(version.content, decisions)
