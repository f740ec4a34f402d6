from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from ecosystem.audit.models import Act
from ecosystem.consent.public import ConsentWithdrawn, revoke
from ecosystem.feed.models import FactRow
from ecosystem.feed.public import Stated, publish
from lending.portraits.actions import JOB, build_portrait
from lending.portraits.models import FeatureSnapshot
from tests.lending.cast import Merchant, merchant
from tests.lending.trade import AT

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)


def _draw(shop: Merchant, at: object = AT) -> FeatureSnapshot:
    return build_portrait(party_id=shop.party_id, by=JOB, at=at)  # type: ignore[arg-type]


def test_a_portrait_says_what_it_rests_on() -> None:
    shop = merchant()
    drawn = _draw(shop)
    assert drawn.values()["history_days"] == 120
    assert drawn.facts_counted == len(shop.trade.facts)
    assert drawn.facts_until == FactRow.objects.order_by("-pk").values_list("pk", flat=True)[0]
    assert len(drawn.sha256) == 64
    assert Act.objects.filter(act__in=["feed.read", "lending.portrait.build"]).count() == 2


def test_drawing_again_on_the_same_day_without_news_gives_the_same_portrait() -> None:
    shop = merchant()
    assert _draw(shop).pk == _draw(shop, LATER).pk
    shop.trade.sell(0.5, 9_000)
    shop.publish()
    assert _draw(shop, LATER).pk != _draw(shop).pk or FeatureSnapshot.objects.count() == 2


def test_nothing_is_read_without_consent() -> None:
    shop = merchant(consents=False)
    with pytest.raises(ConsentWithdrawn):
        _draw(shop)
    assert not FeatureSnapshot.objects.exists()


def test_nothing_is_read_after_consent_was_withdrawn() -> None:
    shop = merchant()
    grant = shop.consent()
    _draw(shop)
    revoke(grant_id=grant.pk, by=shop.by, at=LATER)
    with pytest.raises(ConsentWithdrawn):
        _draw(shop, LATER)
    assert FeatureSnapshot.objects.count() == 1


def test_a_corrected_fact_is_not_counted_twice() -> None:
    shop = merchant(days=90)
    before = _draw(shop).values()["ticket_median_minor"]
    wrong = FactRow.objects.filter(kind="trade.order_settled").order_by("occurred_at").last()
    assert wrong is not None and before is not None
    body = {**wrong.body, "paid_minor": 1, "net_minor": 1}
    publish(
        Stated("trade.order_settled", 1, body),
        about=shop.party_id,
        key="mended",
        at=AT,
        occurred_at=wrong.occurred_at,
        standing="settled",
        transfer_id=uuid4(),
        source="elsewhere",
        corrects=wrong.pk,
    )
    after = _draw(shop, LATER)
    assert after.features["ticket_median_minor"]["facts_counted"] == 180
    assert after.values()["daily_base_minor"] < _first().values()["daily_base_minor"]  # type: ignore[operator]


def _first() -> FeatureSnapshot:
    return FeatureSnapshot.objects.order_by("as_of")[0]


@pytest.mark.parametrize("change", ["UPDATE portraits_featuresnapshot SET facts_counted = 0", "DELETE FROM portraits_featuresnapshot"])
def test_a_snapshot_is_never_changed(change: str) -> None:
    _draw(merchant())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
    assert FeatureSnapshot.objects.get().facts_counted > 0


@pytest.mark.parametrize(
    ("field", "value", "name"),
    [
        ("sha256", "short", "snapshot_has_a_whole_digest"),
        ("facts_until", -1, "snapshot_says_how_far_it_read"),
    ],
)
def test_the_database_refuses_a_bad_snapshot(field: str, value: object, name: str) -> None:
    good = {
        "party": merchant(days=0).party,
        "as_of": AT,
        "features": {},
        "facts_until": 0,
        "facts_counted": 0,
        "grant_id": uuid4(),
        "sha256": "0" * 64,
    }
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        FeatureSnapshot.objects.create(**{**good, field: value})
