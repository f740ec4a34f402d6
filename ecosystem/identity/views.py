"""The door: who are you, and where do you want to go."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from ecosystem.web.api import actor_of
from ecosystem.web.pages import signed_in

from . import queries
from .actions import set_large_type


@dataclass(frozen=True, slots=True)
class DemoRole:
    """Somebody of the demo town whom a visitor may be, with one click."""

    email: str
    face: str
    icon: str
    title: Promise | str
    enter: Promise | str
    try_this: Promise | str


DEMO_ROLES = {
    "resident": DemoRole(
        "resident@demo.twin",
        "resident",
        "walk",
        _("Resident"),
        _("Enter as a resident"),
        _("Find a shop next door, fill a basket, pay and watch it being packed."),
    ),
    "owner": DemoRole(
        "owner@demo.twin",
        "merchant",
        "building-store",
        _("Shop owner"),
        _("Enter as the owner"),
        _("Take the order, see the money arrive, and draw credit that your own sales repay."),
    ),
    "clerk": DemoRole(
        "clerk@demo.twin",
        "merchant",
        "package",
        _("Shop clerk"),
        _("Enter as the clerk"),
        _("Pack and hand over orders; money and credit stay with the owner."),
    ),
    "newcomer": DemoRole(
        "newcomer@demo.twin",
        "merchant",
        "star",
        _("New shop owner"),
        _("Enter on the first day"),
        _("Set up a shop that opens today, ring up the first sale, and see what credit will ask for."),
    ),
    "supplier": DemoRole(
        "supplier@demo.twin",
        "merchant",
        "truck",
        _("Supplier"),
        _("Enter as the supplier"),
        _("Confirm orders, announce what is on its way, bill it, and see when it is paid."),
    ),
    "officer": DemoRole(
        "officer@demo.twin",
        "bank",
        "checklist",
        _("Credit officer"),
        _("Enter as the officer"),
        _("Read why the rule offers, limits or declines, reason by reason."),
    ),
    "second": DemoRole(
        "second@demo.twin",
        "bank",
        "user-check",
        _("Second credit officer"),
        _("Enter as her colleague"),
        _("Read a policy that a colleague drafted, see whom it would have changed, and publish it: nobody publishes her own."),
    ),
    "branch": DemoRole(
        "branch@demo.twin",
        "bank",
        "building-bank",
        _("Branch manager"),
        _("Enter as the branch manager"),
        _("See the cases and the sums of one office: its districts' businesses, and nobody else's."),
    ),
    "risk": DemoRole(
        "risk@demo.twin",
        "bank",
        "shield-check",
        _("Risk manager"),
        _("Enter as the risk manager"),
        _("See every model and policy, who stands behind it, and whether shops are treated alike."),
    ),
    "operator": DemoRole(
        "operator@demo.twin",
        "bank",
        "scale",
        _("Bank operator"),
        _("Enter as the operator"),
        _("Close the day and see the books proved, to the fen."),
    ),
}
HOME = {
    "operator": "closing:operator",
    "credit_officer": "policy:queue",
    "risk_manager": "governance:desk",
    "relationship_manager": "policy:queue",
    "owner": "shops:today",
    "manager": "shops:today",
    "clerk": "shops:today",
    "cashier": "till:till",
    "stock_keeper": "stock:stock",
    "buyer": "procurement:purchases",
    "accountant": "payouts:funds",
    "resident": "nearby:list",
}


@require_safe
def welcome(request: HttpRequest) -> HttpResponse:
    """Screen 1. Somebody who is signed in goes straight to her own page; ``?roles`` shows the cards again."""
    if request.user.is_authenticated and "roles" not in request.GET:
        home = _address(HOME[queries.main_role_of(actor_of(request))])
        if home:
            return redirect(home)
    present = queries.people_known_by([role.email for role in DEMO_ROLES.values()]) if settings.DEMO_MODE else set()
    roles = [(name, role) for name, role in DEMO_ROLES.items() if role.email in present]
    return render(request, "identity/welcome.html", {"roles": roles, "nearby": _address("nearby:list")})


@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Be one of the demo people. Absent outside demo mode."""
    role = DEMO_ROLES.get(request.POST.get("who", ""))
    person = queries.person_known_by(role.email) if settings.DEMO_MODE and role else None
    if person is None:
        raise Http404
    login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    return redirect("identity:welcome")


@require_POST
def large_type(request: HttpRequest) -> HttpResponse:
    """The switch in the account's menu; back to the page that it stood on."""
    set_large_type(large=request.POST.get("large") == "on", by=signed_in(request))
    there = request.POST.get("next", "")
    return redirect(there if url_has_allowed_host_and_scheme(there, allowed_hosts={request.get_host()}, require_https=request.is_secure()) else "/")


def _address(name: str) -> str:
    """The address of a page of another wing, or nothing where that wing is not installed."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
