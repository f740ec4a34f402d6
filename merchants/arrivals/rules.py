"""The steps of whoever scanned a code, in their order."""

from __future__ import annotations

from datetime import date, timedelta

SCANNED, OPENED, FILLED, SIGNED_IN, PAID, RETURNED = range(6)
STEPS = ("scanned", "opened", "filled", "signed_in", "paid", "returned")
WITHIN = timedelta(days=30)
LONGEST_PLACE = 20
MOST_PLACES = 60  # a shop and day; what is beyond is counted without its place, since an address can be typed


def counts(on: date, today: date) -> bool:
    """Whether a step of today still belongs to the scan of a day: within thirty days of it."""
    return on <= today <= on + WITHIN
