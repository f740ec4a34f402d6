"""Where a visitor scanned a shop's code, kept by her own device alone: what counts there is a number, never she."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from ecosystem.kernel.clock import business_date
from merchants.arrivals.public import PAID, RETURNED, SCANNED, count_scan, count_steps, counts

COOKIE = "arrived"
DAYS, MOST = 30, 5


@dataclass(frozen=True, slots=True)
class Mark:
    """One scan: of which code of a shop, on which day, how far it came since, and when it first came to paying."""

    shop_id: UUID
    on: date
    kind: str
    place: str
    reached: int
    paid_on: date | None = None

    def text(self) -> str:
        paid = self.paid_on.isoformat() if self.paid_on else ""
        return "|".join([self.shop_id.hex, self.on.isoformat(), self.kind, self.place.encode().hex(), str(self.reached), paid])


def marks_of(request: HttpRequest) -> list[Mark]:
    """The newest scan of each shop, the latest last; nothing of what this house has not signed."""
    text = request.get_signed_cookie(COOKIE, default="", salt=COOKIE, max_age=DAYS * 86_400)
    return [_read(one) for one in (text or "").split("~") if one]


def arrive(request: HttpRequest, response: HttpResponse, *, shop_id: UUID, kind: str, place: str, at: datetime) -> HttpResponse:
    """Count a scan, once a day for each code, and remember it on the device."""
    marks, today = marks_of(request), business_date(at)
    new = Mark(shop_id, today, kind, place, SCANNED)
    if any((one.shop_id, one.on, one.kind, one.place) == (shop_id, today, kind, place) for one in marks):
        return response
    new = replace(new, place=count_scan(shop_id=shop_id, kind=kind, place=place, at=at))
    return _keep(response, [*(one for one in marks if one.shop_id != shop_id), new])


def come_to(request: HttpRequest, response: HttpResponse, step: int, shop_ids: Collection[UUID], at: datetime) -> HttpResponse:
    """Count a step for the codes by which these shops were reached. Paying on a later day than before is coming back."""
    marks, today = marks_of(request), business_date(at)
    if not any(one.shop_id in shop_ids for one in marks):
        return response
    after = [_further(one, step, today, at) if one.shop_id in shop_ids else one for one in marks]
    return _keep(response, after) if after != marks else response


def _further(mark: Mark, step: int, today: date, at: datetime) -> Mark:
    if step == PAID and mark.paid_on and mark.paid_on < today:
        step = RETURNED
    if step <= mark.reached or not counts(mark.on, today):
        return mark
    count_steps(shop_id=mark.shop_id, on=mark.on, kind=mark.kind, place=mark.place, reached=mark.reached, step=step, at=at)
    return replace(mark, reached=step, paid_on=mark.paid_on or (today if step >= PAID else None))


def _read(text: str) -> Mark:
    shop, on, kind, place, reached, paid = text.split("|")
    return Mark(UUID(shop), date.fromisoformat(on), kind, bytes.fromhex(place).decode(), int(reached), date.fromisoformat(paid) if paid else None)


def _keep(response: HttpResponse, marks: list[Mark]) -> HttpResponse:
    text = "~".join(one.text() for one in marks[-MOST:])
    response.set_signed_cookie(
        COOKIE, text, salt=COOKIE, max_age=DAYS * 86_400, httponly=True, samesite="Lax", secure=bool(settings.SESSION_COOKIE_SECURE)
    )
    return response
