"""Writing a policy down for a colleague: copied from a version, changed a table at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry, inner
from ecosystem.once.public import once
from lending.portraits.public import digest

from .. import access, lint
from ..errors import DraftDecided, NotYourDraft, PolicyNotFound, PolicyUnsound, TableUnreadable
from ..jdm import table_of
from ..models import PolicyDraft


@entry
def draft_policy(*, note: str, base: int | None = None, content: Mapping[str, Any] | None = None, key: str, by: Actor, at: datetime) -> PolicyDraft:
    """Begin a draft: a copy of version ``base``, or ``content`` as a program sends it. Once per key.

    What is unsound may be drafted; it is told and can't be published.

    Raises:
        LendersOnly: the actor is no credit officer.
        PolicyNotFound: there is no such version, or neither was given.
        PolicyUnsound: it is no policy of this engine at all.
    """
    access.require_officer(by)
    with once(key, verb="policy.draft", by=by, body={"note": note, "base": base, "content": content}, at=at) as turn:
        if turn.earlier is not None:
            return access.draft_for(by, UUID(turn.earlier["draft"]))
        version = access.version_for(by, base) if base is not None else None
        copied = content if content is not None else version.content if version else None
        if copied is None:
            raise PolicyNotFound
        faults = lint.misshapen(copied)
        if faults:
            raise PolicyUnsound(faults="; ".join(faults[:5]), details={"faults": faults})
        draft = PolicyDraft.objects.create(content=dict(copied), base=version, note=note.strip() or "–", drafted_by=by.name, drafted_at=at)
        record("lending.policy.draft", target=draft, by=by, at=at, after={"base": base, "sha256": digest(draft.content)})
        turn.remember(draft=draft.pk)
        return draft


@entry
def rewrite_table(*, draft_id: UUID, node: str, rows: Sequence[Mapping[str, Any]], by: Actor, at: datetime) -> PolicyDraft:
    """Replace the rows of one of a draft's tables.

    Raises:
        PolicyNotFound: no such draft, or no such table in it.
        NotYourDraft, DraftDecided: another began it, or it was published or dropped.
    """
    draft = hold_draft(draft_id, by=by)
    _table_in(draft, node)["rows"] = [dict(row) for row in rows]
    return _kept(draft, node, by=by, at=at)


@entry
def import_table(*, draft_id: UUID, node: str, model: Any, by: Actor, at: datetime) -> PolicyDraft:
    """Replace rows and hit policy of a draft's table by those of a decision table in JDM (GoRules' JSON Decision Model).

    Raises:
        TableUnreadable: no such table in it, or a cell that means nothing here; nothing is taken over.
        PolicyNotFound, NotYourDraft, DraftDecided: as ``rewrite_table``.
    """
    draft = hold_draft(draft_id, by=by)
    table = _table_in(draft, node)
    types = {declared["input"]: declared["type"] for declared in draft.content["inputs"]}
    hit, rows, faults = table_of(model, table, types)
    if faults:
        raise TableUnreadable(faults="; ".join(faults[:5]), details={"faults": faults})
    table["rows"] = rows
    if not table.get("sum"):
        table["hit"] = hit
    return _kept(draft, node, by=by, at=at)


@entry
def discard_draft(*, draft_id: UUID, by: Actor, at: datetime) -> PolicyDraft:
    """Drop a draft, one's own or a colleague's. Raises ``PolicyNotFound`` or ``DraftDecided``."""
    draft = hold_draft(draft_id, by=by, anybodys=True)
    draft.status, draft.decided_by, draft.decided_at = PolicyDraft.Status.DISCARDED, by.name, at
    draft.save(update_fields=["status", "decided_by", "decided_at"])
    record("lending.policy.discard", target=draft, by=by, at=at)
    return draft


@inner
def hold_draft(draft_id: UUID, *, by: Actor, anybodys: bool = False) -> PolicyDraft:
    """An undecided draft, locked: whoever writes and whoever publishes come one after another."""
    draft = access.draft_for(by, draft_id, lock=True)
    if draft.status != PolicyDraft.Status.DRAFT:
        raise DraftDecided
    if not anybodys and draft.drafted_by != by.name:
        raise NotYourDraft
    return draft


def _table_in(draft: PolicyDraft, node: str) -> dict[str, Any]:
    tables: list[dict[str, Any]] = draft.content.get("nodes", [])
    found = next((table for table in tables if table.get("node") == node), None)
    if found is None:
        raise PolicyNotFound
    return found


def _kept(draft: PolicyDraft, node: str, *, by: Actor, at: datetime) -> PolicyDraft:
    draft.save(update_fields=["content"])
    record("lending.policy.rewrite", target=draft, by=by, at=at, after={"table": node, "sha256": digest(draft.content)})
    return draft
