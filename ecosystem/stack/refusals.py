"""Why the stack can't start, said to a person at a terminal."""

from __future__ import annotations


class CannotStart(Exception):
    """A sentence that says what is in the way, and what to do about it."""
