"""From a draft to a version, and from a version to what decides: two persons, dated, taken back in one act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import Conflict
from ecosystem.kernel.verbs import entry, inner
from lending.portraits.public import digest

from .. import access, lint, queries
from ..errors import DraftChanged, PlanUnsound, PolicyUnsound, PublishedByAnother
from ..models import PolicyDraft, PolicyPlan, PolicyVersion
from ..reasons import KNOWN
from .deciding import plan_in_force
from .drafting import hold_draft

WHOLE = 10_000


@dataclass(frozen=True, slots=True)
class Entering:
    """How a version begins: ``champion`` decides on all, ``challenger`` on a share, ``shadow`` on nobody."""

    role: str
    from_at: datetime
    share_bp: int = 0


@entry
def publish_draft(*, draft_id: UUID, sha256: str, entering: Entering, by: Actor, at: datetime) -> PolicyVersion:
    """Make a colleague's draft a version, and plan it. ``sha256`` is the content that the publisher looked at.

    Raises:
        PolicyNotFound, DraftDecided: no such draft, or not any more.
        PublishedByAnother: the actor wrote it.
        DraftChanged: it says something else by now.
        PolicyUnsound: it names what isn't there, has a hole, or would treat a better shop worse.
        PlanUnsound: it would begin in the past, or its share is none.
    """
    draft = hold_draft(draft_id, by=by, anybodys=True)
    if draft.drafted_by == by.name:
        raise PublishedByAnother
    if digest(draft.content) != sha256:
        raise DraftChanged
    faults = lint.faults(draft.content, known=KNOWN)
    if faults:
        raise PolicyUnsound(faults="; ".join(faults[:5]), details={"faults": faults})
    version = _numbered(draft, by=by, at=at)
    draft.status, draft.decided_by, draft.decided_at, draft.version = PolicyDraft.Status.PUBLISHED, by.name, at, version
    draft.save(update_fields=["status", "decided_by", "decided_at", "version"])
    record("lending.policy.publish", target=version, by=by, at=at, after={"sha256": version.sha256, "drafted_by": version.drafted_by})
    _enter(version, entering, why=draft.note, by=by, at=at)
    return version


def _numbered(draft: PolicyDraft, *, by: Actor, at: datetime) -> PolicyVersion:
    """Two drafts published in the same instant would take the same number; the second looks again."""
    last = PolicyVersion.objects.order_by("-number").first()
    try:
        with transaction.atomic():
            return PolicyVersion.objects.create(
                number=last.number + 1 if last else 1,
                name=draft.content["name"],
                content=draft.content,
                sha256=digest(draft.content),
                drafted_by=draft.drafted_by,
                published_at=at,
                published_by=by.name,
            )
    except IntegrityError:
        raise Conflict from None


def _enter(version: PolicyVersion, entering: Entering, *, why: str, by: Actor, at: datetime) -> PolicyPlan:
    """The plan of that moment with this version in it: a new champion ends the comparison, another role leaves the rest as it is."""
    if entering.role == "champion":
        return _plan(version, None, 0, None, from_at=entering.from_at, why=why, by=by, at=at)
    now = plan_in_force(max(entering.from_at, at))
    if entering.role == "challenger":
        return _plan(now.champion, version, entering.share_bp, now.shadow, from_at=entering.from_at, why=why, by=by, at=at)
    if entering.role == "shadow":
        return _plan(now.champion, now.challenger, now.share_bp, version, from_at=entering.from_at, why=why, by=by, at=at)
    raise PlanUnsound


@entry
def plan_policy(*, number: int, entering: Entering, why: str, by: Actor, at: datetime) -> PolicyPlan:
    """Let a published version decide, on all or on a share, or watch.

    Raises:
        PolicyNotFound: no such version.
        PublishedByAnother: the actor wrote it.
        PlanUnsound: it would begin in the past, its share is none, it is the champion already, or no reason is given.
    """
    access.require_officer(by)
    version = access.version_for(by, number)
    if version.drafted_by == by.name:
        raise PublishedByAnother
    return _enter(version, entering, why=why, by=by, at=at)


@entry
def roll_back(*, seen: int, why: str, by: Actor, at: datetime) -> PolicyPlan:
    """At once: whoever was champion before this one first was decides on everybody again, and nothing is compared.

    Any officer may do it alone, since that version was in force before. ``seen`` is the plan that she looked at, so that
    two who press at once go back one step, not two. What is planned for later stays planned.

    Raises:
        DraftChanged: another plan is in force by now.
        PlanUnsound: there was no version before, or no reason is given.
    """
    access.require_officer(by)
    now = plan_in_force(at)
    if now.pk != seen:
        raise DraftChanged
    back_to = queries.champion_before(now)
    if back_to is None:
        raise PlanUnsound
    return _plan(back_to, None, 0, None, from_at=at, why=why, by=by, at=at)


@inner
def _plan(
    champion: PolicyVersion,
    challenger: PolicyVersion | None,
    share_bp: int,
    shadow: PolicyVersion | None,
    *,
    from_at: datetime,
    why: str,
    by: Actor,
    at: datetime,
) -> PolicyPlan:
    same = {other.pk for other in (challenger, shadow) if other is not None}
    if from_at < at or not why.strip() or champion.pk in same or (challenger is not None and not 0 < share_bp < WHOLE):
        raise PlanUnsound
    plan = PolicyPlan.objects.create(
        champion=champion, challenger=challenger, share_bp=share_bp, shadow=shadow, from_at=from_at, why=why.strip(), made_at=at, made_by=by.name
    )
    after = {
        "champion": champion.pk,
        "challenger": challenger and challenger.pk,
        "share_bp": share_bp,
        "shadow": shadow and shadow.pk,
        "from": from_at,
    }
    record("lending.policy.plan", target=plan, by=by, at=at, after=after, reason=plan.why)
    return plan
