"""Figures and addresses of reports."""

from __future__ import annotations

from django import template

from ecosystem.design import wording

register = template.Library()


@register.filter
def percent_of(basis_points: int | None) -> str:
    """3456 → ``34.6%``; a dash where there is nothing to divide by."""
    return "–" if basis_points is None else wording.percent(round(basis_points / 10) * 10)


@register.filter
def days_asked(days: int) -> str:
    return f"&days={days}"


@register.filter
def month_asked(month: str) -> str:
    return f"&month={month}"


@register.filter
def rows_file(line: str) -> str:
    return f"rows-{line}"
