"""Credit officers bring scorecards in and decide by them, risk managers validate them and take them further; both read."""

from __future__ import annotations

from ecosystem.identity.public import Membership, bank_roles_of
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import Unauthenticated
from lending.offices.public import is_officer as is_officer
from lending.offices.public import require_officer as require_officer
from lending.offices.public import require_reader as require_reader

from .errors import ModelNotFound, RiskManagersOnly, ValidatedByAnother
from .models import ScoringModel
from .stages import RETIRED

RISK_MANAGER = Membership.Role.RISK_MANAGER


def require_risk_manager(by: Actor) -> None:
    if not by.is_signed_in:
        raise Unauthenticated
    if RISK_MANAGER not in bank_roles_of(by):
        raise RiskManagersOnly


def is_risk_manager(by: Actor) -> bool:
    return RISK_MANAGER in bank_roles_of(by)


def model_for(by: Actor, number: int) -> ScoringModel:
    require_reader(by)
    model = ScoringModel.objects.filter(pk=number).first()
    if model is None:
        raise ModelNotFound
    return model


def may_step(by: Actor, model: ScoringModel, stage: str) -> bool:
    """Whoever brought a scorecard in may retire it; all else is for a risk manager who did not."""
    is_own = model.registered_by == by.name
    return stage == RETIRED if is_own else is_risk_manager(by)


def require_step(by: Actor, model: ScoringModel, stage: str) -> None:
    if not may_step(by, model, stage):
        raise ValidatedByAnother if model.registered_by == by.name else RiskManagersOnly
