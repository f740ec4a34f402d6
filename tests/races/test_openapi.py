"""A platform that tells while its connection ends, the same batch at once, and clients let in by two. Real threads, real commits."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from ecosystem.consent.public import OUTSIDE_TRADE, standing_grant, withdraw_consent
from ecosystem.feed.public import FactRow
from ecosystem.kernel.errors import DomainError
from ecosystem.openapi.actions import approve_client, connect_client, end_connection, register_client, report_facts, reporting, suspend_client
from ecosystem.openapi.models import Client, Connection
from ecosystem.openapi.rules import Row
from tests.ecosystem.openapi.cast import elsewhere
from tests.lending.cast import Merchant, at_bank
from tests.lending.trade import AT
from tests.together import at_once, neck_and_neck, waits_for_a_lock

pytestmark = pytest.mark.race


OPENING = Row(id="opened", kind="trade.shop_opened", occurred_at=AT, data={"shop": "s1", "opened_on": "2025-01-01"})


def _row(number: int) -> Row:
    return Row(
        id=f"{number}/paid", kind="trade.order_paid", occurred_at=AT, data={"order": str(number), "paid": {"amount": "5.00", "currency": "CNY"}}
    )


def _told_of(shop: Merchant) -> int:
    return FactRow.objects.filter(about=shop.party_id, kind="trade.order_paid").count()


def _codes(answers: list[Any]) -> list[str]:
    return sorted(answer.code for answer in answers if isinstance(answer, DomainError))


def test_the_same_batch_sent_at_once_is_told_once(committed: str) -> None:
    platform, shop = elsewhere()
    tell: dict[str, Any] = {"client": platform.client, "party_id": shop.party_id, "rows": [OPENING, _row(1)], "at": AT}
    answers = at_once(
        *[partial(report_facts, **tell, key="one") for _ in range(6)], *[partial(report_facts, **tell, key=uuid4().hex) for _ in range(6)]
    )
    told = {tuple(answer) for answer in answers if not isinstance(answer, DomainError)}
    assert len(told) == 1 and set(_codes(answers)) <= {"still_running"}
    assert FactRow.objects.filter(source=f"client/{platform.client.pk}").count() == 2


@pytest.mark.parametrize("way", ["connection", "consent"])
def test_an_end_waits_for_what_is_being_told_and_nothing_is_told_after_it(committed: str, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    platform, shop = elsewhere()
    grant = standing_grant(shop.party_id, OUTSIDE_TRADE.code, AT)
    assert grant is not None
    ends: dict[str, Callable[[], object]] = {
        "connection": partial(end_connection, connection_id=Connection.objects.get().pk, by=shop.by, at=AT),
        "consent": partial(withdraw_consent, grant_id=grant.pk, key="w", by=shop.by, at=AT),
    }
    checked, over, published = threading.Event(), threading.Event(), reporting.publish_all

    def slowly(told: Any) -> list[int]:
        checked.set()
        for _ in range(400):
            if over.wait(0.01) or waits_for_a_lock():
                break
        return published(told)

    def ended() -> int:
        assert checked.wait(60)
        ends[way]()
        seen = _told_of(shop)
        over.set()
        return seen

    monkeypatch.setattr(reporting, "publish_all", slowly)
    tell = partial(report_facts, client=platform.client, party_id=shop.party_id, at=AT)
    numbers, seen = at_once(partial(tell, rows=[OPENING, _row(1)], key="t"), ended)
    assert isinstance(numbers, list) and seen == 1, "what was told came after the end"
    with pytest.raises(DomainError, match="merchant_not_connected"):
        tell(rows=[_row(2)], key="u")


def test_connecting_at_once_leaves_one_connection(committed: str) -> None:
    platform, shop = elsewhere()
    end_connection(connection_id=Connection.objects.get().pk, by=shop.by, at=AT)
    ask: dict[str, Any] = {"party_id": shop.party_id, "client_id": platform.client.pk, "seen": OUTSIDE_TRADE.sha256, "by": shop.by, "at": AT}
    answers = neck_and_neck(*[partial(connect_client, **ask, key=uuid4().hex) for _ in range(3)])
    assert _codes(answers) == [] and len({answer.pk for answer in answers if isinstance(answer, Connection)}) == 1
    assert Connection.objects.filter(ended_at=None).count() == 1


def test_a_draft_is_let_in_once_and_a_live_one_suspended_once(committed: str) -> None:
    drafted = register_client(name="Elsewhere", public_key="11" * 32, key="k", by=at_bank("operator"), at=AT)
    others = [at_bank("operator") for _ in range(3)]
    assert _codes(neck_and_neck(*[partial(approve_client, client_id=drafted.pk, by=by, at=AT) for by in others])) == ["client_moved"] * 2
    assert _codes(neck_and_neck(*[partial(suspend_client, client_id=drafted.pk, by=by, at=AT) for by in others])) == ["client_moved"] * 2
    assert Client.objects.get().status == Client.Status.SUSPENDED
