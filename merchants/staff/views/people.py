"""Who works here: the list, invitations, roles and branches, PINs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.mail import send_mail
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ecosystem.kernel import clock
from ecosystem.web.pages import form_key, signed_in
from merchants.shops.public import MANAGERS, SELLERS, shops_of

from .. import access, actions, links, queries, rules, words
from ..models import Invitation
from .choosing import back_to, chosen_shop, typed_places


@require_GET
def staff(request: HttpRequest) -> HttpResponse:
    actor, shop, at = signed_in(request), chosen_shop(request), clock.now()
    mine = access.managing(actor, shop)
    branches = queries.branches_of(shop.party_id)
    names = {branch.pk: branch.name for branch in branches}
    may_give_anywhere = {role for role in words.ROLES if rules.may_give(mine, role, frozenset({shop.pk}))}
    context = {
        "shop": shop,
        "shops": shops_of(actor, MANAGERS),
        "branches": branches,
        "everywhere": any(places is None for _role, places in mine),
        "people": [_person(one, names, mine, actor.person_id) for one in queries.people_at(shop, at=at)],
        "invitations": [_asked(request, one, names) for one in queries.open_invitations(shop.party_id, at=at)],
        "roles": [(role, words.ROLES[role], words.DOES[role]) for role in words.ROLES if role in may_give_anywhere],
        "owns": any(role == "owner" for role, _places in mine),
    }
    return render(request, "staff/staff.html", context)


@require_POST
def invite(request: HttpRequest) -> HttpResponse:
    """Make the link; an e-mail carries it where there is an address, and the page shows it either way."""
    shop, actor = chosen_shop(request), signed_in(request)
    invitation = actions.invite(
        shop_id=shop.pk,
        contact=request.POST.get("contact", ""),
        role=request.POST.get("role", ""),
        places=typed_places(request),
        key=form_key(request),
        by=actor,
        at=clock.now(),
    )
    if "@" in invitation.contact:
        text = _("%(shop)s asks you to work with it. Open this within a week: %(link)s") % {"shop": shop.name, "link": _link(request, invitation)}
        send_mail(_("You are asked to join %(shop)s") % {"shop": shop.name}, text, None, [invitation.contact], fail_silently=True)
    messages.success(request, _("The invitation is ready. Its link stands below."))
    return back_to("staff:staff", shop)


@require_POST
def withdraw(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    shop = chosen_shop(request)
    actions.withdraw_invitation(shop_id=shop.pk, invitation_id=invitation_id, by=signed_in(request), at=clock.now())
    return back_to("staff:staff", shop)


@require_POST
def change(request: HttpRequest, membership_id: int) -> HttpResponse:
    shop, role = chosen_shop(request), request.POST.get("role", "")
    places = typed_places(request)
    actions.change_member(shop_id=shop.pk, membership_id=membership_id, role=role, places=places, by=signed_in(request), at=clock.now())
    return back_to("staff:staff", shop)


@require_POST
def end(request: HttpRequest, membership_id: int) -> HttpResponse:
    shop, actor = chosen_shop(request), signed_in(request)
    actions.end_member(shop_id=shop.pk, membership_id=membership_id, by=actor, at=clock.now())
    messages.success(request, _("The role has ended."))
    # Whoever ended her own role may have no business here any more.
    return back_to("staff:staff", shop) if shop in shops_of(actor, MANAGERS) else redirect("identity:welcome")


@require_POST
def pin(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """A manager sets or takes away somebody's PIN."""
    shop, actor, at = chosen_shop(request), signed_in(request), clock.now()
    if "clear" in request.POST:
        actions.clear_pin(shop_id=shop.pk, person_id=person_id, by=actor, at=at)
    else:
        actions.set_pin(shop_id=shop.pk, person_id=person_id, pin=request.POST.get("pin", ""), by=actor, at=at)
        messages.success(request, _("The PIN is set."))
    return back_to("staff:staff", shop)


def my_pin(request: HttpRequest) -> HttpResponse:
    """Everybody who sells sets her own."""
    shop, actor = chosen_shop(request, SELLERS), signed_in(request)
    if request.method == "POST" and actor.person_id:
        actions.set_pin(shop_id=shop.pk, person_id=actor.person_id, pin=request.POST.get("pin", ""), by=actor, at=clock.now())
        messages.success(request, _("The PIN is set."))
        return redirect("till:till")
    return render(request, "staff/my_pin.html", {"shop": shop, "has_pin": actor.person_id in queries.pins_at(shop.pk)})


def _person(one: queries.Worker, names: dict[UUID, str], mine: access.Held, me: UUID | None) -> dict[str, Any]:
    roles = [
        {
            "held": held,
            "label": words.ROLES.get(held.role, held.role),
            "where": None if held.places is None else [names.get(place, "") for place in held.places],
            "may": rules.may_give(mine, held.role, None if held.places is None else frozenset(held.places)),
        }
        for held in one.roles
    ]
    return {"worker": one, "roles": roles, "is_me": one.person.pk == me, "may_pin": one.person.pk == me or all(role["may"] for role in roles)}


def _asked(request: HttpRequest, one: Invitation, names: dict[UUID, str]) -> dict[str, Any]:
    where = None if one.places is None else [names.get(place, "") for place in one.places]
    return {"row": one, "label": words.ROLES.get(one.role, one.role), "where": where, "link": _link(request, one)}


def _link(request: HttpRequest, invitation: Invitation) -> str:
    return request.build_absolute_uri(reverse("staff:join", args=[links.write(invitation)]))
