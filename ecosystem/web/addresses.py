"""What addresses are made of, beyond Django's own: ``<day:on>`` is a date as it is written."""

from __future__ import annotations

from datetime import date

from django.urls import register_converter


class Day:
    """``2026-11-03``; what is no date is no address."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: str | date) -> str:
        return str(value)


register_converter(Day, "day")
