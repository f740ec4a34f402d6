"""The desk lets platforms in with two people; an owner lets one tell in the words she saw, and nobody else can."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection, transaction
from django.test import Client as Browser
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from ecosystem.consent.public import OUTSIDE_TRADE, revoke, standing_grant
from ecosystem.identity.public import Person
from ecosystem.openapi.actions import suspend_client
from ecosystem.openapi.models import Client, Connection
from ecosystem.openapi.queries import businesses_of, clients_for_desk
from tests.ecosystem.openapi.cast import Platform, connected, elsewhere, let_in, opened, paid
from tests.lending.cast import at_bank, merchant, person
from tests.lending.trade import AT

pytestmark = pytest.mark.django_db
DESK, MINE = "/bank/platforms/", "/consents/platforms/"


@pytest.fixture(autouse=True)
def _at() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


def _browser(who: Person | None) -> Browser:
    browser = Browser()
    if who is not None:
        browser.force_login(who)
    return browser


def _operator() -> Person:
    return Person.objects.get(pk=at_bank("operator").person_id)


def _public() -> str:
    return Ed25519PrivateKey.generate().public_key().public_bytes_raw().hex()


def _draft(name: str = "Elsewhere") -> dict[str, str]:
    return {"name": name, "public_key": _public(), "idempotency_key": uuid4().hex}


def _wish(shop: Any, client: Client) -> dict[str, Any]:
    return {"party": shop.party_id, "client": client.pk, "seen": OUTSIDE_TRADE.sha256, "idempotency_key": uuid4().hex}


def test_one_operator_drafts_a_platform_and_another_lets_it_in() -> None:
    maker, checker, sent = _browser(_operator()), _browser(_operator()), _draft()
    for _twice in range(2):
        assert maker.post(f"{DESK}draft/", sent).status_code == 302
    client = Client.objects.get()
    shown = maker.get(DESK).content.decode()
    assert "Elsewhere" in shown and f"/bank/platforms/{client.pk}/approve/" not in shown
    assert maker.post(f"{DESK}{client.pk}/approve/").status_code == 409
    assert f"/bank/platforms/{client.pk}/approve/" in checker.get(DESK).content.decode()
    assert checker.post(f"{DESK}{client.pk}/approve/").status_code == 302
    assert Client.objects.get().status == Client.Status.LIVE
    assert maker.post(f"{DESK}{client.pk}/suspend/").status_code == 302
    assert Client.objects.get().status == Client.Status.SUSPENDED


@pytest.mark.parametrize("wrong", [{"name": "  "}, {"public_key": "12"}, {"idempotency_key": ""}])
def test_a_draft_that_can_not_be_used_is_refused(wrong: dict[str, str]) -> None:
    answer = _browser(_operator()).post(f"{DESK}draft/", _draft() | wrong)
    assert 400 <= answer.status_code < 500 and not Client.objects.exists()


def test_an_owner_lets_a_platform_tell_and_stops_it() -> None:
    platform, shop = Platform(), merchant("Elsewhere", days=0, consents=False)
    browser, wish = _browser(shop.owner), _wish(shop, platform.client)
    assert OUTSIDE_TRADE.text in browser.get(MINE).content.decode().replace("&#x27;", "'")
    for _twice in range(2):
        assert browser.post(f"{MINE}connect/", wish).status_code == 302
    standing = Connection.objects.get(ended_at=None)
    assert standing_grant(shop.party_id, OUTSIDE_TRADE.code, AT) is not None
    shown = browser.get(MINE).content.decode()
    assert f"{MINE}{standing.pk}/end/" in shown and f"{MINE}connect/" not in shown
    assert platform.send(shop.party_id, [opened(), paid()]).status_code == 201
    assert browser.post(f"{MINE}{standing.pk}/end/").status_code == 302
    assert platform.send(shop.party_id, [paid("2")]).status_code == 404


def test_the_page_says_when_consent_ended_or_the_bank_suspended_the_platform() -> None:
    platform, shop = elsewhere()
    browser, grant = _browser(shop.owner), standing_grant(shop.party_id, OUTSIDE_TRADE.code, AT)
    assert grant is not None
    with transaction.atomic():
        revoke(grant_id=grant.pk, by=shop.by, at=AT)
    assert "Your consent has ended" in browser.get(MINE, headers={"Accept-Language": "en"}).content.decode()
    suspend_client(client_id=platform.client.pk, by=at_bank("operator"), at=AT)
    shown = browser.get(MINE, headers={"Accept-Language": "en"}).content.decode()
    assert "Suspended by the bank" in shown and f"{MINE}connect/" not in shown


def test_nobody_else_changes_anything() -> None:
    platform, shop = elsewhere()
    standing, rival = Connection.objects.get(), merchant("Rival", days=0)
    officer = Person.objects.get(pk=at_bank("credit_officer").person_id)
    for who in (None, person("outsider"), rival.owner, officer):
        browser = _browser(who)
        tried = [
            browser.get(DESK),
            browser.post(f"{DESK}draft/", _draft("Theirs")),
            browser.post(f"{DESK}{platform.client.pk}/suspend/"),
            browser.post(f"{MINE}connect/", _wish(shop, platform.client)),
            browser.post(f"{MINE}{standing.pk}/end/"),
        ]
        assert all(answer.status_code in {302, 401, 403, 404} for answer in tried), [answer.status_code for answer in tried]
    assert list(Client.objects.values_list("name", "status")) == [("Elsewhere", "live")]
    assert Connection.objects.get(ended_at=None) == standing


def test_lists_cost_the_same_however_many_platforms_there_are() -> None:
    _platform, shop = elsewhere()
    operator = at_bank("operator")

    def asked() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as desk:
            clients_for_desk(operator)
        with CaptureQueriesContext(connection) as mine:
            businesses_of(shop.by, at=AT)
        return len(desk), len(mine)

    few = asked()
    for number in range(5):
        let_in(Ed25519PrivateKey.generate(), f"Number {number}")
    assert asked() == few


@override_settings(CLIENT_PACE="3/min")
def test_a_platform_that_sends_too_often_is_told_when_to_come_again() -> None:
    platform, shop = elsewhere()
    other = Platform()
    connected(other, shop)
    told = [platform.send(shop.party_id, [opened(), paid(str(number))]) for number in range(4)]
    assert [answer.status_code for answer in told] == [201, 201, 201, 429]
    assert told[3].json()["code"] == "throttled" and 0 < int(told[3]["Retry-After"]) <= 61
    # One whose signature does not fit spends nobody's turns, and another platform has its own.
    assert platform.send(shop.party_id, [paid("9")], header="a..b").status_code == 401
    assert other.send(shop.party_id, [opened(), paid("9")]).status_code == 201
