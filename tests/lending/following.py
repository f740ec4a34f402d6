"""The reader of portraits brought up to the last fact."""

from __future__ import annotations

import time

from ecosystem.feed.models import FactRow, ReaderPosition
from lending.portraits import actions
from tests.lending.trade import AT


def note_everything() -> None:
    """A reader waits for every older transaction on the server, in other databases too."""
    last, patience = FactRow.objects.order_by("-xid", "-pk")[0], time.monotonic() + 200
    while ReaderPosition.objects.filter(name="portraits", xid=last.xid, fact_id=last.pk).count() == 0:
        assert time.monotonic() < patience, "some transaction never ends"
        actions.note_trade(at=AT)
        time.sleep(0.02)
