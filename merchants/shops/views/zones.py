"""Where the shop brings things: its zones in their order, drawn on a map or typed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ecosystem.kernel import clock
from ecosystem.places.public import MOST_METRES, is_shifted_map
from ecosystem.web.pages import form_amount, signed_in

from .. import access, zoning
from ..errors import BadZone, ShopChanged, ZoneUnreadable
from ..models import Shop
from ..rules import DAY, clock_minute, clock_text
from ..zone_rules import LEAST_METRES, MOST_CORNERS, MOST_ZONES, Point, Zone, degrees, micro

USUAL_METRES = 2_000


@dataclass(frozen=True, slots=True)
class Card:
    """A zone as its form shows it; ``number`` 0 is the one that is to be."""

    number: int
    zone: Zone

    @property
    def is_circle(self) -> bool:
        return self.zone.radius_m is not None

    @property
    def outline(self) -> str:
        return "\n".join(", ".join(str(value) for value in degrees(corner)) for corner in self.zone.outline)

    @property
    def hours(self) -> tuple[str, str]:
        if self.zone.surcharge_from is None or self.zone.surcharge_until is None:
            return "", ""
        return clock_text(self.zone.surcharge_from), clock_text(self.zone.surcharge_until)


@require_GET
def zones(request: HttpRequest, shop_id: UUID) -> HttpResponse:
    actor = signed_in(request)
    shop = access.shop_for(actor, shop_id)
    context = {
        "shop": shop,
        "is_shifted_map": is_shifted_map(),
        "cards": [Card(number, zone) for number, zone in enumerate(zoning.zones_of(shop), 1)],
        "blank": Card(0, Zone(radius_m=USUAL_METRES)),
        "may_change": access.holds_at(actor, shop, access.MANAGERS),
        "bounds": {"least": LEAST_METRES, "most": MOST_METRES, "corners": MOST_CORNERS, "zones": MOST_ZONES},
    }
    return render(request, "shops/zones.html", context)


@require_POST
def save(request: HttpRequest, shop_id: UUID) -> HttpResponse:
    """Write one zone of the list, or a new one after the others."""
    shop, listed = _as_seen(request, shop_id)
    number, zone = _number(request), _typed(request)
    changed = [*listed[: number - 1], zone, *listed[number:]] if number else [*listed, zone]
    return _set(request, shop, changed)


@require_POST
def remove(request: HttpRequest, shop_id: UUID) -> HttpResponse:
    shop, listed = _as_seen(request, shop_id)
    number = _number(request)
    return _set(request, shop, [zone for place, zone in enumerate(listed, 1) if place != number])


@require_POST
def first(request: HttpRequest, shop_id: UUID) -> HttpResponse:
    """One zone before the one above it: the first that holds a place decides."""
    shop, listed = _as_seen(request, shop_id)
    number = _number(request)
    if 1 < number <= len(listed):
        listed[number - 2], listed[number - 1] = listed[number - 1], listed[number - 2]
    return _set(request, shop, listed)


def _as_seen(request: HttpRequest, shop_id: UUID) -> tuple[Shop, list[Zone]]:
    """The shop and the zones that the form was about; ``set_zones`` compares once more under its lock. Raises ``ShopChanged``."""
    shop = access.shop_for(signed_in(request), shop_id, access.MANAGERS)
    if request.POST.get("version", "") != str(shop.version):
        raise ShopChanged
    return shop, list(zoning.zones_of(shop))


def _set(request: HttpRequest, shop: Shop, changed: list[Zone]) -> HttpResponse:
    zoning.set_zones(shop_id=shop.pk, zones=changed, seen_version=shop.version, by=signed_in(request), at=clock.now())
    messages.success(request, _("Saved. It counts from the next order on."))
    return redirect("shops:zones", shop_id=shop.pk)


def _typed(request: HttpRequest) -> Zone:
    """The fields of a zone. Raises ``BadZone``, ``ZoneUnreadable``, ``HoursUnreadable``, ``NotAnAmount``."""
    circle = request.POST.get("kind") != "outline"
    begins, ends = request.POST.get("from", "").strip(), request.POST.get("until", "").strip()
    begin, end = (clock_minute(begins), clock_minute(ends)) if begins or ends else (None, None)
    return Zone(
        name=request.POST.get("name", "").strip()[:40],
        radius_m=_whole(request, "radius") if circle else None,
        outline=() if circle else corners_typed(request.POST.get("outline", "")),
        fee_minor=form_amount(request, "fee"),
        min_order_minor=form_amount(request, "least"),
        free_above_minor=form_amount(request, "above") if request.POST.get("above", "").strip() else None,
        surcharge_minor=form_amount(request, "more") if request.POST.get("more", "").strip() else 0,
        surcharge_from=begin,
        surcharge_until=end if begin is None or end is None or end > begin else end + DAY,
    )


def corners_typed(text: str) -> tuple[Point, ...]:
    """A corner a line, latitude and longitude with a comma or blank between. Raises ``ZoneUnreadable``."""
    found = []
    for line in text.strip()[:8_000].splitlines():
        parts = line.replace(",", " ").replace("，", " ").split()
        try:
            lat, lng = (Decimal(part) for part in parts)
        except (InvalidOperation, ValueError):
            raise ZoneUnreadable from None
        if not (lat.is_finite() and lng.is_finite() and abs(lat) <= 90 and abs(lng) <= 180):
            raise ZoneUnreadable
        found.append(micro(lat, lng))
    return tuple(found)


def _number(request: HttpRequest) -> int:
    text = request.POST.get("number", "0")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 3 else 0


def _whole(request: HttpRequest, field: str) -> int:
    text = request.POST.get(field, "").strip()
    if not text.isascii() or not text.isdecimal() or len(text) > 6:
        raise BadZone(zone=request.POST.get("name", "")[:40], least=LEAST_METRES, most=MOST_METRES)
    return int(text)
