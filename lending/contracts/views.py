"""Contracts to be read before and after they are signed; for the bank its evidence, and the texts they are written from."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from ecosystem.kernel import clock
from ecosystem.kernel.actor import Actor
from ecosystem.web.pages import form_key, signed_in
from lending.offers.public import AmountOutOfRange, offer_for
from lending.policy.public import decision_for, names_of, require_reader
from lending.scoring.public import is_officer

from . import access, actions, queries, rules
from .evidence import evidence_of
from .models import TemplateDraft

PDF = "application/pdf"


def _file(content: bytes, name: str, kind: str = PDF) -> HttpResponse:
    """Shown beside the page where it is a PDF, kept otherwise."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'{"inline" if kind == PDF else "attachment"}; filename="{name}"'
    return response


@require_GET
def to_read(request: HttpRequest, offer_id: UUID) -> HttpResponse:
    """The contract that an amount would be lent on, before anybody agrees."""
    by, at = signed_in(request), clock.now()
    offer = offer_for(by, offer_id)
    yuan = request.GET.get("amount", "")
    if not (yuan.isascii() and yuan.isdigit() and len(yuan) < 10):
        raise AmountOutOfRange.between(offer.amount_min_minor, offer.amount_max_minor)
    _template, _terms, document = actions.written(offer=offer, principal_minor=int(yuan) * 100, purpose="", by=by, at=at)
    return _file(document, "contract-draft.pdf")


@require_GET
def document(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    contract = access.contract_for(signed_in(request), contract_id)
    return _file(bytes(contract.document), f"{contract.number}.pdf")


@require_GET
def case_document(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    contract = actions.open_document(contract_id=contract_id, by=signed_in(request), at=clock.now())
    return _file(bytes(contract.document), f"{contract.number}.pdf")


@require_GET
def evidence(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    contract, pack = evidence_of(contract_id=contract_id, by=signed_in(request), at=clock.now())
    return _file(pack, f"{contract.number}-evidence.zip", "application/zip")


@require_GET
def of_decision(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    """For the case page: the contract that came of a decision, and whether its signatures hold."""
    decision_for(signed_in(request), decision_id)
    contract = queries.contract_of_decision(decision_id)
    signed = []
    if contract is not None:
        good = {one.certificate for one in queries.checked(contract) if one.is_good}
        signed = [(one, bytes(one.certificate) in good) for one in contract.signatures.order_by("side")]
    return render(request, "contracts/_of_decision.html", {"contract": contract, "signed": signed, "at": clock.now()})


def _reader(request: HttpRequest) -> Actor:
    by = signed_in(request)
    require_reader(by)
    return by


@require_GET
def templates(request: HttpRequest) -> HttpResponse:
    by, at = _reader(request), clock.now()
    found, drafts = queries.templates(), queries.drafts_waiting()
    names = names_of([*(row.published_by for row in found), *(row.drafted_by for row in drafts)])
    context = {
        "templates": [(row, names.get(row.published_by, "")) for row in found],
        "drafts": [(row, names.get(row.drafted_by, ""), row.drafted_by == by.name) for row in drafts],
        "newest": found[0] if found else None,
        "may_write": is_officer(by),
        "at": at,
    }
    return render(request, "contracts/templates.html", context)


@require_GET
def template(request: HttpRequest, number: int) -> HttpResponse:
    by, at = signed_in(request), clock.now()
    found = access.template_for(by, number)
    names = names_of([found.drafted_by, found.published_by])
    context = {
        "template": found,
        "author": names.get(found.drafted_by, ""),
        "publisher": names.get(found.published_by, ""),
        "clauses": clauses_of(found.body),
        "at": at,
    }
    return render(request, "contracts/template.html", context)


@require_GET
def draft(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    by, at = signed_in(request), clock.now()
    found = access.draft_for(by, draft_id)
    waits = found.status == TemplateDraft.Status.DRAFT
    context = {
        "draft": found,
        "clauses": clauses_of(found.body),
        "sha256": rules.sha256_of(found.body),
        "author": names_of([found.drafted_by]).get(found.drafted_by, ""),
        "mine": found.drafted_by == by.name,
        "may_publish": waits and is_officer(by) and found.drafted_by != by.name,
        "may_drop": waits and is_officer(by),
        "at": at,
    }
    return render(request, "contracts/draft.html", context)


def clauses_of(body: str) -> list[tuple[str, list[str]]]:
    """The text as it is written, its names not replaced."""
    return rules.text_of(body, {name: f"{{{name}}}" for name in rules.TOLD})


@require_POST
def write(request: HttpRequest) -> HttpResponse:
    told = {name: request.POST.get(name, "") for name in ("title", "body", "note")}
    made = actions.draft_template(**told, key=form_key(request), by=signed_in(request), at=clock.now())
    return redirect("contracts:draft", made.pk)


@require_POST
def publish(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    made = actions.publish_template(draft_id=draft_id, sha256=request.POST.get("sha256", ""), by=signed_in(request), at=clock.now())
    return redirect("contracts:template", made.pk)


@require_POST
def discard(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    actions.discard_template(draft_id=draft_id, by=signed_in(request), at=clock.now())
    return redirect("contracts:templates")
