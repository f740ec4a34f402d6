"""Scorecards and what they say are for credit officers."""

from __future__ import annotations

from ecosystem.identity.public import Membership, bank_roles_of
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import Unauthenticated

from .errors import LendersOnly, ModelNotFound
from .models import ScoringModel
from .stages import RETIRED


def require_officer(by: Actor) -> None:
    if not by.is_signed_in:
        raise Unauthenticated
    if Membership.Role.CREDIT_OFFICER not in bank_roles_of(by):
        raise LendersOnly


def model_for(by: Actor, number: int) -> ScoringModel:
    require_officer(by)
    model = ScoringModel.objects.filter(pk=number).first()
    if model is None:
        raise ModelNotFound
    return model


def may_step(by: Actor, model: ScoringModel, stage: str) -> bool:
    """Whoever brought a scorecard in may retire it; all else is a colleague's."""
    return stage == RETIRED or model.registered_by != by.name
