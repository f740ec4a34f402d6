"""What a pickup point may ask and hold, and how long it keeps a parcel."""

from __future__ import annotations

from datetime import datetime, timedelta

# What a point may ask for one parcel, and a shop for bringing one there, in minor units.
MOST_FEE_MINOR = 2_000
MOST_PARCELS = 500
# A parcel that nobody fetched lies so long; then its buyer has her money back, and its shop fetches it.
KEPT_FOR = timedelta(days=5)
# Points farther from a shop than this are not offered to it.
NEAR_M = 3_000
# Wrong codes of one parcel before only its shop can help.
MOST_TRIES = 5

# status after → statuses before. A change is one UPDATE … WHERE status IN (before).
BEFORE = {
    "dropped": ("expected",),
    "collected": ("dropped",),
    "overdue": ("dropped",),
    "returned": ("overdue",),
    "left": ("expected",),
}
STAMP = {"dropped": "dropped_at", "collected": "ended_at", "overdue": "overdue_at", "returned": "ended_at", "left": "ended_at"}
# A parcel in these takes up room at its point: it is promised, lies there, or waits for its shop.
THERE = ("expected", "dropped", "overdue")


def kept_until(dropped_at: datetime) -> datetime:
    return dropped_at + KEPT_FOR
