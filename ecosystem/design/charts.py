"""Small charts drawn on the server: a shape for the eye, the same figures in a table for everybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

WIDTH, HEIGHT, TOP, BOTTOM = 320, 140, 20, 22


@dataclass(frozen=True, slots=True)
class Bar:
    """One column: ``value`` decides the height, ``shown`` is what is written; ``dim`` marks a part of a period."""

    label: str
    value: float
    shown: str
    dim: bool = False


def bars(rows: Sequence[Bar], *, label: str, columns: tuple[str, str]) -> SafeString:
    """Columns on a zero line; the highest is labelled, and the last where there is room for both."""
    if not rows:
        return mark_safe("")
    top, floor = max(0.0, *(row.value for row in rows)), min(0.0, *(row.value for row in rows))
    scale = (HEIGHT - TOP - BOTTOM) / ((top - floor) or 1)
    zero, slot = TOP + top * scale, WIDTH / len(rows)
    highest, last = max(range(len(rows)), key=lambda place: rows[place].value), len(rows) - 1
    # Written over the last column unless the highest or a higher neighbour stands where the figure would.
    under = rows[-1 - ceil(2 * _half(rows[last].shown) / slot) : last]
    named = {highest, last} if (last - highest) * slot > WIDTH / 4 and all(row.value <= rows[last].value for row in under) else {highest}
    every = max(1, ceil(max(_half(row.label) for row in rows) * 3.5 / slot))
    drawn = format_html_join(
        "",
        "{}",
        (
            (_column(row, place * slot, slot, zero, scale, name=place in named, date=(len(rows) - 1 - place) % every == 0),)
            for place, row in enumerate(rows)
        ),
    )
    axis = format_html('<path class="bar-axis" d="M0 {}H{}"/>', _n(zero), WIDTH)
    return format_html(
        '<figure class="bars m-0"><svg viewBox="0 0 {} {}" aria-hidden="true" focusable="false">{}{}</svg>{}</figure>',
        WIDTH,
        HEIGHT,
        drawn,
        axis,
        _table(rows, label, columns),
    )


def spark(values: Sequence[float], *, label: str) -> SafeString:
    """A line the height of a word; ``label`` says in words what it shows."""
    if len(values) < 2:
        return mark_safe("")
    low, high = min(values), max(values)
    step, scale = 92 / (len(values) - 1), 22 / ((high - low) or 1)
    points = [(2 + place * step, 25 - (value - low) * scale) for place, value in enumerate(values)]
    route = "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in points)
    return format_html(
        '<svg class="spark" viewBox="0 0 96 28" role="img" aria-label="{}" focusable="false"><path d="{}"/><circle cx="{}" cy="{}" r="2.6"/></svg>',
        label,
        route,
        _n(points[-1][0]),
        _n(points[-1][1]),
    )


def _column(row: Bar, x: float, slot: float, zero: float, scale: float, *, name: bool, date: bool) -> SafeString:
    width = min(slot * 0.66, 34)
    left, middle, tall = x + (slot - width) / 2, x + slot / 2, abs(row.value) * scale
    css = "bar-shape" + (" below" if row.value < 0 else " dim" if row.dim else "")
    top = zero - tall if row.value >= 0 else zero
    return format_html(
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="{}"/>{}{}',
        css,
        _n(left),
        _n(top),
        _n(width),
        _n(tall),
        _n(min(4, width / 3)),
        format_html('<text class="value" x="{}" y="{}" text-anchor="{}">{}</text>', *_place(middle, top, row.shown), row.shown) if name else "",
        format_html('<text x="{}" y="{}" text-anchor="{}">{}</text>', *_place(middle, HEIGHT, row.label), row.label) if date else "",
    )


def _place(middle: float, top: float, text: str) -> tuple[str, str, str]:
    """Where a value or a day stands: over ``top``, but never outside the picture."""
    half = _half(text)
    if middle - half < 0:
        return "0", _n(top - 6), "start"
    if middle + half > WIDTH:
        return str(WIDTH), _n(top - 6), "end"
    return _n(middle), _n(top - 6), "middle"


def _half(text: str) -> float:
    """Half of how wide a text is about: a sign of Chinese is as wide as it is high."""
    return sum(6.5 if sign > "\u2e7f" else 3.8 for sign in text)


def _table(rows: Sequence[Bar], label: str, columns: tuple[str, str]) -> SafeString:
    body = format_html_join("", '<tr><th scope="row">{}</th><td>{}</td></tr>', ((row.label, row.shown) for row in rows))
    return format_html(
        '<table class="visually-hidden"><caption>{}</caption>'
        '<thead><tr><th scope="col">{}</th><th scope="col">{}</th></tr></thead><tbody>{}</tbody></table>',
        label,
        *columns,
        body,
    )


def _n(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
