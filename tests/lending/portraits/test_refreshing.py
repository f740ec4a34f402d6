"""Facts that arrive draw the portrait anew, and what grows piece by piece equals what is drawn at once."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from ecosystem.audit.models import Act
from ecosystem.consent.public import revoke
from ecosystem.feed.models import FactRow
from ecosystem.feed.public import Stated, publish
from lending.portraits import actions, queries, tasks
from lending.portraits.models import FeatureSnapshot, PackedLines, StalePortrait
from lending.portraits.prove import PROOF
from lending.portraits.rules import canonical
from tests.lending.cast import Merchant, merchant
from tests.lending.following import note_everything, pack_everything
from tests.lending.trade import AT

LATER = AT + timedelta(minutes=1)


def _catch_up() -> None:
    note_everything()
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


def _anything(shop: Merchant, dice: random.Random, turn: int) -> None:
    """Some trade of every kind, good and bad, told in whatever order."""
    trade = shop.trade
    for _ in range(dice.randrange(3, 12)):
        who = f"b{dice.randrange(9)}"
        ago = dice.uniform(0, 395)
        order = trade.sell(ago, dice.randrange(100, 90_000), buyer=who, own=dice.random() < 0.1, device=f"d{dice.randrange(3)}")
        if dice.random() < 0.3:
            trade.refund(dice.uniform(0, ago), order, dice.randrange(1, 90_000), buyer=who)
        if dice.random() < 0.2:
            trade.facts[-1].body["currency"] = dice.choice(["USD", "CNY"])
        if dice.random() < 0.1:
            trade.facts.append(replace(trade.facts[-1], key=f"again/{turn}/{order}"))
        if dice.random() < 0.1:
            trade.facts[-1].body["amount_minor"] = trade.facts[-1].body["paid_minor"] = "?"
    trade.pay_bill(dice.uniform(0, 200), dice.randrange(1, 50_000), late=dice.randrange(-5, 9), sold=dice.random() < 0.3)
    trade.pay_out(dice.uniform(0, 90), 9_000, dice.randrange(900))
    trade.receive(dice.uniform(0, 90))
    if turn == 1:
        trade.open_on(f"{AT - timedelta(days=300):%Y-%m-%d}")
    shop.publish()
    if turn == 2:
        _corrected(shop)


def _corrected(shop: Merchant) -> None:
    wrong = FactRow.objects.filter(about=shop.party_id, kind="trade.order_settled").order_by("pk")[3]
    right = Stated(wrong.kind, 1, {**wrong.body, "paid_minor": 77, "net_minor": 76})
    told = {"about": shop.party_id, "key": f"right/{wrong.pk}", "source": "elsewhere", "standing": "settled", "transfer_id": uuid4()}
    with transaction.atomic():
        publish(right, at=AT, occurred_at=wrong.occurred_at, corrects=wrong.pk, **told)  # type: ignore[arg-type]


def test_whatever_arrives_in_whatever_order_portraits_redrawn_from_nothing_are_the_same_to_the_byte(committed: str) -> None:
    dice = random.Random(7_040)
    shops = [merchant(f"Shop {place}", days=0) for place in range(5)]
    for turn in range(4):
        for shop in shops:
            _anything(shop, dice, turn)
        note_everything()
        for party_id in queries.stale_parties(100):
            actions.refresh_portrait(party_id=party_id, at=AT)
        if turn == 1:
            pack_everything()
            # The rest is read from the feed itself, a correction of what was packed among it.
            assert PackedLines.objects.filter(party_id=shops[0].party_id).count() > 6
    grown = {shop.party_id: FeatureSnapshot.objects.latest_of(shop.party_id) for shop in shops}
    # Nothing differs, so drawing all of them anew in one pass gives back the very snapshots.
    again = actions.draw_portraits(party_ids=[*grown, uuid4()], at=AT)
    assert {one.party_id: one.pk for one in again} == {party: one.pk for party, one in grown.items() if one}
    assert {name for one in again for name in one.left_out} == {"before_opening", "other_currency", "unreadable", "told_twice"}
    assert Act.objects.filter(act="feed.read", reason=actions.PURPOSE).count() == (4 + 1) * len(shops)
    pack_everything()
    assert [line.differences for line in PROOF.prove()] == [()]
    for shop in shops:
        shop.consent(at=LATER)
    # Another consent is another snapshot: these are written anew, out of packed lines alone, and are the same in all but that.
    anew = actions.draw_portraits(party_ids=list(grown), at=AT)
    assert len({one.pk for one in [*again, *anew]}) == 2 * len(shops)
    old = {one.party_id: canonical([one.features, one.left_out, one.guards, one.facts_until, one.facts_counted]) for one in again}
    assert {one.party_id: canonical([one.features, one.left_out, one.guards, one.facts_until, one.facts_counted]) for one in anew} == old


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
    note_everything()
    for _ in range(6):
        tasks.refresh()
    assert FeatureSnapshot.objects.latest_of(good.party_id) is not None
    assert StalePortrait.objects.get().failures == 5
    assert queries.stale_parties(10) == []
