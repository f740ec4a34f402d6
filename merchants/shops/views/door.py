"""What the shop says at its door; the form stands below its hours."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ecosystem.kernel import clock
from ecosystem.web.pages import signed_in

from ..door_rules import LONGEST_SIGN, Door
from ..errors import BadSign, ShopChanged
from ..signing import put_up_sign


@require_POST
def door(request: HttpRequest, shop_id: UUID) -> HttpResponse:
    seen = request.POST.get("version", "")
    if not seen.isdecimal() or len(seen) > 9:
        raise ShopChanged
    told = Door(request.POST.get("phone", ""), request.POST.get("sign", ""), _day(request.POST.get("sign_until", "").strip()))
    put_up_sign(shop_id=shop_id, door=told, seen_version=int(seen), by=signed_in(request), at=clock.now())
    messages.success(request, _("Saved. It stands on your shop's page."))
    return redirect("shops:hours", shop_id=shop_id)


def _day(text: str) -> date | None:
    """Raises ``BadSign`` for what is no day."""
    if not text:
        return None
    try:
        found = parse_date(text)
    except ValueError:
        found = None
    if found is None:
        raise BadSign(longest=LONGEST_SIGN)
    return found
