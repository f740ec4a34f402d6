"""What draws portraits, loaded when the first is drawn.

Ibis, DuckDB and Arrow are a second and 100 MB of every process that imports them, and a process that serves
pages draws a portrait only when somebody asks. So nobody imports ``engines`` and ``reading`` but through here.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from importlib import import_module
from typing import Any
from uuid import UUID

from ecosystem.consent.public import Grant

from .lines import Line

Measures = dict[str, Any]
Asked = Sequence[tuple[UUID, datetime]]


@cache
def _loaded(name: str) -> Any:
    return import_module(f"{__package__}.{name}")


@contextmanager
def uncollected() -> Iterator[None]:
    """What is made in here by the hundred thousand refers to nothing that refers back; the collector would walk all of it again and again."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def measured_lines(lines: Sequence[Line], asked: Asked) -> list[Measures]:
    found: list[Measures] = _loaded("engines").on_duckdb(lines, asked)
    return found


def measured_parties(grants: Sequence[Grant], *, since: datetime, at: datetime) -> list[Measures]:
    """A row for each grant, in their order, of facts that PostgreSQL hands over as columns."""
    asked = [(grant.party_id, at) for grant in grants]
    found: list[Measures] = _loaded("engines").on_columns(_loaded("reading").read_columns(grants, since), asked)
    return found


def pack_some(most: int) -> bool:
    """Pack facts that arrived, at most so many; whether there were any."""
    done: bool = _loaded("packing").pack_lines(most=most)
    return done


def newest_behind(lines: Sequence[Line], asked: Asked, basis: str, *, flagged: bool, most: int) -> list[tuple[int, list[str]]]:
    """The newest facts of a set of facts, each with the names of the guards that ask about it."""
    found: list[tuple[int, list[str]]] = _loaded("engines").behind(lines, asked, basis, flagged=flagged, most=most)
    return found
