"""A shop front for a trade: wall, awning, sign, window with goods, door, and something on the pavement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .goods import SHAPES
from .paint import Choices, circle, line, path, rect


@dataclass(frozen=True, slots=True)
class Trade:
    """``awnings`` are pairs of stripes; ``goods`` are shapes for the window; ``sign`` is the shape on the board."""

    awnings: tuple[tuple[str, str], ...]
    goods: tuple[str, ...]
    sign: str


TRADES: dict[str, Trade] = {
    "grocer": Trade((("#2f7d72", "#f6efdf"), ("#c8513d", "#f9ead9"), ("#3f62a8", "#eef1f7")), ("can", "bag", "jar", "milk", "box", "bottle"), "can"),
    "greengrocer": Trade(
        (("#4f9147", "#f3f1dd"), ("#7fa53a", "#fbf6df"), ("#2f7556", "#eaf3df")),
        ("apple", "citrus", "carrot", "greens", "tomato", "grapes"),
        "greens",
    ),
    "butcher": Trade((("#b3352f", "#fbeeea"), ("#8f2f38", "#f7e7e2")), ("steak", "sausage", "poultry"), "steak"),
    "bakery": Trade(
        (("#c9833a", "#fdf2df"), ("#e0a94f", "#fff7e6"), ("#a9663d", "#fbeedd")), ("bread", "croissant", "cake", "cookie", "pie"), "croissant"
    ),
    "deli": Trade((("#d0703a", "#fcefdf"), ("#8d6a2f", "#f7efd9")), ("cheese", "sausage", "bowl", "poultry", "jar"), "bowl"),
    "household": Trade((("#4f76b8", "#eef3fb"), ("#5f8fa3", "#eef5f6")), ("spray", "roll", "soap", "tool", "candle"), "spray"),
    "pharmacy": Trade((("#2f9a74", "#eef9f3"), ("#3a88a8", "#ecf6fa")), ("pills", "tube", "soap", "baby"), "pills"),
    "fishmonger": Trade((("#2f6f94", "#e9f4f9"), ("#23808a", "#e6f5f4")), ("fish", "shrimp", "citrus"), "fish"),
    "florist": Trade((("#c8587f", "#fdeef3"), ("#8a5ba8", "#f6eefa")), ("flower", "herbs"), "flower"),
    "wine": Trade((("#6d2b3d", "#f6e7e4"), ("#3f4a3a", "#f1ecd9")), ("wine", "beer", "grapes", "cheese"), "wine"),
    "natural": Trade((("#7b8f3f", "#f6f5e2"),), ("nuts", "herbs", "jar", "berries"), "nuts"),
    "other": Trade((("#5d7f72", "#f1f2e8"), ("#a3713f", "#f8efdf")), ("box", "bag", "paper"), "box"),
}
WALLS = (
    ("#f2dfc4", "#e2c9a5"),
    ("#e9d3c4", "#d6b8a4"),
    ("#dfe4da", "#c6cfc0"),
    ("#e7e2ec", "#cfc7d8"),
    ("#f3e6d6", "#dccbb4"),
    ("#d9e3e6", "#bccdd2"),
)
SKIES = ("#dcecf0", "#f7ead9", "#e4eee2", "#ece7f1")
DOORS = ("#35544a", "#7a4a33", "#39506e", "#6a3545", "#4c5a3a")
BRICK_UP = 18


def shop_picture(category: str, seed: object) -> str:
    """SVG markup, decoration only: the name of the shop stands beside it."""
    sky = Choices(f"sky/{seed}").one(SKIES)
    inside = rect(0, 0, 160, 100, sky) + front(category, seed)
    return f'<svg class="pic pic-shop" viewBox="0 0 160 100" aria-hidden="true" focusable="false">{inside}</svg>'


def front(category: str, seed: object) -> str:
    """The house alone, in a field of 160 × 100."""
    choices = Choices(f"{category}/{seed}")
    trade = TRADES.get(category, TRADES["other"])
    wall, shade = choices.one(WALLS)
    stripe, pale = choices.one(trade.awnings)
    door = choices.one(DOORS)
    awning = choices.one((_scallops, _straight, _vault))
    door_left = choices.number(2) == 0
    window_x, door_x = (62, 26) if door_left else (22, 108)
    return "".join(
        [
            _behind(choices),
            rect(0, 88, 160, 12, "#cfc8ba"),
            rect(0, 88, 160, 2, "#b9b1a2"),
            rect(14, BRICK_UP, 132, 70, wall),
            rect(14, BRICK_UP, 132, 4, shade),
            _upstairs(choices, shade),
            _window(window_x, trade, choices),
            _door(door_x, door, stripe),
            awning(stripe, pale),
            _sign(trade.sign, stripe),
            _pavement(choices, trade, 12 if not door_left else 128),
        ]
    )


def _behind(choices: Choices) -> str:
    """What shows beside the house: a tree, a cloud, or the sun."""
    sun = circle(20 + 120 * choices.number(2), 12, 7, "#f6d488")
    cloud = "".join(circle(x, y, r, "#ffffff") for x, y, r in ((30, 11, 5), (37, 9, 6), (44, 11, 5)))
    tree = rect(151, 62, 3, 28, "#8a6a48") + circle(153, 54, 12, "#86ac6c") + circle(149, 62, 8, "#739c5b")
    return choices.one((sun, cloud, sun + tree, cloud + tree))


def _upstairs(choices: Choices, shade: str) -> str:
    """Two small windows above the sign, one perhaps with a light on."""
    lit = choices.one(("#f8e3a6", "#bcd3da"))
    panes = rect(22, 24, 13, 11, "#bcd3da", round_=1.5) + rect(125, 24, 13, 11, lit, round_=1.5)
    return panes + rect(20.5, 35, 16, 2, shade) + rect(123.5, 35, 16, 2, shade)


def _window(x: float, trade: Trade, choices: Choices) -> str:
    width = 76.0
    glass = rect(x, 52, width, 30, "#5b4a3a", round_=2) + rect(x + 2, 54, width - 4, 26, "#eaf3f2", round_=1)
    shelf = rect(x + 2, 76, width - 4, 4, "#b98d5c")
    first = choices.number(len(trade.goods))
    goods = "".join(_small(trade.goods[(first + place) % len(trade.goods)], x + 4 + place * 23.5, 54.5, 0.235, choices) for place in range(3))
    shine = path(f"M{x + 12:g} 54h7l-13 26h-4v-6z", "#ffffff66")
    return glass + shelf + goods + shine


def _small(name: str, x: float, y: float, scale: float, choices: Choices) -> str:
    return f'<g transform="translate({x:g} {y:g}) scale({scale:g})">{SHAPES[name].draw(choices)}</g>'


def _door(x: float, colour: str, trim: str) -> str:
    frame = rect(x, 50, 26, 38, "#4a3d31", round_=2) + rect(x + 2, 52, 22, 36, colour, round_=1)
    pane = rect(x + 5, 55, 16, 18, "#dbeae8", round_=1) + path(f"M{x + 8:g} 55h4l-7 12v-6z", "#ffffff88")
    return frame + pane + circle(x + 20.5, 79, 1.4, "#e8c66a") + rect(x + 8, 60, 10, 6, trim, round_=1) + rect(x + 9.5, 62, 7, 1.6, "#ffffff")


def _stripes(stripe: str, pale: str, top: float, height: float, draw: Callable[[float, float, str], str]) -> str:
    step = 132 / 11
    return "".join(draw(14 + place * step, step, pale if place % 2 else stripe) for place in range(11))


def _scallops(stripe: str, pale: str) -> str:
    def band(x: float, width: float, fill: str) -> str:
        return path(f"M{x:g} 40h{width:g}v9a{width / 2:g} {width / 2:g} 0 0 1-{width:g} 0z", fill)

    return path("M12 54h136v-3H12z", "#00000018") + _stripes(stripe, pale, 40, 9, band) + rect(12, 38, 136, 3, stripe, round_=1.5)


def _straight(stripe: str, pale: str) -> str:
    def band(x: float, width: float, fill: str) -> str:
        lean_left, lean_right = (x - 80) * 0.045, (x + width - 80) * 0.045
        return path(f"M{x:g} 39h{width:g}l{lean_right:g} 14h{-width - lean_right + lean_left:g}z", fill)

    return path("M12 53h136v3H12z", "#00000018") + _stripes(stripe, pale, 39, 14, band) + rect(12, 38, 136, 2.5, stripe, round_=1)


def _vault(stripe: str, pale: str) -> str:
    def band(x: float, width: float, fill: str) -> str:
        return rect(x, 41, width, 10, fill)

    hem = line("M14 52h132", stripe, 2.4)
    return path("M14 54h132v2H14z", "#00000018") + path("M12 42c0-4 3-6 6-6h124c3 0 6 2 6 6z", stripe) + _stripes(stripe, pale, 41, 10, band) + hem


def _sign(shape: str, stripe: str) -> str:
    """The board: a drawing of the trade between two painted lines, no lettering."""
    board = rect(46, 20, 68, 16, stripe, round_=3) + rect(48, 22, 64, 12, "#ffffff", round_=2)
    strokes = line("M54 28h14", stripe, 1.8) + line("M92 28h14", stripe, 1.8)
    return board + strokes + _small(shape, 73, 21, 0.14, Choices("sign"))


def _pavement(choices: Choices, trade: Trade, x: float) -> str:
    pot = (
        path(f"M{x + 2:g} 84h14l-2 9h-10z", "#b5694a")
        + circle(x + 9, 77, 7, "#5f9a58")
        + circle(x + 5, 80, 5, "#76ad67")
        + circle(x + 13, 79, 5, "#4d8a4b")
    )
    crate = (
        rect(x, 84, 20, 9, "#b98d5c", round_=1)
        + rect(x, 87, 20, 1.4, "#8f6a40")
        + _small(choices.one(trade.goods), x + 1, 74.5, 0.11, choices)
        + _small(choices.one(trade.goods), x + 9, 74.5, 0.11, choices)
    )
    board = (
        path(f"M{x + 3:g} 93l3-17h8l3 17z", "#4a3d31")
        + path(f"M{x + 6:g} 88l1.6-10h5l1.6 10z", "#36584d")
        + line(f"M{x + 8:g} 82h4M{x + 8:g} 85h3", "#f3ead6", 1)
    )
    return choices.one((pot, crate, board))
