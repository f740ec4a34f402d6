"""What each shop knows about me, with a switch for each thing that it may know or do."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from ecosystem.kernel import clock
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import Invalid, NotFound
from ecosystem.web.consoles import frame_of
from ecosystem.web.pages import signed_in
from merchants.customers.public import set_leave
from residents.neighbours.public import FEWEST_NEIGHBOURS, counts

from . import queries

# What a switch is for, what it does when it is on, and off.
SWITCHES = (
    (
        "shows_name",
        _("It may see my name"),
        _("Beside what you pay by its code and, as one letter, beside your reviews."),
        _("It reads “a customer” instead."),
    ),
    ("takes_offers", _("It may send me offers"), _("Once a week at most, outside your quiet hours."), _("It tells you of orders alone.")),
    (
        "keeps_card",
        _("It may keep my customer card"),
        _("With members' prices, where it has any."),
        _("It does not see the card once nothing is open on the tab, and members' prices end."),
    ),
)


@require_GET
def shops(request: HttpRequest) -> HttpResponse:
    actor = signed_in(request)
    if actor.party_id is None:
        raise NotFound
    found = queries.known_by_shops(actor.party_id)
    of_all = {"counts": counts(actor.party_id), "fewest": FEWEST_NEIGHBOURS}
    return render(request, "profiles/shops.html", {"frame": _frame(actor), "found": found, "switches": SWITCHES, **of_all})


@require_POST
def allow(request: HttpRequest, shop_id: UUID) -> HttpResponse:
    actor = signed_in(request)
    wanted = request.POST.get("allowed", "")
    if wanted not in {"yes", "no"}:
        raise Invalid
    set_leave(shop_id=shop_id, what=request.POST.get("what", ""), allowed=wanted == "yes", by=actor, at=clock.now())
    if not getattr(request, "htmx", False):
        return redirect("profiles:shops")
    if actor.party_id is None:
        raise NotFound
    return render(request, "profiles/_shop.html", {"one": queries.knows_of(shop_id, actor.party_id), "switches": SWITCHES})


def _frame(actor: Actor) -> str:
    return frame_of(actor) or "design/resident.html"
