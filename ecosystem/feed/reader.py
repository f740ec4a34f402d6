"""Reading every fact exactly once, whatever commits late."""

from __future__ import annotations

from ecosystem.kernel.verbs import inner
from ecosystem.kernel.xids import require_forward

from .models import FactRow, ReaderPosition

NEXT = """
SELECT * FROM feed_factrow
WHERE (xid, id) > (%s::xid8, %s) AND xid < pg_snapshot_xmin(pg_current_snapshot())
ORDER BY xid, id LIMIT %s
"""


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

    def batch(self, limit: int) -> list[FactRow]:
        """The next facts, at most ``limit``; none while another worker reads under this name.

        Raises:
            TransactionIdsWentBack: the database was restored behind this reader.
        """
        return self._batch(limit)

    def done(self, upto: FactRow) -> None:
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

    def _place(self) -> ReaderPosition | None:
        """This reader's place, locked; ``None`` when another worker holds it."""
        held = ReaderPosition.objects.select_for_update(skip_locked=True).filter(name=self.name)
        place = held.first()
        if place is None and not ReaderPosition.objects.filter(name=self.name).exists():
            ReaderPosition.objects.bulk_create([ReaderPosition(name=self.name)], ignore_conflicts=True)
            place = held.first()
        return place
