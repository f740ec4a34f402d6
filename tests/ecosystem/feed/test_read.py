from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from ecosystem.audit.models import Act
from ecosystem.consent.public import CREDIT_ASSESSMENT, ConsentWithdrawn, grant, revoke
from ecosystem.feed.errors import PartyUnknown
from ecosystem.feed.models import FactRow, ReaderPosition
from ecosystem.feed.public import Reader, Stated, days_about, facts_about, publish
from ecosystem.kernel.actor import VISITOR, Actor, platform
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.errors import OutsideTransaction
from ecosystem.kernel.xids import TransactionIdsWentBack
from tests.ecosystem.consent.cast import AT, Cast, call_the_cast

PURPOSE = CREDIT_ASSESSMENT.code
SCORING = platform("portraits")


@pytest.fixture
def cast(db: None) -> Cast:
    made = call_the_cast()
    for shop in (made.shop, made.rival_shop):
        for place, kind in enumerate(["trade.order_paid", "trade.order_settled", "credit.repaid"]):
            publish(Stated(kind, 1, {"n": place}), about=shop, key=f"{shop}/{place}", at=AT, occurred_at=AT - timedelta(days=place))
    return made


def read(shop: UUID, by: Actor, kinds: str | list[str] = "trade.", since: datetime | None = None) -> list[FactRow]:
    return facts_about(party_id=shop, kinds=kinds, purpose=PURPOSE, by=by, at=AT, since=since)


def test_facts_are_read_under_a_consent_oldest_first_and_the_reading_is_recorded(cast: Cast) -> None:
    held = grant(party_id=cast.shop, purpose=PURPOSE, by=cast.owner, at=AT)
    rows = read(cast.shop, cast.officer)
    assert [row.kind for row in rows] == ["trade.order_settled", "trade.order_paid"]
    assert {row.about for row in rows} == {cast.shop}
    act = Act.objects.get(act="feed.read")
    assert (act.actor, act.target, act.reason) == (cast.officer.name, f"consent.grant/{held.pk}", PURPOSE)
    assert act.after == {"party": str(cast.shop), "kinds": "trade.", "since": None, "facts": 2}
    days = days_about(party_id=cast.shop, kinds="trade.", purpose=PURPOSE, by=cast.officer, at=AT)
    assert days == [(row.pk, row.corrects, row.kind, business_date(row.occurred_at), row.body) for row in rows]
    assert Act.objects.filter(act="feed.read", after=act.after).count() == 2


def test_whole_kinds_and_a_beginning_narrow_a_reading(cast: Cast) -> None:
    grant(party_id=cast.shop, purpose=PURPOSE, by=cast.owner, at=AT)
    assert [row.kind for row in read(cast.shop, SCORING, ["credit.repaid"])] == ["credit.repaid"]
    assert [row.kind for row in read(cast.shop, SCORING, since=AT)] == ["trade.order_paid"]
    assert read(cast.shop, SCORING, []) == []


def test_without_a_consent_nothing_is_read(cast: Cast) -> None:
    with pytest.raises(ConsentWithdrawn):
        read(cast.shop, SCORING)
    held = grant(party_id=cast.shop, purpose=PURPOSE, by=cast.owner, at=AT)
    revoke(grant_id=held.pk, by=cast.owner, at=AT)
    with pytest.raises(ConsentWithdrawn):
        read(cast.shop, SCORING)
    assert not Act.objects.filter(act="feed.read").exists()


@pytest.mark.parametrize("who", ["clerk", "rival", "visitor"])
def test_a_stranger_learns_nothing_even_where_a_consent_stands(cast: Cast, who: str) -> None:
    grant(party_id=cast.shop, purpose=PURPOSE, by=cast.owner, at=AT)
    with pytest.raises(PartyUnknown):
        read(cast.shop, VISITOR if who == "visitor" else getattr(cast, who))
    assert not Act.objects.filter(act="feed.read").exists()


def test_a_reading_by_the_platform_is_three_statements(cast: Cast) -> None:
    grant(party_id=cast.shop, purpose=PURPOSE, by=cast.owner, at=AT)
    with CaptureQueriesContext(connection) as asked:
        read(cast.shop, SCORING)
    assert len(asked) == 3


def test_a_reader_refuses_to_run_without_a_transaction(committed: str) -> None:
    with pytest.raises(OutsideTransaction):
        Reader("r").batch(1)
    assert ReaderPosition.objects.count() == 0


@pytest.mark.django_db
def test_a_reader_notices_that_the_database_was_restored_behind_it() -> None:
    ReaderPosition.objects.create(name="r", xid=9_000_000_000_000_000, fact_id=1)
    with pytest.raises(TransactionIdsWentBack):
        Reader("r").batch(1)


@pytest.mark.django_db
def test_a_reader_has_a_name() -> None:
    with pytest.raises(IntegrityError, match="reader_has_a_name"), transaction.atomic():
        ReaderPosition.objects.create(name="")


@pytest.mark.django_db
def test_what_is_not_committed_is_not_read() -> None:
    publish(Stated("trade.order_paid", 1, {}), about=UUID(int=1), key="k", at=AT)
    assert Reader("r").batch(10) == []
