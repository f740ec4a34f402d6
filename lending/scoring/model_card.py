"""A model card in Markdown, out of the registry: whom it was learned from, how well it tells, and what it may not be used for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .artefact import Scorecard
from .models import ModelStep, ScoringModel


def model_card(model: ScoringModel, card: Scorecard, steps: Sequence[ModelStep]) -> str:
    return "\n".join(_lines(model, card, steps)) + "\n"


def _lines(model: ScoringModel, card: Scorecard, steps: Sequence[ModelStep]) -> Iterator[str]:
    content, report = model.artefact, model.report
    yield f"# Model card: {model.name}, number {model.pk}"
    yield f"\nDigest `{model.sha256}`, registered {model.registered_at:%Y-%m-%d}. Stands: {steps[-1].stage if steps else 'draft'}."
    yield f"\nLearned from: {model.population}, {content['trained']['rows']} cases of which {content['trained']['bads']} bad "
    yield f"({content['target'].get('about', content['target']['column'])}). It says nothing of any other population."
    yield "\n| | cases | bads | AUC | KS | Brier | slope |\n|---|---|---|---|---|---|---|"
    for part in ("train", "test"):
        told = report.get(part, {})
        yield f"| {part} | " + " | ".join(str(told.get(name, "–")) for name in ("rows", "bads", "auc", "ks", "brier", "calibration_slope")) + " |"
    yield f"\nPopulation stability between the two: {report.get('psi', '–')}."
    yield "\n| characteristic | direction | coefficient | points |\n|---|---|---|---|"
    for one in card.characteristics:
        points = "; ".join(f"{found.name}: {found.points:+d}" for found in one.all_bins())
        yield f"| {one.feature} | {one.direction} | {one.coefficient:.4f} | {points} |".replace("\n", " ")
    dropped = report.get("dropped", {})
    if dropped:
        yield "\nLeft out: " + "; ".join(f"{name} ({why})" for name, why in sorted(dropped.items())) + "."
    yield "\nNot used: sex, age, marriage, origin, health, anything known only after the decision."
    for step in steps:
        yield f"\n- {step.taken_at:%Y-%m-%d} {step.stage}: {step.why}"
