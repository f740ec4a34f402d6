"""Decisions and policies are read by credit officers and risk managers, and made by officers; each look is recorded by whoever shows it."""

from __future__ import annotations

from uuid import UUID

from ecosystem.kernel.actor import Actor
from lending.offices.public import sees
from lending.scoring.public import is_officer as is_officer
from lending.scoring.public import require_officer as require_officer
from lending.scoring.public import require_reader as require_reader

from .errors import DecisionNotFound, PolicyNotFound
from .models import Decision, PolicyDraft, PolicyVersion


def decision_for(by: Actor, decision_id: UUID) -> Decision:
    require_reader(by)
    decision = Decision.objects.select_related("party", "policy", "snapshot").filter(pk=decision_id).first()
    if decision is None or not sees(by, decision.party_id):
        raise DecisionNotFound
    return decision


def draft_for(by: Actor, draft_id: UUID, *, lock: bool = False) -> PolicyDraft:
    (require_officer if lock else require_reader)(by)
    drafts = PolicyDraft.objects.filter(pk=draft_id)
    draft = (drafts.select_for_update(no_key=True) if lock else drafts.select_related("base", "version")).first()
    if draft is None:
        raise PolicyNotFound
    return draft


def version_for(by: Actor, number: int) -> PolicyVersion:
    require_reader(by)
    version = PolicyVersion.objects.filter(pk=number).first()
    if version is None:
        raise PolicyNotFound
    return version
