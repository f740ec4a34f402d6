"""One page to be looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from ecosystem.identity.public import Person

# Nothing is fetched or being put in its place: before that a button that came with an answer does not work yet.
STILL = "() => !document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')"


@dataclass(frozen=True)
class Screen:
    """A page, who looks at it, and what she does there before it is looked at. ``status`` is what a refused page answers;
    a sheet for the printer has no ``ribbon`` that says what is real.
    """

    name: str
    path: str
    who: Person | None
    first: Callable[[Page], None] | None = None
    status: int = 200
    ribbon: bool = True
