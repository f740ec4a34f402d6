"""Registering a scorecard, taking it a step further, scoring a portrait, and reading whether it still knows whom it meets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.errors import Conflict
from ecosystem.kernel.verbs import entry, inner
from ecosystem.once.public import once
from lending.portraits.public import NAMES, FeatureSnapshot, digest

from . import access, measures, queries, stages
from .artefact import Scorecard, read
from .errors import ArtefactUnsound, OtherPopulation, StepRefused, StepUnsound
from .models import DriftReading, ModelStep, ScoreGiven, ScoringModel
from .prohibited import prohibited_among
from .rules import score

LEAST_SCORES, BATCH = 100, 1_000
PARTS = frozenset({"artefact", "sha256", "report"})


@entry
def register_model(*, file: Mapping[str, Any], key: str, by: Actor, at: datetime) -> ScoringModel:
    """Take in what a training job wrote: the artefact, its digest and the report. Once per key.

    Raises:
        LendersOnly: the actor is no credit officer.
        ArtefactEdited: the artefact is not the one that the digest was taken of.
        ArtefactUnsound: it makes no sense, uses what is prohibited on that day, or was registered before.
    """
    access.require_officer(by)
    with once(key, verb="scoring.register", by=by, body=file, at=at) as turn:
        if turn.earlier is not None:
            return access.model_for(by, turn.earlier["model"])
        if not isinstance(file, Mapping) or set(file) != PARTS or not isinstance(file["report"], dict):
            raise ArtefactUnsound(faults="the file must have exactly these parts: " + ", ".join(sorted(PARTS)))
        card = read(file["artefact"], file["sha256"])
        prohibited = prohibited_among(card.features(), business_date(at))
        if prohibited:
            raise ArtefactUnsound(faults="; ".join(prohibited), details={"faults": prohibited})
        if ScoringModel.objects.filter(sha256=card.sha256).exists():
            raise ArtefactUnsound(faults="it was registered before")
        model = _numbered(card, file, by=by, at=at)
        record("lending.model.register", target=model, by=by, at=at, after={"sha256": model.sha256, "report": model.report_sha256})
        turn.remember(model=model.pk)
        return model


def _numbered(card: Scorecard, file: Mapping[str, Any], *, by: Actor, at: datetime) -> ScoringModel:
    """Of two registered in the same instant the second looks again."""
    last = ScoringModel.objects.order_by("-number").first()
    try:
        with transaction.atomic():
            return ScoringModel.objects.create(
                number=last.number + 1 if last else 1,
                name=card.name,
                population=card.population,
                artefact=file["artefact"],
                sha256=card.sha256,
                report=file["report"],
                report_sha256=digest(file["report"]),
                registered_at=at,
                registered_by=by.name,
            )
    except IntegrityError:
        raise Conflict from None


@entry
def move_model(*, number: int, stage: str, why: str, share_bp: int = 0, by: Actor, at: datetime) -> ModelStep:
    """Validate or refuse a scorecard, let it watch, challenge for a share, decide for all, or retire it.

    A new champion or challenger sends the one before it to watch, in the same commit.

    Raises:
        LendersOnly, ModelNotFound: the actor is nobody who lends, or there is no such scorecard.
        RiskManagersOnly: the actor is a credit officer.
        ValidatedByAnother: the actor brought it in; she may retire it and nothing else.
        StepRefused: it does not stand where that step begins, or there is no champion to challenge.
        OtherPopulation: it was learned from others than our merchants, so it may be validated as a method and scores nobody.
        StepUnsound: no reason is given, or the share is none.
        Conflict: another step was taken at the same time.
    """
    model = access.model_for(by, number)
    registry = queries.registry_at()
    access.require_step(by, model, stage)
    if stage not in stages.NEXT[registry.stage_of(number)]:
        raise StepRefused
    challenges = stage == stages.CHALLENGER
    if challenges and registry.only(stages.CHAMPION) is None:
        raise StepRefused
    if not why.strip() or challenges != bool(share_bp) or not 0 <= share_bp < stages.WHOLE:
        raise StepUnsound
    if stage in stages.SCORING and (model.population != stages.OURS or not set(queries.card_of(model).features()) <= set(NAMES)):
        raise OtherPopulation
    displaced = stages.displaced(registry, number, stage)
    if displaced is not None:
        _step(ScoringModel.objects.get(pk=displaced), stages.SHADOW, registry.last + 1, f"{model} takes its place", by=by, at=at)
    return _step(model, stage, registry.last + 1 + (displaced is not None), why.strip(), share_bp=share_bp, by=by, at=at)


@inner
def _step(model: ScoringModel, stage: str, number: int, why: str, *, share_bp: int = 0, by: Actor, at: datetime) -> ModelStep:
    try:
        with transaction.atomic():
            step = ModelStep.objects.create(
                number=number,
                model=model,
                stage=stage,
                share_bp=share_bp,
                why=why,
                taken_at=at,
                taken_by=by.name,
                registered_by=model.registered_by,
            )
    except IntegrityError:
        raise Conflict from None
    record("lending.model.step", target=model, by=by, at=at, after={"stage": stage, "share_bp": share_bp}, reason=why)
    return step


@dataclass(frozen=True, slots=True)
class Score:
    """What the scorecard that counts for a party said; ``has_drifted`` when it no longer knows those whom it meets."""

    model: int
    sha256: str
    points: int
    bad_bp: int
    parts: list[dict[str, Any]]
    has_drifted: bool


@inner
def score_portrait(*, snapshot: FeatureSnapshot, at: datetime) -> Score | None:
    """Score a portrait by the champion, or by the challenger for its share; those that watch score it too.

    ``None`` while no scorecard is champion. The same portrait is scored once by each.

    Raises:
        ArtefactEdited: a scorecard is not the one that was registered.
    """
    registry = queries.registry_at(at)
    counts = _counting(registry, snapshot.party_id)
    models = ScoringModel.objects.in_bulk([number for number in (counts, *registry.shadows()) if number])
    said = {number: _given(model, registry.stage_of(number), snapshot, at) for number, model in models.items()}
    if counts is None:
        return None
    given = said[counts]
    return Score(counts, models[counts].sha256, given.points, given.bad_bp, given.parts, _has_drifted(counts, at))


def score_values(*, party_id: UUID, values: Mapping[str, Any], at: datetime) -> Score | None:
    """What the scorecard that counted for a party at a moment says of other values; nothing of it is kept. Raises ``ArtefactEdited``."""
    counts = _counting(queries.registry_at(at), party_id)
    if counts is None:
        return None
    model = ScoringModel.objects.get(pk=counts)
    scored = score(queries.card_of(model), values)
    return Score(counts, model.sha256, scored.points, scored.bad_bp, [asdict(part) for part in scored.parts], _has_drifted(counts, at))


def _counting(registry: stages.Registry, party_id: UUID) -> int | None:
    """The challenger for its share of parties, else the champion."""
    challenger = registry.only(stages.CHALLENGER)
    if challenger is not None:
        sha256 = ScoringModel.objects.values_list("sha256", flat=True).get(pk=challenger)
        if stages.is_challenged(party_id, challenger_sha256=sha256, share_bp=registry.share_bp):
            return challenger
    return registry.only(stages.CHAMPION)


def _has_drifted(number: int, at: datetime) -> bool:
    drift = queries.last_reading(number, at)
    return drift is not None and drift.is_alarm


def _given(model: ScoringModel, role: str, snapshot: FeatureSnapshot, at: datetime) -> ScoreGiven:
    scored = score(queries.card_of(model), snapshot.values())
    values = {
        "party_id": snapshot.party_id,
        "role": role,
        "points": scored.points,
        "log_odds": scored.log_odds,
        "bad_bp": scored.bad_bp,
        "parts": [asdict(part) for part in scored.parts],
        "scored_at": at,
    }
    return ScoreGiven.objects.get_or_create(snapshot=snapshot, model=model, defaults=values)[0]


@entry
def read_drift(*, by: Actor, at: datetime) -> list[DriftReading]:
    """Compare the last scores of every scorecard that scores with those it was learned from; above 0.25 is an alarm.

    One that has given fewer than 100 scores says nothing yet.
    """
    return list(_readings(by, at))


def _readings(by: Actor, at: datetime) -> Iterator[DriftReading]:
    registry = queries.registry_at(at)
    numbers = sorted(number for number, stage in registry.stages.items() if stage in stages.SCORING)
    for number, model in sorted(ScoringModel.objects.in_bulk(numbers).items()):
        given = queries.last_scores(number, BATCH)
        if len(given) < LEAST_SCORES:
            continue
        card = queries.card_of(model)
        ends, reference = card.reference
        moved = _six(measures.psi(reference, measures.counted([one.points for one in given], ends)))
        reading = DriftReading.objects.create(
            model=model, scores=len(given), psi=moved, by_feature=_by_feature(card, given), is_alarm=moved > measures.SHIFTED, read_at=at
        )
        if reading.is_alarm:
            record("lending.model.drift", target=model, by=by, at=at, after={"psi": str(moved), "scores": len(given)})
        yield reading


def _by_feature(card: Scorecard, given: list[ScoreGiven]) -> dict[str, str]:
    """Which characteristic moved, so that somebody knows where to look."""
    told = {}
    for place, one in enumerate(card.characteristics):
        met = [row.parts[place]["bin"] for row in given]
        told[one.feature] = str(_six(measures.psi([found.rows for found in one.all_bins()], [met.count(found.name) for found in one.all_bins()])))
    return told


def _six(number: float) -> Decimal:
    return Decimal(f"{number:.6f}")
