"""Rows of races: what begins neck and neck on one document, and what may come of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any

import pytest

from ecosystem.audit.models import Act
from tests.together import neck_and_neck
from tests.trading import differences


def state_of(it: Any) -> str:
    it.refresh_from_db()
    return str(it.status)


def status(_town: Any, it: Any) -> str:
    return state_of(it)


def told(answer: object) -> str:
    """A number or a yes as it is, anything else by its kind."""
    return str(answer) if isinstance(answer, int) else type(answer).__name__


@dataclass(frozen=True)
class Race:
    """``begin`` makes a fresh document, each of ``acts`` gets the cast and that; ``ends`` are all that may come of it.

    An end says how things stand, by ``shows``, and what the acts answered, in the alphabet's order: ``"paid: Invoice InvoiceMoved"``.
    ``writes`` as in ``neck_and_neck``.
    """

    name: str
    begin: Callable[[Any], Any]
    acts: tuple[Callable[[Any, Any], object], ...]
    ends: frozenset[str]
    shows: Callable[[Any, Any], object] = status
    writes: str = ""

    def run(self, town: Any, *, known: Sequence[object] = ()) -> None:
        it = self.begin(town)
        answers = neck_and_neck(*[partial(act, town, it) for act in self.acts], writes=self.writes)
        ended = f"{self.shows(town, it)}: {' '.join(sorted(map(told, answers)))}"
        assert ended in self.ends, f"it came to {ended}"
        found = [one for one in differences() if one not in known]
        assert not found, f"the books don't agree: {found}"


def race(
    name: str,
    begin: Callable[[Any], Any],
    *acts: Callable[[Any, Any], object],
    ends: set[str],
    shows: Callable[..., object] = status,
    writes: str = "",
) -> Any:
    return pytest.param(Race(name, begin, acts, frozenset(ends), shows, writes), id=name.replace(" ", "-"))


def acts_about(target: object, act: str) -> int:
    """How often the trail says that this was done to it."""
    return Act.objects.filter(target=str(target), act=act).count()


def in_turn(act: str, *, target: str = "") -> str:
    """Whether each act of the kind began where the one before had ended: who overwrote what she had not seen breaks the chain."""
    rows = Act.objects.filter(act=act, **({"target": target} if target else {})).order_by("pk")
    rows_told = list(rows.values_list("before", "after"))
    return "in turn" if all(before == after for (_x, after), (before, _y) in pairwise(rows_told)) else f"overwritten: {rows_told}"
