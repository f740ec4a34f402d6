"""So many stored decisions decided again, by three policies: ``make soak ARGS="replay 10000"``. By its name it is not among the daily tests."""

from __future__ import annotations

import random
from datetime import timedelta
from time import perf_counter

import pytest
from django.db import transaction

from ecosystem.kernel.actor import platform
from lending.policy.actions import decide_on_all
from lending.policy.models import Decision
from lending.portraits.models import FeatureSnapshot
from lending.portraits.public import build_portrait
from lending.products.public import LINE, current_product
from tests.lending.cast import merchant
from tests.lending.policy.replaying import differences
from tests.lending.policy.values import TOWN, limits_of, strict, version_of
from tests.lending.trade import AT

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(3_600)]
SHOPS, LOT, SEED = 20, 500, 7
BY = platform("soak")
ASKED = [row["input"] for row in TOWN["inputs"] if row["source"] == "trade"]


def _varied(base: FeatureSnapshot, dice: random.Random) -> FeatureSnapshot:
    """A portrait like one that was drawn, with values from anywhere that the policy's inputs admit, and some not known."""
    features = {name: dict(told) for name, told in base.features.items()}
    for name in ASKED:
        if name in features and dice.random() < 0.7:
            low, high = limits_of(name)
            features[name]["value"] = None if dice.random() < 0.1 else dice.randint(low, high)
    return FeatureSnapshot(
        party_id=base.party_id,
        as_of=base.as_of,
        features=features,
        facts_until=base.facts_until,
        facts_counted=base.facts_counted,
        grant_id=base.grant_id,
        sha256=base.sha256,
    )


def test_every_stored_decision_says_the_same_again(request: pytest.FixtureRequest) -> None:
    wanted, dice = request.config.getoption("--decisions"), random.Random(SEED)
    bases = [build_portrait(party_id=merchant(f"Shop {place}", days=20 * place).party_id, by=BY, at=AT) for place in range(SHOPS)]
    product, made, at = current_product(LINE, AT), 0, AT
    turns = [lambda: None, lambda: version_of(strict(first_offer_bp=1_000), from_at=at), lambda: version_of(strict(step_minor=50_000), from_at=at)]
    per_turn = -(-wanted // len(turns))
    for turn in turns:
        at += timedelta(hours=1)
        turn()
        until = min(made + per_turn, wanted)
        while made < until:
            lot = [_varied(dice.choice(bases), dice) for _ in range(min(LOT, until - made))]
            with transaction.atomic():
                FeatureSnapshot.objects.bulk_create(lot)
                firsts = {one.party_id: dice.random() < 0.5 for one in lot}
                decide_on_all(snapshots=lot, product=product, first_offers=firsts, by=BY, at=at)
            made += len(lot)
    outcomes = sorted(set(Decision.objects.values_list("outcome", flat=True)))
    begun = perf_counter()
    counted, differ = differences(wanted)
    print(f"\n{counted} decisions by {len(turns)} policies ({', '.join(outcomes)}) decided again in {perf_counter() - begun:.1f} s: {differ} differ")
    assert (counted, differ) == (wanted, 0) and outcomes == ["approve", "decline", "refer"]
