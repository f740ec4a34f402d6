"""A seed's choices, and the few shapes that every picture uses."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


class Choices:
    """Answers drawn from a seed, independent of Python's own randomness and of the order of other pictures."""

    def __init__(self, seed: object) -> None:
        self._bits = int.from_bytes(hashlib.blake2b(str(seed).encode(), digest_size=16).digest())

    def number(self, below: int) -> int:
        self._bits, answer = divmod(self._bits, below)
        return answer

    def one(self, of: Sequence[T]) -> T:
        return of[self.number(len(of))]


@dataclass(frozen=True, slots=True)
class Shape:
    """A drawing in a field of 100 × 100; ``{a}`` ``{b}`` ``{c}`` take a palette's colours."""

    ground: str
    palettes: tuple[tuple[str, str, str], ...]
    drawing: str

    def draw(self, choices: Choices) -> str:
        a, b, c = choices.one(self.palettes)
        return self.drawing.replace("{a}", a).replace("{b}", b).replace("{c}", c)


def shapes_in(name: str) -> dict[str, Shape]:
    """The drawings of one data file beside this module."""
    rows = tomllib.loads((Path(__file__).parent / name).read_text(encoding="utf-8"))
    return {
        shape: Shape(row["ground"], tuple((a, b, c) for a, b, c in row["palettes"]), row["drawing"].replace("\n", "")) for shape, row in rows.items()
    }


def rect(x: float, y: float, width: float, height: float, fill: str, *, round_: float = 0) -> str:
    corner = f' rx="{round_:g}"' if round_ else ""
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill="{fill}"{corner}/>'


def circle(x: float, y: float, radius: float, fill: str) -> str:
    return f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" fill="{fill}"/>'


def path(d: str, fill: str) -> str:
    return f'<path d="{d}" fill="{fill}"/>'


def line(d: str, stroke: str, width: float) -> str:
    return f'<path d="{d}" fill="none" stroke="{stroke}" stroke-width="{width:g}" stroke-linecap="round"/>'
