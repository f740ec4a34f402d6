"""Why races stay green without a lock, decided once for each; the soak of locks tells only what is not in here."""

from __future__ import annotations

RACES: dict[str, str] = {}
LOCKS: dict[str, str] = {}
