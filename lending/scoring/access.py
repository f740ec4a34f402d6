"""Credit officers bring scorecards in and decide by them, risk managers validate them and take them further; both read."""

from __future__ import annotations

from ecosystem.identity.public import Membership, bank_roles_of
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import Unauthenticated

from .errors import LendersOnly, ModelNotFound, RiskManagersOnly, ValidatedByAnother
from .models import ScoringModel
from .stages import RETIRED

OFFICER, RISK_MANAGER = Membership.Role.CREDIT_OFFICER, Membership.Role.RISK_MANAGER


def require_officer(by: Actor) -> None:
    """For acts: whoever judges them may not be the one who does them."""
    _require(by, OFFICER)


def require_reader(by: Actor) -> None:
    """For reading what was decided, by which rules: officers and risk managers."""
    _require(by, OFFICER, RISK_MANAGER)


def require_risk_manager(by: Actor) -> None:
    if not by.is_signed_in:
        raise Unauthenticated
    if RISK_MANAGER not in bank_roles_of(by):
        raise RiskManagersOnly


def is_officer(by: Actor) -> bool:
    return OFFICER in bank_roles_of(by)


def is_risk_manager(by: Actor) -> bool:
    return RISK_MANAGER in bank_roles_of(by)


def _require(by: Actor, *roles: str) -> None:
    if not by.is_signed_in:
        raise Unauthenticated
    if not bank_roles_of(by).intersection(roles):
        raise LendersOnly


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
