"""The lending wing's share of the demo town: owners who let the bank read their trade, and its offers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any


class Credit:
    """Joined to the port ``TownPart``; runs once there is trade to read."""

    def load(self, *, town: Any, at: datetime) -> Iterator[str]:
        yield from ()
