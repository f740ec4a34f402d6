"""What the forms of after-sale say: quantities by line, where goods go, pictures."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from ecosystem.kernel.errors import Invalid
from ecosystem.kernel.photos import Shot, taken_all
from ecosystem.web.pages import private_picture, signed_in

from .. import access
from ..rules import Asked


def asked_lines(request: HttpRequest) -> tuple[Asked, ...]:
    """Fields ``take-<position>`` with a quantity, ``restock-<position>`` beside them. Raises ``Invalid``."""
    asked = []
    for field, value in request.POST.items():
        place = field.removeprefix("take-")
        if place == field or not str(value).strip():
            continue
        try:
            quantity = Decimal(str(value).strip())
        except InvalidOperation:
            raise Invalid from None
        if not place.isdecimal() or not quantity.is_finite():
            raise Invalid
        if quantity:
            asked.append(Asked(int(place), quantity, request.POST.get(f"restock-{place}", "")))
    return tuple(sorted(asked, key=lambda one: one.position))


def places(request: HttpRequest) -> dict[int, str]:
    """Every ``restock-<position>`` that says something."""
    told = {field.removeprefix("restock-"): str(where) for field, where in request.POST.items() if field.startswith("restock-") and where}
    return {int(place): where for place, where in told.items() if place.isdecimal()}


def shots(request: HttpRequest) -> tuple[Shot, ...]:
    """The pictures that were sent along. Raises ``NotAPicture``."""
    return taken_all(request.FILES.getlist("photos"))


@require_GET
def photo(request: HttpRequest, photo_id: UUID) -> HttpResponse:
    """One picture, for the two sides and the platform alone."""
    found = access.photo_for(signed_in(request), photo_id)
    return private_picture(found.name, found.kind)
