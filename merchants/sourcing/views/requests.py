"""The buyer's side: requests, the form, the comparison and its buttons."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from ecosystem.kernel import clock
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import Conflict, NotFound
from ecosystem.web.pages import form_amount, form_id, form_key, signed_in
from merchants.catalog.public import shelf_of
from merchants.procurement.public import suggestions_for
from merchants.shops.public import BUYERS, Shop, shops_of

from .. import access, actions, links, queries
from ..models import Rfq
from . import meeting, reading
from .rows import Row, rows_asked, rows_for, rows_of
from .showing import table_of

OPEN_DAYS = 3


@require_GET
def rfqs(request: HttpRequest) -> HttpResponse:
    shops = _shops(signed_in(request))
    context = {"rfqs": queries.rfqs_of([shop.pk for shop in shops]), "shop": shops[0]}
    return render(request, "sourcing/_rfqs.html" if getattr(request, "htmx", False) else "sourcing/rfqs.html", context)


def new(request: HttpRequest) -> HttpResponse:
    """The form: with what runs low, or with articles named in the address."""
    actor, at = signed_in(request), clock.now()
    shop = _shops(actor)[0]
    if request.method == "POST":
        rfq = actions.draft_rfq(shop_id=shop.pk, key=form_key(request), **_typed(request, actor))
        return redirect("sourcing:rfq", rfq_id=rfq.pk)
    if request.GET.get("from") == "low":
        low = suggestions_for(shop.pk, at=at)[:30]
        rows = rows_for(shop.pk, {one.sku_id: one.units for one in low})
    else:
        rows = rows_for(shop.pk, {reading.uuid_of(text): None for text in request.GET.getlist("sku")[:30]})
    return _form(request, shop, rows, chosen=set(), rfq=None)


def edit(request: HttpRequest, rfq_id: UUID) -> HttpResponse:
    """The same form over a draft; what was sent meanwhile is only looked at."""
    actor = signed_in(request)
    rfq = access.buyers_rfq(actor, rfq_id)
    if request.method == "POST":
        seen, typed = reading.whole(request.POST.get("version", "")), _typed(request, actor)
        try:
            actions.rewrite_rfq(rfq_id=rfq_id, seen_version=seen, **typed)
        except Conflict as refusal:
            return _met(request, access.buyers_rfq(actor, rfq_id), typed, refusal)
        return redirect("sourcing:rfq", rfq_id=rfq_id)
    if rfq.status != "draft":
        return redirect("sourcing:rfq", rfq_id=rfq_id)
    return _form(request, rfq.shop, rows_of(rfq), chosen=set(rfq.quotations.values_list("supplier", flat=True)), rfq=rfq)


@require_GET
def goods(request: HttpRequest) -> HttpResponse:
    """Articles of the shelf by name, to be put on the request."""
    shop, text = _shops(signed_in(request))[0], request.GET.get("q", "").strip()[:40]
    return render(request, "sourcing/_goods.html", {"skus": shelf_of(shop.pk, text=text, most=8) if text else [], "q": text})


@require_GET
def row(request: HttpRequest) -> HttpResponse:
    """One more line of the form: an article of the shelf, or an empty one for free words."""
    shop = _shops(signed_in(request))[0]
    sku = request.GET.get("sku", "")
    rows = rows_for(shop.pk, {reading.uuid_of(sku): None}) if sku else [Row(mark=uuid4().hex)]
    if not rows:
        raise NotFound
    return render(request, "sourcing/_row.html", {"row": rows[0]})


@require_GET
def rfq(request: HttpRequest, rfq_id: UUID) -> HttpResponse:
    return _shown(request, access.buyers_rfq(signed_in(request), rfq_id))


@require_POST
def step(request: HttpRequest, rfq_id: UUID, name: str) -> HttpResponse:
    """One button of a request; answers with the request as it now stands, also to whoever was not the first."""
    actor = signed_in(request)
    try:
        _act(request, rfq_id, name, actor)
    except Conflict as refusal:
        whole = queries.comparable(access.buyers_rfq(actor, rfq_id).pk, today=clock.business_date(clock.now()))
        moved = list(meeting.picked(whole, reading.picks(request)))
        return _shown(request, whole, refusal=refusal, moved=moved, landed_by=request.POST.get("landed_by", ""))
    if not getattr(request, "htmx", False):
        return redirect("sourcing:rfq", rfq_id=rfq_id)
    return _shown(request, access.buyers_rfq(actor, rfq_id))


def _act(request: HttpRequest, rfq_id: UUID, name: str, actor: Actor) -> None:
    at = clock.now()
    act: dict[str, Any] = {"rfq_id": rfq_id, "by": actor, "at": at}
    if name == "send":
        actions.send_rfq(**act)
    elif name == "cancel":
        actions.cancel_rfq(reason=request.POST.get("reason", ""), **act)
    elif name == "invite":
        actions.invite_more(supplier_ids=reading.suppliers(request), **act)
    elif name == "name":
        position, per_unit = reading.whole(request.POST.get("position", "")), reading.number(request.POST.get("per_unit", "1"))
        actions.name_line(position=position, sku_id=form_id(request, "sku"), per_unit=per_unit, **act)
    elif name == "award":
        how = request.POST.get("landed_by", "value")
        total = form_amount(request, "total")
        actions.award(picks=reading.picks(request), seen_total_minor=total, landed_by=how, key=form_key(request), **act)
    else:
        raise NotFound


def _met(request: HttpRequest, rfq: Rfq, typed: dict[str, Any], refusal: Conflict) -> HttpResponse:
    """Somebody else saved or sent the draft while it was open here."""
    rows = rows_asked(rfq.shop_id, typed["wants"])
    if rfq.status != "draft":
        return _shown(request, rfq, refusal=refusal, lost=meeting.typed_words(rows))
    said = {"refusal": refusal, "moved": list(meeting.rewritten(rfq, rows)), "note": typed["note"]}
    return _form(request, rfq.shop, rows, chosen=set(typed["supplier_ids"]), rfq=rfq, answer_by=typed["answer_by"], **said)


def _shown(request: HttpRequest, found: Rfq, **met: Any) -> HttpResponse:
    at = clock.now()
    whole = queries.comparable(found.pk, today=clock.business_date(at))
    unnamed = [line for line in whole.lines.all() if line.sku_id is None]
    outside = [one for one in whole.quotations.all() if one.supplier.party_id is None and one.may_answer and whole.sent_at]
    asked = {one.supplier_id for one in whole.quotations.all()}
    may_invite = whole.is_open and whole.answer_by > at
    context = {
        "rfq": whole,
        "table": table_of(whole, today=clock.business_date(at)),
        "unnamed": unnamed,
        "skus": shelf_of(whole.shop_id) if unnamed and (whole.is_open or whole.status == "draft") else [],
        "links": [(one, request.build_absolute_uri(f"/supply/quote/{links.write(one, at=at)}/")) for one in outside] if whole.is_open else [],
        "others": [one for one in queries.suppliers_to_ask(whole.shop_id) if one.pk not in asked] if may_invite else [],
        "at": at,
        **met,
    }
    template = "sourcing/_rfq.html" if getattr(request, "htmx", False) else "sourcing/rfq.html"
    return render(request, template, context, status=409 if met else 200)


def _form(
    request: HttpRequest, shop: Shop, rows: list[Row], *, chosen: set[UUID], rfq: Rfq | None, answer_by: datetime | None = None, **met: Any
) -> HttpResponse:
    at = clock.now()
    ends = answer_by or (rfq.answer_by if rfq else None)
    context = {
        "shop": shop,
        "rows": rows or [Row(mark=uuid4().hex)],
        "suppliers": queries.suppliers_to_ask(shop.pk),
        "chosen": chosen,
        "rfq": rfq,
        "today": clock.business_date(at),
        "answer_by": clock.business_date(ends - timedelta(seconds=1)) if ends else clock.business_date(at) + timedelta(days=OPEN_DAYS),
        "note": rfq.note if rfq else "",
        **met,
    }
    return render(request, "sourcing/new.html", context, status=409 if met else 200)


def _typed(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    return {
        "wants": reading.wants(request),
        "supplier_ids": reading.suppliers(request),
        "answer_by": reading.end_of(request.POST.get("answer_by", "")),
        "note": request.POST.get("note", ""),
        "by": actor,
        "at": clock.now(),
    }


def _shops(actor: Actor) -> list[Shop]:
    shops = shops_of(actor, BUYERS)
    if not shops:
        raise NotFound
    return shops
