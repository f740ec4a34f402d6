"""The addresses that a resident has kept."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from ecosystem.kernel import clock
from ecosystem.web.pages import signed_in

from ..addresses import forget_address


@require_POST
def forget(request: HttpRequest, address_id: UUID) -> HttpResponse:
    forget_address(address_id=address_id, by=signed_in(request), at=clock.now())
    return redirect("baskets:basket")
