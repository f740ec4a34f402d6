"""Publishing a policy, deciding by it, and deciding again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry, inner
from lending.portraits.public import NAMES, FeatureSnapshot, canonical, digest
from lending.products.public import Product, ppm_of

from . import access, lint, queries, rules
from .errors import NoPolicyInForce, PolicyUnsound
from .models import Decision, PolicyVersion
from .sizing import Terms


@inner
def publish_policy(*, content: Mapping[str, Any], effective_from: datetime, by: Actor, at: datetime) -> PolicyVersion:
    """Append a policy version that takes over at ``effective_from``. The same content twice is two versions.

    Raises:
        PolicyUnsound: it names what isn't there, has a hole, or would treat a better shop worse.
    """
    faults = lint.faults(content, known=NAMES)
    if faults:
        raise PolicyUnsound(faults="; ".join(faults), details={"faults": faults})
    last = PolicyVersion.objects.order_by("-number").first()
    version = PolicyVersion.objects.create(
        number=last.number + 1 if last else 1,
        name=content["name"],
        content=dict(content),
        sha256=digest(content),
        effective_from=effective_from,
        published_at=at,
        published_by=by.name,
    )
    record("lending.policy.publish", target=version, by=by, at=at, after={"sha256": version.sha256, "from": effective_from})
    return version


def policy_in_force(at: datetime) -> PolicyVersion:
    """Raises ``NoPolicyInForce``: none had begun by then."""
    version = PolicyVersion.objects.in_force(at)
    if version is None:
        raise NoPolicyInForce
    return version


def terms_of(product: Product, *, first_offer: bool) -> Terms:
    return Terms(
        annual_rate_ppm=ppm_of(product.annual_rate),
        term_days=product.term_days,
        least_minor=product.min_principal_minor,
        cap_minor=product.max_principal_minor,
        first_offer=first_offer,
    )


@inner
def decide_on(*, snapshot: FeatureSnapshot, product: Product, first_offer: bool, by: Actor, at: datetime) -> Decision:
    """Apply the policy in force to a portrait; the decision is stored with its whole trace.

    Raises:
        NoPolicyInForce: none had begun by ``at``.
    """
    policy = policy_in_force(at)
    terms = terms_of(product, first_offer=first_offer)
    inputs = {"features": snapshot.values(), "terms": asdict(terms), "snapshot": snapshot.sha256, "policy": policy.sha256}
    verdict = rules.decide(snapshot.values(), terms, policy.content)
    content = rules.verdict_content(verdict)
    decision = Decision.objects.create(
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
    record(
        "lending.policy.decide",
        target=decision,
        by=by,
        at=at,
        after={"party": snapshot.party_id, "outcome": verdict.outcome, "limit_minor": verdict.limit_minor, "sha256": decision.verdict_sha256},
    )
    return decision


def replay(decision: Decision) -> bytes:
    """Decide again from the stored inputs and the stored policy; ``canonical(decision.verdict)`` unless something is wrong."""
    terms = Terms(**decision.inputs["terms"])
    return canonical(rules.verdict_content(rules.decide(decision.inputs["features"], terms, decision.policy.content)))


@entry
def open_queue(*, outcome: str, by: Actor, at: datetime) -> list[Decision]:
    """The newest decision on each party, for a credit officer; that she looked is recorded."""
    access.require_officer(by)
    record("lending.queue.read", target="decisions", by=by, at=at, after={"outcome": outcome})
    return queries.latest_decisions(outcome)


@entry
def open_case(*, decision_id: UUID, by: Actor, at: datetime) -> Decision:
    """One decision with all that it rests on, for a credit officer; that she looked is recorded.

    Raises:
        LendersOnly: the actor is no credit officer.
        DecisionNotFound: there is none.
    """
    decision = access.decision_for(by, decision_id)
    record("lending.case.read", target=decision, by=by, at=at, after={"party": decision.party_id})
    return decision
