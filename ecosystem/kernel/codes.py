"""Codes that people read out, type and scan: letters of which none is taken for another."""

from __future__ import annotations

import secrets

# Thirty-two, so five bits a letter; without 0, 1, I and O.
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def new_code(length: int) -> str:
    """So many letters from the system's random source."""
    return "".join(secrets.choice(LETTERS) for _ in range(length))


def code_typed(text: str) -> str:
    """A code as it is kept, however somebody typed it."""
    return "".join(text.split()).replace("-", "").upper()
