"""Choices that look random and are the same on every machine and day."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import TypeVar

T = TypeVar("T")


def spread(of: str, parts: int) -> int:
    """A number in ``range(parts)`` that depends on the text alone."""
    return int.from_bytes(sha256(of.encode()).digest()[:8], "big") % parts


def pick(of: str, among: Sequence[T]) -> T:
    return among[spread(of, len(among))]
