"""Proofs of the method on public loans that really ended: files that the training job wrote, kept with the room.

They are registered and validated as any scorecard is, so that a validator can see what the method reaches; and since they
were learned from others than our merchants, the registry lets none of them score anybody.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from ecosystem.kernel.actor import Actor

from . import stages
from .actions import move_model, register_model
from .models import ScoringModel

CONTENT = Path(__file__).parent / "content"
PROVEN = ("sba_numbers", "sba", "german_credit")
# When they were trained, and the cards in docs/ are of.
PROVEN_AT = datetime(2026, 11, 26, 4, tzinfo=UTC)
WHY = gettext_noop("Trained again from its job: the same file. It proves the method and scores nobody.")
# What the jobs call bad: content, told in the reader's language.
gettext_noop("charged off before it was repaid")
gettext_noop("bad credit, as the bank judged it")


@dataclass(frozen=True, slots=True)
class Population:
    """Whom a scorecard was learned from, in words, and who published the data."""

    name: str | Promise
    source: str


POPULATIONS: Mapping[str, Population] = {
    "merchants": Population(_("merchants of this bank"), "this bank's own books"),
    "sba_california_real_estate": Population(
        _("small real-estate firms in California whose loans the US government guaranteed"),
        "Li, Mickel and Taylor, “Should This Loan be Approved or Denied?”, Journal of Statistics Education 26 (2018), from records of the US "
        "Small Business Administration",
    ),
    "german_credit": Population(
        _("borrowers of a German bank in the 1990s"), "Hofmann, Statlog (German Credit Data), UCI Machine Learning Repository (1994), CC BY 4.0"
    ),
}


def population_of(name: str) -> str:
    """In the reader's language; a name that nobody has described stands for itself."""
    known = POPULATIONS.get(name)
    return str(known.name) if known else name


def proof(name: str) -> dict[str, Any]:
    """The file as the training job wrote it."""
    content: dict[str, Any] = json.loads((CONTENT / f"{name}.json").read_text(encoding="utf-8"))
    return content


def register_proofs(*, brought_by: Actor, validated_by: Actor, at: datetime) -> list[ScoringModel]:
    """Bring every proof in by one person and validate it by another. Twice is once.

    Raises:
        LendersOnly, ValidatedByAnother: as the steps themselves.
    """
    made = []
    for name in PROVEN:
        file = proof(name)
        known = ScoringModel.objects.filter(sha256=file["sha256"]).first()
        if known is None:
            known = register_model(file=file, key=f"proof/{file['sha256']}", by=brought_by, at=at)
            move_model(number=known.pk, stage=stages.VALIDATED, why=WHY, by=validated_by, at=at)
        made.append(known)
    return made
