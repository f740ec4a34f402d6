"""What an invitation offers, and taking it up."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from ecosystem.identity.public import Party
from ecosystem.kernel import clock
from ecosystem.web.pages import signed_in

from .. import actions, links, queries, words
from ..errors import InvitationNotFound
from ..models import Invitation


def join(request: HttpRequest, token: str) -> HttpResponse:
    """Behind the sign-in: the role is hers who accepts."""
    actor, at = signed_in(request), clock.now()
    if request.method == "POST":
        actions.accept_invitation(token=token, by=actor, at=at)
        messages.success(request, _("Welcome. You work here from now on."))
        return redirect("identity:welcome")
    invitation = Invitation.objects.filter(pk=links.read(token)).first()
    if invitation is None or invitation.status != Invitation.Status.OPEN or invitation.expires_at <= at:
        raise InvitationNotFound
    party = Party.objects.get(pk=invitation.party_id)
    branches = [shop for shop in queries.branches_of(party.pk) if invitation.places is None or shop.pk in invitation.places]
    context = {
        "invitation": invitation,
        "party": party,
        "branches": branches,
        "role": words.ROLES[invitation.role],
        "does": words.DOES[invitation.role],
    }
    return render(request, "staff/join.html", context)
