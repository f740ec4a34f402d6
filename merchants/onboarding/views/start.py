"""Joining: what you sell and how you are registered, then the shop itself. Saved as it is typed; left and come back to."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from ecosystem.kernel import clock
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import NotFound
from ecosystem.places.public import landmarks
from ecosystem.web.pages import form_key, signed_in
from merchants.shops.public import OWNERS, Hours, hours_between, shop_for

from .. import access, actions, presets, queries
from ..actions.starting import DRAFT_FIELDS
from ..errors import FileMoved
from ..models import Form, Knowledge, MerchantFile, Trade

ICONS = {
    "fruit": "basket",
    "noodles": "package",
    "grocery": "shopping-cart",
    "hardware": "settings",
    "clothes": "tag",
    "repairs": "edit",
    "pharmacy": "shield-check",
}


def start(request: HttpRequest) -> HttpResponse:
    """Choose a trade and a legal form. Whoever has begun comes back to where she was."""
    actor = signed_in(request)
    shop_id = _id(request.GET.get("shop") or request.POST.get("shop", ""))
    if request.method == "POST":
        chosen = {"legal_form": request.POST.get("legal_form", ""), "trade": request.POST.get("trade", "")}
        made = actions.begin_file(**chosen, shop_id=shop_id, by=actor, at=clock.now())
        return redirect("onboarding:papers") if made.party_id else redirect("onboarding:shop", file_id=made.pk)
    named = shop_for(actor, shop_id, OWNERS) if shop_id else None
    file = queries.file_of(actor, named.party_id if named else None)
    if file and file.party_id and "another" not in request.GET:
        return redirect("onboarding:papers")
    trades = [(value, label, ICONS[value]) for value, label in Trade.choices]
    begun = file if file and file.party_id is None else None
    return render(request, "onboarding/start.html", {"file": begun, "trades": trades, "forms": Form.choices, "shop": named})


def shop(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """The first shop: its name, its place, its hours as the trade usually has them."""
    actor = signed_in(request)
    file = access.own_file(actor, file_id)
    if file.party_id is not None:
        return redirect("onboarding:goods", file_id=file.pk)
    if request.method == "POST":
        values = {name: request.POST.get(name, "") for name in DRAFT_FIELDS}
        # Kept first, so that a refusal loses nothing that was typed.
        actions.save_draft(file_id=file_id, values=values, by=actor, at=clock.now())
        actions.open_first_shop(file_id=file_id, values=values, hours=_hours(values), key=form_key(request), by=actor, at=clock.now())
        return redirect("onboarding:goods", file_id=file.pk)
    knowledge = Knowledge.objects.filter(file=file).first()
    if "fill" in request.GET and knowledge and knowledge.values:
        file.draft = {**{name: text for name, text in knowledge.values.items() if name in DRAFT_FIELDS}, **file.draft}
    preset = presets.preset_of(file.trade)
    typed = {"opens": preset.opens, "closes": preset.closes, **file.draft}
    context = {"file": file, "typed": typed, "landmarks": landmarks(), "knowledge": knowledge, "step": 2, "steps": range(1, 5)}
    return render(request, "onboarding/shop.html", context)


@require_POST
def draft(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """What was typed so far."""
    values = {name: request.POST[name] for name in DRAFT_FIELDS if name in request.POST}
    try:
        actions.save_draft(file_id=file_id, values=values, by=signed_in(request), at=clock.now())
    except FileMoved:
        # The last letters were still on their way when the shop opened, with all of them.
        return HttpResponse(status=204)
    return render(request, "onboarding/_saved.html", {"at": clock.now()})


def bank(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """Ask the bank what it knows; shown when it has answered."""
    actor = signed_in(request)
    if request.method == "POST":
        actions.ask_the_bank(file_id=file_id, by=actor, at=clock.now())
        if not getattr(request, "htmx", False):
            return redirect("onboarding:shop", file_id=file_id)
    file = access.own_file(actor, file_id)
    return render(request, "onboarding/_bank.html", {"file": file, "knowledge": Knowledge.objects.filter(file=file).first()})


def _hours(values: dict[str, str]) -> list[Hours]:
    """The same every day; other days are set on the page of hours."""
    return [hours_between(day, values["opens"], values["closes"]) for day in range(7)]


def _id(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise NotFound from None


def opened_file(actor: Actor, file_id: UUID) -> MerchantFile:
    """A file whose shop stands. Raises ``FileNotFound``."""
    file = access.own_file(actor, file_id)
    if file.party_id is None:
        raise NotFound
    return file
