"""Facts that arrive draw the portrait anew, and what grows piece by piece equals what is drawn at once."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.db import transaction

from ecosystem.consent.public import revoke
from ecosystem.feed.models import FactRow, ReaderPosition
from lending.portraits import actions, queries, tasks
from lending.portraits.models import FeatureSnapshot, StalePortrait
from tests.lending.cast import merchant
from tests.lending.trade import AT

LATER = AT + timedelta(minutes=1)


def _note_everything() -> None:
    """A reader waits for every older transaction on the server, in other databases too."""
    last, patience = FactRow.objects.order_by("-xid", "-pk")[0], time.monotonic() + 200
    while ReaderPosition.objects.filter(name="portraits", xid=last.xid, fact_id=last.pk).count() == 0:
        assert time.monotonic() < patience, "some transaction never ends"
        actions.note_trade(at=AT)
        time.sleep(0.02)


def _catch_up() -> None:
    _note_everything()
    for party_id in queries.stale_parties(100):
        actions.refresh_portrait(party_id=party_id, at=LATER)


def test_portraits_grown_by_arriving_facts_equal_portraits_drawn_at_once(committed: str) -> None:
    shops = [merchant("One", days=0), merchant("Two", days=0), merchant("Silent", days=0, consents=False)]
    for step in range(2):
        for place, shop in enumerate(shops):
            for day in range(step * 20, step * 20 + 20):
                order = shop.trade.sell(day + 0.3, 3_000 + day * (place + 1) * 10, buyer=f"b{day % 7}")
                if day % 9 == 0:
                    shop.trade.refund(day + 0.1, order, 1_000, buyer=f"b{day % 7}")
            shop.publish()
        _catch_up()
    grown = {shop.party_id: FeatureSnapshot.objects.latest_of(shop.party_id) for shop in shops}
    assert grown[shops[2].party_id] is None
    assert not StalePortrait.objects.exists()
    for shop in shops[:2]:
        seen = grown[shop.party_id]
        assert seen is not None
        # Another consent means another snapshot: this one is drawn from nothing.
        shop.consent(at=LATER)
        whole = actions.draw_portrait(party_id=shop.party_id, by=actions.JOB, at=LATER)
        assert whole.pk != seen.pk
        assert (whole.features, whole.facts_until) == (seen.features, seen.facts_until)
    assert FeatureSnapshot.objects.count() == 2 * (2 + 1)


def test_a_withdrawn_consent_leaves_the_queue_empty_and_the_portrait_old(committed: str) -> None:
    shop = merchant(days=40)
    _catch_up()
    with transaction.atomic():
        revoke(grant_id=shop.consent(at=LATER).pk, by=shop.by, at=LATER)
    shop.trade.sell(0.2, 8_000)
    shop.publish()
    _catch_up()
    assert FeatureSnapshot.objects.count() == 1
    assert not StalePortrait.objects.exists()


def test_a_portrait_that_cannot_be_drawn_does_not_hold_up_the_others(committed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    bad, good = merchant("Bad", days=10), merchant("Good", days=10)
    real = actions.build_portrait

    def build(**asked: object) -> FeatureSnapshot:
        if asked["party_id"] == bad.party_id:
            raise RuntimeError("a body that nobody can read")
        return real(**asked)  # type: ignore[arg-type]

    monkeypatch.setattr(actions, "build_portrait", build)
    monkeypatch.setattr("ecosystem.kernel.clock.now", lambda: LATER)
    _note_everything()
    for _ in range(6):
        tasks.refresh()
    assert FeatureSnapshot.objects.latest_of(good.party_id) is not None
    assert StalePortrait.objects.get().failures == 5
    assert queries.stale_parties(10) == []
