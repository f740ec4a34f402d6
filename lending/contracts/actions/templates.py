"""A contract's text: one officer writes it, another puts it in force, and nobody changes it afterwards."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import Conflict
from ecosystem.kernel.verbs import entry, inner
from ecosystem.once.public import once
from lending.products.public import LINE
from lending.scoring.public import require_officer

from .. import access, rules
from ..errors import PublishedByTheWriter, TemplateChanged, TemplateDecided, TemplateUnsound
from ..models import ContractTemplate, TemplateDraft

Status = TemplateDraft.Status


@entry
def draft_template(*, title: str, body: str, note: str, key: str, by: Actor, at: datetime) -> TemplateDraft:
    """Write a new text for a colleague to read; once per key.

    Raises:
        LendersOnly: the actor is no credit officer.
        TemplateUnsound: it names what nobody knows, or leaves out what a contract must say.
    """
    require_officer(by)
    title, body = title.strip(), body.replace("\r\n", "\n").strip() + "\n"
    with once(key, verb="contracts.draft", by=by, body={"title": title, "body": body, "note": note}, at=at) as turn:
        if turn.earlier is not None:
            return access.draft_for(by, UUID(turn.earlier["draft"]))
        _require_sound(title, body)
        draft = TemplateDraft.objects.create(product_code=LINE, title=title, body=body, note=note.strip() or "–", drafted_by=by.name, drafted_at=at)
        record("lending.contract.draft", target=draft, by=by, at=at, after={"sha256": rules.sha256_of(body)})
        turn.remember(draft=draft.pk)
        return draft


@entry
def publish_template(*, draft_id: UUID, sha256: str, by: Actor, at: datetime) -> ContractTemplate:
    """Put a colleague's draft in force from now on. ``sha256`` is the text that the publisher read.

    Raises:
        TemplateNotFound, TemplateDecided: no such draft, or not any more.
        PublishedByTheWriter: the actor wrote it.
        TemplateChanged: it says something else by now.
        TemplateUnsound: it leaves out what a contract must say.
    """
    draft = _held(draft_id, by=by)
    if draft.drafted_by == by.name:
        raise PublishedByTheWriter
    if rules.sha256_of(draft.body) != sha256:
        raise TemplateChanged
    _require_sound(draft.title, draft.body)
    template = _numbered(draft, by=by, at=at)
    _decide(draft, Status.PUBLISHED, by=by, at=at, template=template)
    record("lending.contract.publish", target=template, by=by, at=at, after={"sha256": template.sha256, "drafted_by": template.drafted_by})
    return template


@entry
def discard_template(*, draft_id: UUID, by: Actor, at: datetime) -> TemplateDraft:
    """Drop a draft, one's own or a colleague's. Raises ``TemplateNotFound`` or ``TemplateDecided``."""
    draft = _held(draft_id, by=by)
    _decide(draft, Status.DISCARDED, by=by, at=at)
    record("lending.contract.discard", target=draft, by=by, at=at)
    return draft


@inner
def _held(draft_id: UUID, *, by: Actor) -> TemplateDraft:
    draft = access.draft_for(by, draft_id, lock=True)
    if draft.status != Status.DRAFT:
        raise TemplateDecided
    return draft


@inner
def _decide(draft: TemplateDraft, status: TemplateDraft.Status, *, by: Actor, at: datetime, template: ContractTemplate | None = None) -> None:
    draft.status, draft.decided_by, draft.decided_at, draft.template = status, by.name, at, template
    draft.save(update_fields=["status", "decided_by", "decided_at", "template"])


@inner
def _numbered(draft: TemplateDraft, *, by: Actor, at: datetime) -> ContractTemplate:
    """Two drafts published in the same instant would take the same number; the second looks again."""
    last = ContractTemplate.objects.order_by("-number").first()
    try:
        with transaction.atomic():
            return ContractTemplate.objects.create(
                number=last.number + 1 if last else 1,
                product_code=draft.product_code,
                title=draft.title,
                body=draft.body,
                sha256=rules.sha256_of(draft.body),
                drafted_by=draft.drafted_by,
                published_by=by.name,
                published_at=at,
            )
    except IntegrityError:
        raise Conflict from None


def _require_sound(title: str, body: str) -> None:
    faults = rules.faults_of(body) if title else ["− title"]
    if faults:
        raise TemplateUnsound(faults="; ".join(faults[:5]), details={"faults": faults})
