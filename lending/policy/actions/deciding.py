"""Deciding by the policy in force, letting another watch, and deciding again."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from ecosystem.audit.public import Note, record, record_all
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import Invalid
from ecosystem.kernel.verbs import entry, inner
from lending.portraits.public import FeatureSnapshot, canonical, digest
from lending.products.public import Product, ppm_of
from lending.scoring.public import Score, is_scoring, score_portrait, score_values

from .. import access, engines, lint, queries
from ..errors import NoPolicyInForce
from ..models import Decision, PolicyDraft, PolicyPlan, PolicyVersion, ShadowVerdict
from ..reasons import KNOWN, SCORE, SCORE_BAD, SCORE_POINTS
from ..rules import READ
from ..sizing import Terms
from ..swaps import SwapSet, swap_set
from ..verdicts import verdict_content

log = logging.getLogger(__name__)


def plan_in_force(at: datetime) -> PolicyPlan:
    """Raises ``NoPolicyInForce``: none had begun by then."""
    plan = PolicyPlan.objects.in_force(at)
    if plan is None:
        raise NoPolicyInForce
    return plan


def policy_for(party_id: UUID, at: datetime) -> PolicyVersion:
    """The version that decides on a party: the challenger for its share, else the champion. Raises ``NoPolicyInForce``."""
    return _chosen(plan_in_force(at), party_id)


def _chosen(plan: PolicyPlan, party_id: UUID) -> PolicyVersion:
    challenger = plan.challenger
    if challenger is not None and engines.is_challenged(party_id, challenger_sha256=challenger.sha256, share_bp=plan.share_bp):
        return challenger
    return plan.champion


def terms_of(product: Product, *, first_offer: bool) -> Terms:
    return Terms(
        annual_rate_ppm=ppm_of(product.annual_rate),
        term_days=product.term_days,
        least_minor=product.min_principal_minor,
        cap_minor=product.max_principal_minor,
        first_offer=first_offer,
    )


def standings_of(snapshot: FeatureSnapshot, policy: PolicyVersion, at: datetime) -> dict[str, str]:
    """How the sources stand. Trade is all that is asked so far; a portrait older than the policy allows is not used."""
    old = at - snapshot.as_of > timedelta(days=policy.content["snapshot_days"])
    return {"trade": "stale" if old else READ}


def scored_for(snapshot: FeatureSnapshot, policy: PolicyVersion, at: datetime) -> tuple[dict[str, Any], dict[str, str], dict[str, Any]]:
    """The scorecard's values, how it stands as a source, and what it said, if the policy asks it; else nothing.

    No champion is a source that nobody asked; one that no longer knows whom it meets is out of date, and one that can't be
    read is an error. What then follows is the policy's word.
    """
    return _as_source(lambda: score_portrait(snapshot=snapshot, at=at), policy, snapshot.pk)


def scored_again(decision: Decision, values: Mapping[str, Any], policy: PolicyVersion) -> tuple[dict[str, Any], dict[str, str], dict[str, Any]]:
    """``scored_for`` by the scorecard of that moment on other values of the case; nothing of it is kept."""
    return _as_source(lambda: score_values(party_id=decision.party_id, values=values, at=decision.decided_at), policy, decision.snapshot_id)


def _as_source(say: Callable[[], Score | None], policy: PolicyVersion, portrait: UUID) -> tuple[dict[str, Any], dict[str, str], dict[str, Any]]:
    try:
        with transaction.atomic():
            said = say()
    except Invalid:
        log.exception("portrait %s can't be scored", portrait)
        return {}, ({SCORE: "error"} if asks_score(policy) else {}), {}
    # Scorecards that watch have scored it by now, also where the policy asks none.
    if said is None or not asks_score(policy):
        return {}, {}, {}
    return {SCORE_POINTS: said.points, SCORE_BAD: said.bad_bp}, {SCORE: "stale" if said.has_drifted else READ}, _kept(said)


def asks_score(policy: PolicyVersion) -> bool:
    return any(source["source"] == SCORE for source in policy.content.get("sources", ()))


def _kept(said: Score) -> dict[str, Any]:
    return {"score": {"model": said.model, "sha256": said.sha256, "points": said.points, "bad_bp": said.bad_bp, "parts": said.parts}}


@inner
def decide_on(*, snapshot: FeatureSnapshot, product: Product, first_offer: bool, by: Actor, at: datetime) -> Decision:
    """``decide_on_all`` of one."""
    [decision] = decide_on_all(snapshots=[snapshot], product=product, first_offers={snapshot.party_id: first_offer}, by=by, at=at)
    return decision


@inner
def decide_on_all(
    *, snapshots: Sequence[FeatureSnapshot], product: Product, first_offers: Mapping[UUID, bool], by: Actor, at: datetime
) -> list[Decision]:
    """Apply the policy in force to portraits; each decision is stored with its whole trace. ``first_offers`` by party.

    Raises:
        NoPolicyInForce: none had begun by ``at``.
    """
    plan, scores = plan_in_force(at), is_scoring(at)
    terms = {first: terms_of(product, first_offer=first) for first in (True, False)}
    decisions = [_drafted(one, plan, product, terms[first_offers[one.party_id]], scores=scores, by=by, at=at) for one in snapshots]
    Decision.objects.bulk_create(decisions)
    if plan.shadow is not None:
        for decision in decisions:
            _watch(decision, plan.shadow)
    record_all([Note(act="lending.policy.decide", target=decision, by=by, at=at, after=_told(decision)) for decision in decisions])
    return decisions


def _told(decision: Decision) -> dict[str, Any]:
    return {"party": decision.party_id, "outcome": decision.outcome, "limit_minor": decision.limit_minor, "sha256": decision.verdict_sha256}


def _drafted(snapshot: FeatureSnapshot, plan: PolicyPlan, product: Product, terms: Terms, *, scores: bool, by: Actor, at: datetime) -> Decision:
    policy = _chosen(plan, snapshot.party_id)
    inputs = {**_inputs_of(snapshot, policy, terms, at, scores=scores), "plan": plan.pk}
    verdict = engines.verdict_of(policy.content, policy.sha256, inputs)
    content = verdict_content(verdict)
    return Decision(
        party_id=snapshot.party_id,
        product_code=product.code,
        product_version=product.version,
        snapshot=snapshot,
        policy=policy,
        inputs=inputs,
        inputs_sha256=digest(inputs),
        verdict=content,
        verdict_sha256=digest(content),
        outcome=verdict.outcome,
        grade=verdict.grade,
        limit_minor=verdict.limit_minor,
        decided_at=at,
        decided_by=by.name,
    )


def _inputs_of(snapshot: FeatureSnapshot, policy: PolicyVersion, terms: Terms, at: datetime, *, scores: bool) -> dict[str, Any]:
    """All that the verdict rests on, so that it can be given again without any scorecard; ``scores``: one has a say, or watches."""
    points, scored, said = scored_for(snapshot, policy, at) if scores else ({}, {}, {})
    return {
        "features": {**snapshot.values(), **points},
        "terms": asdict(terms),
        "sources": {**standings_of(snapshot, policy, at), **scored},
        "snapshot": snapshot.sha256,
        "policy": policy.sha256,
        **said,
    }


def _watch(decision: Decision, policy: PolicyVersion) -> None:
    """A policy that only watches may fail; then that is what is kept of it, and the decision stands."""
    content: dict[str, Any] = {}
    outcome, limit_minor = ShadowVerdict.Outcome.FAILED.value, 0
    try:
        verdict = engines.verdict_of(policy.content, policy.sha256, decision.inputs)
        content, outcome, limit_minor = verdict_content(verdict), verdict.outcome, verdict.limit_minor
    except (ArithmeticError, LookupError, TypeError, ValueError):
        log.exception("policy %s can't watch decision %s", policy.pk, decision.pk)
    ShadowVerdict.objects.create(decision=decision, policy=policy, verdict=content, outcome=outcome, limit_minor=limit_minor)


def replay(decision: Decision) -> bytes:
    """Decide again from the stored inputs and the stored policy; ``canonical(decision.verdict)`` unless something is wrong."""
    policy = decision.policy
    return canonical(verdict_content(engines.verdict_of(policy.content, policy.sha256, decision.inputs)))


@entry
def open_queue(*, outcome: str, by: Actor, at: datetime) -> list[Decision]:
    """The newest decision on each party, for whoever lends or watches risk; that she looked is recorded."""
    access.require_reader(by)
    record("lending.queue.read", target="decisions", by=by, at=at, after={"outcome": outcome})
    return queries.latest_decisions(outcome, by)


@entry
def open_case(*, decision_id: UUID, by: Actor, at: datetime) -> Decision:
    """One decision with all that it rests on, for whoever lends or watches risk; that she looked is recorded.

    Raises:
        LendersOnly: the actor is no credit officer.
        DecisionNotFound: there is none.
    """
    decision = access.decision_for(by, decision_id)
    record("lending.case.read", target=decision, by=by, at=at, after={"party": decision.party_id})
    return decision


@entry
def try_draft(*, draft_id: UUID, last: int, by: Actor, at: datetime) -> tuple[PolicyDraft, SwapSet | None, list[str]]:
    """A draft on the last decisions that were made, whose they are; no swap set, and the faults, where it is unsound.

    That the officer looked at them is recorded.

    Raises:
        LendersOnly, PolicyNotFound: the actor is no credit officer, or there is no such draft.
    """
    draft = access.draft_for(by, draft_id)
    faults = lint.faults(draft.content, known=KNOWN)
    if faults:
        return draft, None, faults
    decisions = queries.last_decisions(last, by)
    record("lending.policy.try", target=draft, by=by, at=at, after={"decisions": len(decisions)})
    return draft, swap_set(draft.content, decisions), []
