"""Where somebody is, what she looks for, and the cursor of a page of results."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from merchants.shops.public import After, Category

RADII = (500, 1000, 3000, 8000)
DEFAULT_RADIUS = 3000
CURSOR = re.compile(r"(\d{1,5})\.([0-9a-f]{32})\.([01])")


@dataclass(frozen=True, slots=True)
class Wish:
    """What the search fields ask for; anything odd in them is as if it were not there."""

    text: str = ""
    category: str = ""
    open_now: bool = False
    delivers: bool = False
    radius_m: int = DEFAULT_RADIUS

    @classmethod
    def read(cls, fields: Mapping[str, str]) -> Wish:
        radius, category = fields.get("radius", ""), fields.get("category", "")
        return cls(
            text=fields.get("q", "").strip()[:40],
            category=category if category in Category.values else "",
            open_now=fields.get("open") == "1",
            delivers=fields.get("delivers") == "1",
            radius_m=int(radius) if radius in {str(each) for each in RADII} else DEFAULT_RADIUS,
        )

    @property
    def wider(self) -> int | None:
        """The next wider radius to offer when nothing was found."""
        return next((radius for radius in RADII if radius > self.radius_m), None)

    @property
    def widened(self) -> str:
        """The same wish at the next wider radius, as the query of a link."""
        wish = {"q": self.text, "category": self.category, "open": "1" if self.open_now else "", "delivers": "1" if self.delivers else ""}
        return urlencode({name: value for name, value in wish.items() if value} | {"radius": self.wider})

    @property
    def is_narrowed(self) -> bool:
        return bool(self.text or self.category or self.open_now or self.delivers)


def cursor_of(after: After) -> str:
    return f"{after.metres}.{after.id.hex}.{int(after.loose)}"


def after_of(cursor: str) -> After | None:
    """``None`` for a cursor that we did not write: the first page again."""
    match = CURSOR.fullmatch(cursor)
    return After(int(match[1]), UUID(match[2]), match[3] == "1") if match else None
