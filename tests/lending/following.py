"""The readers of portraits brought up to the last fact."""

from __future__ import annotations

import time
from collections.abc import Callable

from ecosystem.feed.models import FactRow, ReaderPosition
from lending.portraits import actions
from lending.portraits.packing import READER, pack_lines
from tests.lending.trade import AT


def note_everything() -> None:
    """A reader waits for every older transaction on the server, in other databases too."""
    _to_the_end("portraits", lambda: actions.note_trade(at=AT))


def pack_everything() -> None:
    _to_the_end(READER, lambda: pack_lines(most=70))


def _to_the_end(reader: str, step: Callable[[], object]) -> None:
    last, patience = FactRow.objects.order_by("-xid", "-pk")[0], time.monotonic() + 200
    while ReaderPosition.objects.filter(name=reader, xid=last.xid, fact_id=last.pk).count() == 0:
        assert time.monotonic() < patience, "some transaction never ends"
        step()
        time.sleep(0.02)
