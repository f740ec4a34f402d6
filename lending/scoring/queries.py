from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .artefact import Scorecard, read
from .models import DriftReading, ModelStep, ScoreGiven, ScoringModel
from .stages import CHALLENGER, CHAMPION, OURS, REFUSED, VALIDATED, Registry, registry_of

MOST_LISTED = 200
MOST_KEPT = 32
# By digest: what has one can't change under it.
_CARDS: dict[str, Scorecard] = {}


def registry_at(at: datetime | None = None) -> Registry:
    """Where every scorecard stands, or stood at a moment."""
    steps = ModelStep.objects.order_by("number")
    return registry_of((steps.filter(taken_at__lte=at) if at else steps).only("number", "model_id", "stage", "share_bp"))


def is_scoring(at: datetime) -> bool:
    """Whether any scorecard has a say, or watches."""
    registry = registry_at(at)
    return bool(registry.only(CHAMPION) or registry.only(CHALLENGER) or registry.shadows())


def models_listed() -> list[ScoringModel]:
    return list(ScoringModel.objects.defer("artefact").order_by("-number")[:MOST_LISTED])


def steps_of(model: ScoringModel) -> list[ModelStep]:
    return list(model.steps.order_by("number"))


def card_of(model: ScoringModel) -> Scorecard:
    """Raises ``ArtefactEdited`` where somebody has changed the row behind the application's back."""
    card = _CARDS.get(model.sha256)
    if card is None:
        if len(_CARDS) >= MOST_KEPT:
            _CARDS.clear()
        card = _CARDS[model.sha256] = read(model.artefact, model.sha256)
    return card


@dataclass(frozen=True, slots=True)
class Held:
    """A scorecard as an inventory lists it; ``looked_at`` is when it was validated or last refused."""

    number: int
    name: str
    owner: str
    stage: str
    is_proof: bool
    looked_at: datetime | None
    has_drifted: bool


def held_models() -> list[Held]:
    """Every scorecard, the newest first."""
    steps = list(ModelStep.objects.order_by("number"))
    stages = registry_of(steps)
    looked = {step.model_id: step.taken_at for step in steps if step.stage in (VALIDATED, REFUSED)}
    newest = DriftReading.objects.order_by("model_id", "-read_at", "-id").distinct("model_id")
    drifted = {reading.model_id for reading in newest if reading.is_alarm}
    return [
        Held(one.pk, one.name, one.registered_by, stages.stage_of(one.pk), one.population != OURS, looked.get(one.pk), one.pk in drifted)
        for one in models_listed()
    ]


def last_reading(model_id: int, before: datetime | None = None) -> DriftReading | None:
    readings = DriftReading.objects.filter(model=model_id)
    return (readings.filter(read_at__lte=before) if before else readings).order_by("-read_at", "-id").first()


def last_scores(model_id: int, most: int) -> list[ScoreGiven]:
    return list(ScoreGiven.objects.filter(model=model_id).order_by("-scored_at", "-id").only("points", "parts", "model_id")[:most])
