"""The readers of portraits brought up to the last fact."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.db import connection

from ecosystem.feed.models import FactRow, ReaderPosition
from lending.portraits import actions
from lending.portraits.packing import READER, pack_lines
from tests.lending.trade import AT

PATIENCE_S = 200


def until_readers_see_everything() -> None:
    """A reader waits for every older transaction on the server, in other databases too."""
    last, patience = FactRow.objects.order_by("-xid", "-pk")[0], time.monotonic() + PATIENCE_S
    with connection.cursor() as cursor:
        while cursor.execute("SELECT %s::xid8 < pg_snapshot_xmin(pg_current_snapshot())", [str(last.xid)]).fetchone() != (True,):
            assert time.monotonic() < patience, "some transaction never ends"
            time.sleep(0.02)


def note_everything() -> None:
    _to_the_end("portraits", lambda: actions.note_trade(at=AT))


def pack_everything() -> None:
    _to_the_end(READER, lambda: pack_lines(most=70))


def _to_the_end(reader: str, step: Callable[[], object]) -> None:
    until_readers_see_everything()
    last = FactRow.objects.order_by("-xid", "-pk")[0]
    for _turn in range(FactRow.objects.count() + 1):
        if ReaderPosition.objects.filter(name=reader, xid=last.xid, fact_id=last.pk).exists():
            return
        step()
    raise AssertionError(f"{reader} does not come to the last fact")
