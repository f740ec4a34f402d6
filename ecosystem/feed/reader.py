"""Reading every fact exactly once, whatever commits late."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from django.db import connection

from ecosystem.kernel.verbs import inner
from ecosystem.kernel.xids import require_forward

from .models import FactRow, ReaderPosition

NEXT = """
SELECT * FROM feed_factrow
WHERE (xid, id) > (%s::xid8, %s) AND xid < pg_snapshot_xmin(pg_current_snapshot())
ORDER BY xid, id LIMIT %s
"""

LAST = """
SELECT xid::text::bigint, id FROM (
    SELECT xid, id FROM feed_factrow
    WHERE (xid, id) > (%s::xid8, %s) AND xid < pg_snapshot_xmin(pg_current_snapshot())
    ORDER BY xid, id LIMIT %s) following
ORDER BY xid DESC, id DESC LIMIT 1
"""


class Place(NamedTuple):
    """Where a reader is: behind the fact ``pk`` of the transaction ``xid``."""

    xid: int
    pk: int


class Reached(Protocol):
    """A fact, or its place."""

    @property
    def xid(self) -> int: ...
    @property
    def pk(self) -> int: ...


class Reader:
    """A named reader with a place in the feed.

    ``batch``, what is done with it, and ``done`` belong in one transaction: then each fact takes
    effect once. Facts come in the order of their transactions, not of their numbers. A fact
    appears when every transaction that began writing before its own has ended: a transaction
    that stays open holds back all that was published after it, and loses nothing.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._batch = inner(self._next)
        self._span = inner(self._following)

    def batch(self, limit: int) -> list[FactRow]:
        """The next facts, at most ``limit``; none while another worker reads under this name.

        Raises:
            TransactionIdsWentBack: the database was restored behind this reader.
        """
        return self._batch(limit)

    def span(self, limit: int) -> tuple[Place, Place] | None:
        """``batch`` for whoever reads with SQL of its own: the place that the facts come after, and that of the last of them."""
        return self._span(limit)

    def reached(self) -> Place:
        """How far it had come when this was asked, which another transaction may have changed since."""
        found = ReaderPosition.objects.filter(name=self.name).first()
        return Place(found.xid, found.fact_id) if found else Place(0, 0)

    def done(self, upto: Reached) -> None:
        """Facts up to this one are dealt with."""
        ReaderPosition.objects.filter(name=self.name).update(xid=upto.xid, fact_id=upto.pk)

    def _next(self, limit: int) -> list[FactRow]:
        place = self._place()
        if place is None:
            return []
        rows = list(FactRow.objects.raw(NEXT, [str(place.xid), place.fact_id, limit]))
        if not rows:
            require_forward(place.xid, place=self.name)
        return rows

    def _following(self, limit: int) -> tuple[Place, Place] | None:
        place = self._place()
        if place is None:
            return None
        with connection.cursor() as cursor:
            cursor.execute(LAST, [str(place.xid), place.fact_id, limit])
            last = cursor.fetchone()
        if last is None:
            require_forward(place.xid, place=self.name)
            return None
        return Place(place.xid, place.fact_id), Place(*last)

    def _place(self) -> ReaderPosition | None:
        """This reader's place, locked; ``None`` when another worker holds it."""
        held = ReaderPosition.objects.select_for_update(skip_locked=True).filter(name=self.name)
        place = held.first()
        if place is None and not ReaderPosition.objects.filter(name=self.name).exists():
            ReaderPosition.objects.bulk_create([ReaderPosition(name=self.name)], ignore_conflicts=True)
            place = held.first()
        return place
