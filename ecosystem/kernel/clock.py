"""The only place that asks what time it is. Verbs take ``at``; views and tasks ask here."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

TOWN_TIME = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    return timezone.now()


def business_date(at: datetime) -> date:
    """The calendar day in China to which an instant belongs."""
    return at.astimezone(TOWN_TIME).date()


def midnight(at: datetime) -> datetime:
    """When the business day of an instant began."""
    return at.astimezone(TOWN_TIME).replace(hour=0, minute=0, second=0, microsecond=0)


def begin_of(on: date) -> datetime:
    """When a business day begins."""
    return datetime.combine(on, time.min, TOWN_TIME)


def end_of(on: date) -> datetime:
    """When the next business day begins."""
    return begin_of(on + timedelta(days=1))
