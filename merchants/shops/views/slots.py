"""The shop's slots: a week for each way to get the goods, and days that are otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ecosystem.kernel import clock
from ecosystem.web.pages import signed_in

from .. import access, queries, slotting
from ..errors import BadSlots, ShopChanged
from ..models.slots import CHANNELS
from ..rules import DAY, clock_minute
from ..slot_rules import Row, every


@require_GET
def slots(request: HttpRequest, shop_id: UUID) -> HttpResponse:
    actor = signed_in(request)
    shop = access.shop_for(actor, shop_id)
    today = clock.business_date(clock.now())
    context = {
        "shop": shop,
        "channels": [(channel, queries.slot_table(shop, channel, today=today)) for channel in CHANNELS],
        "weekdays": list(WEEKDAYS.items()),
        "may_change": access.holds_at(actor, shop, access.MANAGERS),
        "today": today,
    }
    return render(request, "shops/slots.html", context)


@require_POST
def week(request: HttpRequest, shop_id: UUID) -> HttpResponse:
    """Replace the week of one channel by slots of one length on the ticked days; no day ticked is no slots."""
    days = [int(day) for day in request.POST.getlist("day") if day in {"0", "1", "2", "3", "4", "5", "6"}]
    channel = _channel(request)
    rows = _rows(request, channel, sorted(set(days))) if days else []
    return _set(request, shop_id, channel, rows, None)


@require_POST
def day(request: HttpRequest, shop_id: UUID) -> HttpResponse:
    """One day that is otherwise: no orders, slots of its own, or as its weekday again."""
    channel, on, how = _channel(request), _date(request), request.POST.get("how", "")
    rows = []
    if how == "closed":
        rows = [Row(channel, None, on, 0, DAY, 0)]
    elif how == "own":
        rows = [replace(row, weekday=None, on=on) for row in _rows(request, channel, [0])]
    return _set(request, shop_id, channel, rows, on)


def _set(request: HttpRequest, shop_id: UUID, channel: str, rows: list[Row], on: date | None) -> HttpResponse:
    seen = request.POST.get("version", "")
    if not seen.isdecimal() or len(seen) > 9:
        raise ShopChanged
    slotting.set_slots(shop_id=shop_id, channel=channel, rows=rows, on=on, seen_version=int(seen), by=signed_in(request), at=clock.now())
    messages.success(request, _("Saved. What is booked stays booked."))
    return redirect("shops:slots", shop_id=shop_id)


def _channel(request: HttpRequest) -> str:
    channel = request.POST.get("channel", "")
    if channel not in CHANNELS:
        raise BadSlots
    return channel


def _rows(request: HttpRequest, channel: str, weekdays: list[int]) -> list[Row]:
    """From, until, length, capacity and cut-off as typed. Raises ``BadSlots``, ``HoursUnreadable``."""
    begin, end = clock_minute(request.POST.get("from", "")), clock_minute(request.POST.get("until", ""))
    return every(
        channel,
        weekdays=weekdays,
        from_minute=begin,
        until_minute=end if end > begin else end + DAY,
        length=_number(request, "length"),
        max_orders=_number(request, "orders"),
        max_items=_most(request, "items"),
        cutoff_minutes=_number(request, "cutoff"),
        max_minutes=_most(request, "making"),
    )


def _most(request: HttpRequest, field: str) -> int | None:
    return _number(request, field) if request.POST.get(field, "").strip() else None


def _number(request: HttpRequest, field: str) -> int:
    text = request.POST.get(field, "").strip()
    if not text.isascii() or not text.isdecimal() or len(text) > 6:
        raise BadSlots
    return int(text)


def _date(request: HttpRequest) -> date:
    try:
        return datetime.strptime(request.POST.get("on", ""), "%Y-%m-%d").date()  # noqa: DTZ007 - a day of the town, no moment
    except ValueError:
        raise BadSlots from None
