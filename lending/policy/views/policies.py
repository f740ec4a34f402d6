"""Policies for credit officers: what decides now, what waits for a second person, tables to be written, and who would flip."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from ecosystem.design.wording import percent
from ecosystem.kernel import clock
from ecosystem.kernel.actor import Actor
from ecosystem.web.pages import day_of, form_decimal, form_key, signed_in, whole_of
from lending.portraits.public import digest

from .. import access, actions, casefile, forms, lint, queries
from ..errors import PlanUnsound, TableUnreadable
from ..models import PolicyDraft
from ..reasons import KNOWN, LABELS, OUTCOMES, SOURCES

LAST = 1_000
LARGEST = 1_000_000
SHORT = 12
TABLES = {"eligibility": _("Who may have one"), "points": _("Points"), "grade": _("Grade")}
THEN = {"outcome": _("Outcome"), "code": _("Reason"), "grade": _("Grade"), "multiple_bp": _("Of a typical month's sales"), "points": _("Points")}
HITS = {"first": _("the first row that holds decides"), "unique": _("exactly one row holds"), "collect": _("every row that holds counts")}


@dataclass(frozen=True, slots=True)
class Shown:
    """A table as it is read and, in a draft of one's own, typed into."""

    name: str
    hit: Any
    rows: list[tuple[str, str, list[tuple[str, Any]]]]
    lines: list[forms.Line]
    is_faulty: bool

    @property
    def title(self) -> Any:
        return TABLES.get(self.name, self.name)

    @property
    def count(self) -> int:
        return len(self.rows)

    @property
    def is_short(self) -> bool:
        return self.count <= SHORT


def tables_of(content: dict[str, Any], faults: Sequence[str] = ()) -> list[Shown]:
    return [
        Shown(
            name=node["node"],
            hit=HITS.get(node["hit"], ""),
            rows=[_row(row) for row in node["rows"]],
            lines=forms.lines_of(node, THEN),
            is_faulty=any(fault.startswith(node["node"]) for fault in faults),
        )
        for node in content["nodes"]
    ]


def _row(row: dict[str, Any]) -> tuple[str, str, list[tuple[str, Any]]]:
    told = [
        f"{LABELS[name]} {casefile.in_words(name, text)}" if name in LABELS else f"{THEN.get(name, name)} {text}"
        for name, text in row["when"].items()
    ]
    return row["row"], " · ".join(told), [(THEN.get(name, name), _said(name, value)) for name, value in row["then"].items() if value != ""]


def _said(name: str, value: Any) -> Any:
    if name == "outcome":
        return OUTCOMES.get(value, value)
    return percent(value) if name == "multiple_bp" and isinstance(value, int) else value


def _reader(request: HttpRequest) -> Actor:
    by = signed_in(request)
    access.require_reader(by)
    return by


@require_GET
def policies(request: HttpRequest) -> HttpResponse:
    by, at = _reader(request), clock.now()
    now = actions.plan_in_force(at)
    drafts, versions, to_come = queries.drafts_waiting(), queries.versions(), queries.plans_since(at)
    names = queries.names_of([*(row.drafted_by for row in drafts), *(row.published_by for row in versions), now.made_by])
    context = {
        "now": now,
        "planner": names.get(now.made_by, ""),
        "before": queries.champion_before(now) if access.is_officer(by) else None,
        "watched": queries.watched_by(now.shadow) if now.shadow else None,
        "to_come": to_come,
        "drafts": [(row, names.get(row.drafted_by, ""), row.drafted_by == by.name) for row in drafts],
        "versions": [(row, names.get(row.published_by, ""), row.pk == now.champion_id) for row in versions],
        "at": at,
    }
    return render(request, "policy/policies.html", context)


@require_GET
def version(request: HttpRequest, number: int) -> HttpResponse:
    by, at = _reader(request), clock.now()
    found = access.version_for(by, number)
    now, names = actions.plan_in_force(at), queries.names_of([found.drafted_by, found.published_by])
    context = {
        "version": found,
        "tables": tables_of(found.content) if found.content["engine"] > 1 else [],
        "sources": [{**row, "name": SOURCES.get(row["source"], row["source"])} for row in found.content.get("sources", [])],
        "decides": now.champion_id == found.pk,
        "may_copy": access.is_officer(by),
        "may_plan": access.is_officer(by) and found.drafted_by != by.name and now.champion_id != found.pk and found.content["engine"] > 1,
        "author": names.get(found.drafted_by, ""),
        "publisher": names.get(found.published_by, ""),
        "today": clock.business_date(at),
        "at": at,
    }
    return render(request, "policy/version.html", context)


@require_POST
def copy_version(request: HttpRequest, number: int) -> HttpResponse:
    made = actions.draft_policy(note=request.POST.get("note", ""), base=number, key=form_key(request), by=signed_in(request), at=clock.now())
    return redirect("policy:draft", made.pk)


@require_GET
def draft(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    by, at = _reader(request), clock.now()
    found = access.draft_for(by, draft_id)
    waits = found.status == PolicyDraft.Status.DRAFT
    faults = lint.faults(found.content, known=KNOWN)
    context = {
        "draft": found,
        "faults": faults,
        "tables": tables_of(found.content, faults),
        "mine": waits and found.drafted_by == by.name,
        "waits": waits,
        "may_drop": access.is_officer(by),
        "may_publish": access.is_officer(by) and waits and not faults and found.drafted_by != by.name,
        "sha256": digest(found.content),
        "inputs": [(row["input"], LABELS.get(row["input"], "")) for row in found.content["inputs"]],
        "author": queries.names_of([found.drafted_by]).get(found.drafted_by, ""),
        "today": clock.business_date(at),
        "at": at,
    }
    return render(request, "policy/draft.html", context)


@require_GET
def swaps(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """The draft tried on the last decisions; reading so many of them is recorded."""
    by, at = signed_in(request), clock.now()
    found, tried, faults = actions.try_draft(draft_id=draft_id, last=LAST, by=by, at=at)
    return render(request, "policy/swaps.html", {"draft": found, "tried": tried, "faults": faults, "badges": casefile.BADGES, "at": at})


@require_POST
def keep_table(request: HttpRequest, draft_id: UUID, node: str) -> HttpResponse:
    by = _reader(request)
    found = access.draft_for(by, draft_id)
    shape: dict[str, Any] = next((one for one in found.content["nodes"] if one["node"] == node), {"outputs": []})
    actions.rewrite_table(draft_id=draft_id, node=node, rows=forms.typed_rows(request.POST, shape), by=by, at=clock.now())
    return redirect("policy:draft", draft_id)


@require_POST
def import_jdm(request: HttpRequest, draft_id: UUID, node: str) -> HttpResponse:
    sent = request.FILES.get("model")
    try:
        model = json.loads(sent.read(LARGEST).decode("utf-8")) if sent else None
    except ValueError as fault:
        raise TableUnreadable(faults=str(fault)) from None
    actions.import_table(draft_id=draft_id, node=node, model=model, by=signed_in(request), at=clock.now())
    return redirect("policy:draft", draft_id)


@require_POST
def put_in_force(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    at = clock.now()
    entering, sha256 = _entering(request, at), request.POST.get("sha256", "")
    made = actions.publish_draft(draft_id=draft_id, sha256=sha256, entering=entering, by=signed_in(request), at=at)
    return redirect("policy:version", made.pk)


@require_POST
def drop_draft(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    actions.discard_draft(draft_id=draft_id, by=signed_in(request), at=clock.now())
    return redirect("policy:policies")


@require_POST
def plan_version(request: HttpRequest, number: int) -> HttpResponse:
    at = clock.now()
    actions.plan_policy(number=number, entering=_entering(request, at), why=request.POST.get("why", ""), by=signed_in(request), at=at)
    return redirect("policy:policies")


@require_POST
def roll_back(request: HttpRequest) -> HttpResponse:
    seen = whole_of(request.POST.get("seen", ""))
    if seen is None:
        raise PlanUnsound
    actions.roll_back(seen=seen, why=request.POST.get("why", ""), by=signed_in(request), at=clock.now())
    return redirect("policy:policies")


def _entering(request: HttpRequest, at: datetime) -> actions.Entering:
    """A day is its first moment; today, or none, is at once."""
    role, day = request.POST.get("role", ""), day_of(request.POST.get("from_on", ""))
    share_bp = int(form_decimal(request, "share") * Decimal(100)) if role == "challenger" else 0
    from_at = at if day is None or day == clock.business_date(at) else timezone.make_aware(datetime.combine(day, time.min))
    return actions.Entering(role, from_at, share_bp)
