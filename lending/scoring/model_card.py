"""A model card in Markdown, out of the registry: whom it was learned from, how well it tells, and what it may not be used for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils import translation

from . import measures
from .artefact import Scorecard
from .models import ModelStep, ScoringModel
from .proofs import POPULATIONS, population_of
from .stages import OURS

PROOF_ONLY = (
    "**A proof of the method, not a model of our merchants.** It was learned from other borrowers, in another country and another time. "
    "The registry refuses to let it watch or decide; no shop is ever scored by it, and nothing in it says how the town's shops would repay."
)
GROUPS = {"both": "both take", "swapped_in": "only this one takes", "swapped_out": "only the other takes", "neither": "neither takes"}


def model_card(model: ScoringModel, card: Scorecard, steps: Sequence[ModelStep]) -> str:
    """Always in English, whatever language the process speaks."""
    with translation.override("en"):
        return "\n".join([*_head(model, steps), *_told(model.report), *_made_of(card), *_limits(model.report), *_life(steps)]) + "\n"


def card_name(model: ScoringModel) -> str:
    return f"{model.pk}-{model.name.replace('_', '-')}.md"


def _head(model: ScoringModel, steps: Sequence[ModelStep]) -> Iterator[str]:
    content, known = model.artefact, POPULATIONS.get(model.population)
    yield f"# Model card: {model.name}, number {model.pk}\n"
    if model.population != OURS:
        yield PROOF_ONLY + "\n"
    yield f"- Digest: `{model.sha256}`, registered {model.registered_at:%Y-%m-%d}"
    yield f"- Stands: {steps[-1].stage if steps else 'draft'}"
    yield f"- Learned from: {population_of(model.population)}; {content['trained']['rows']} cases, {content['trained']['bads']} of them bad"
    yield f"- Bad means: {content['target'].get('about', content['target']['column'])}"
    yield f"- Source: {known.source if known else model.population}"
    yield f"- Points: {content['scaling']['base']} at odds of {content['scaling']['odds']} to 1, {content['scaling']['pdo']} more double the odds"


def _told(report: Mapping[str, Any]) -> Iterator[str]:
    yield "\n## How well it tells\n\n| | cases | bads | AUC | KS | Brier | slope |\n|---|---:|---:|---:|---:|---:|---:|"
    for part, name in (("train", "learned from"), ("test", "tested on")):
        told = report.get(part, {})
        yield f"| {name} | " + " | ".join(str(told.get(what, "–")) for what in ("rows", "bads", "auc", "ks", "brier", "calibration_slope")) + " |"
    yield f"\nPopulation stability between the two: {report.get('psi', '–')} (above {measures.SHIFTED} is another population)."
    if report.get("calibration"):
        yield "\n## What it said, and what came\n\nTested cases in groups of equal size, safest first.\n\n| cases | said | was |\n|---:|---:|---:|"
        yield from (f"| {row['rows']} | {row['said']} | {row['was']} |" for row in report["calibration"])
    swaps = report.get("swaps")
    if swaps:
        yield f"\n## Against {swaps['against']}\n\nEither takes the same share, {swaps['share']}, of the tested cases.\n"
        yield "| | cases | bads |\n|---|---:|---:|"
        yield from (f"| {words} | {swaps[group]['rows']} | {swaps[group]['bads']} |" for group, words in GROUPS.items())


def _made_of(card: Scorecard) -> Iterator[str]:
    yield "\n## What it is made of\n\n| characteristic | reason | direction | coefficient | points |\n|---|---|---|---:|---|"
    for one in card.characteristics:
        points = "; ".join(f"{found.name}: {found.points:+d}" for found in one.all_bins())
        yield f"| {one.feature} | {one.code} | {one.direction} | {one.coefficient:.4f} | {points} |".replace("\n", " ")


def _limits(report: Mapping[str, Any]) -> Iterator[str]:
    dropped, job = report.get("dropped", {}), report.get("job", {})
    yield "\n## What it may not know\n"
    if dropped:
        yield "- Left out by training: " + "; ".join(f"{name} ({why})" for name, why in sorted(dropped.items())) + "."
    if job.get("knows_outcome"):
        yield "- Knows the outcome, by its job: " + "; ".join(f"{name} ({why})" for name, why in sorted(job["knows_outcome"].items())) + "."
    yield "- Refused by the leak guard in any job: prohibited features, what came after the decision, and what follows from either."
    yield "- Rejected applicants are not in the data: it says nothing of those whom nobody lent to."


def _life(steps: Sequence[ModelStep]) -> Iterator[str]:
    yield "\n## Its life\n"
    yield from (f"- {step.taken_at:%Y-%m-%d} {step.stage}: {step.why}" for step in steps)
    if not steps:
        yield "- Waits for validation."
