"""The story in one picture: two rings of people and shops, and the credit where they overlap."""

from __future__ import annotations

from html import escape

from .goods import SHAPES
from .paint import Choices
from .shops import front

LIFE, TRADE, LENS = (150, 132), (286, 132), "M218 56.5a102 102 0 0 1 0 151a102 102 0 0 1 0-151z"


def circles_picture(*, life: str, trade: str, credit: str) -> str:
    """SVG markup with three labels; they are its only text."""
    inside = f'<svg x="266" y="100" width="106" height="66" viewBox="10 0 140 100">{front("greengrocer", 5)}</svg>'
    goods = "".join(
        _goods(shape, x, y, size)
        for shape, x, y, size in (("apple", 66, 84, 50), ("bread", 114, 70, 56), ("milk", 62, 136, 52), ("carrot", 116, 134, 54))
    )
    return (
        '<svg class="rings hero-rings" viewBox="0 0 436 264" fill="none" role="img" '
        f'aria-label="{escape(f"{life}, {trade}, {credit}")}" focusable="false">'
        f'<circle class="life-fill" cx="{LIFE[0]}" cy="{LIFE[1]}" r="102"/><circle class="trade-fill" cx="{TRADE[0]}" cy="{TRADE[1]}" r="102"/>'
        f'<path class="lens" d="{LENS}"/>{goods}{inside}'
        f'<g stroke-width="11"><circle class="life" cx="{LIFE[0]}" cy="{LIFE[1]}" r="102"/>'
        f'<circle class="trade" cx="{TRADE[0]}" cy="{TRADE[1]}" r="102"/>'
        '<path class="life" d="M249.5 151.5a102 102 0 0 1-49.5 69.6"/></g>'
        '<g class="coin"><circle cx="218" cy="132" r="21"/><path d="M209 121l9 11 9-11M218 132v13M209.5 134h17M209.5 140h17"/></g>'
        f'<text x="110" y="258" text-anchor="middle">{escape(life)}</text><text x="326" y="258" text-anchor="middle">{escape(trade)}</text>'
        f'<text x="218" y="20" text-anchor="middle">{escape(credit)}</text></svg>'
    )


def _goods(shape: str, x: int, y: int, size: int) -> str:
    return f'<svg x="{x}" y="{y}" width="{size}" height="{size}" viewBox="0 0 100 100">{SHAPES[shape].draw(Choices(shape))}</svg>'
