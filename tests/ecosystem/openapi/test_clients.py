"""Clients are let in by two operators, and connected by a business's owner alone."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import IntegrityError, connection, transaction
from django.test import Client as Browser

from ecosystem.consent.public import OUTSIDE_TRADE, standing_grant
from ecosystem.identity.public import Person
from ecosystem.kernel.errors import DomainError
from ecosystem.openapi.actions import approve_client, register_client, suspend_client
from ecosystem.openapi.models import Client, Connection
from tests.ecosystem.openapi.cast import Platform, connected, elsewhere, let_in
from tests.lending.cast import at_bank, merchant, person
from tests.lending.trade import AT

pytestmark = pytest.mark.django_db


def _public() -> str:
    return Ed25519PrivateKey.generate().public_key().public_bytes_raw().hex()


def test_a_client_is_let_in_by_another_operator_and_suspended_by_any() -> None:
    maker, public = at_bank("operator"), _public()
    drafted = register_client(name="Elsewhere", public_key=public, key="k", by=maker, at=AT)
    assert register_client(name="Elsewhere", public_key=public, key="k", by=maker, at=AT).pk == drafted.pk
    with pytest.raises(DomainError, match="client_moved"):
        approve_client(client_id=drafted.pk, by=maker, at=AT)
    with pytest.raises(DomainError, match="client_moved"):
        suspend_client(client_id=drafted.pk, by=maker, at=AT)
    assert approve_client(client_id=drafted.pk, by=at_bank("operator"), at=AT).status == Client.Status.LIVE
    assert suspend_client(client_id=drafted.pk, by=maker, at=AT).status == Client.Status.SUSPENDED
    assert approve_client(client_id=drafted.pk, by=at_bank("operator"), at=AT).status == Client.Status.LIVE


def test_a_key_that_is_none_or_anothers_is_refused() -> None:
    key = Ed25519PrivateKey.generate()
    let_in(key)
    for text in ("", "zz", "ab" * 31, key.public_key().public_bytes_raw().hex()):
        with pytest.raises(DomainError, match="key_not_usable"):
            register_client(name="Other", public_key=text, key=uuid4().hex, by=at_bank("operator"), at=AT)
    assert Client.objects.count() == 1


def test_whoever_is_no_operator_or_no_owner_changes_nothing() -> None:
    platform, shop = elsewhere()
    standing = Connection.objects.get()
    drafted = register_client(name="New", public_key=_public(), key="k", by=at_bank("operator"), at=AT)
    for browser in (Browser(), _signed_in(person("outsider")), _signed_in(merchant("Rival", days=0).owner), _signed_in(_officer())):
        asked: list[tuple[str, dict[str, Any]]] = [
            ("clients", {"name": "x", "public_key": _public()}),
            (f"clients/{drafted.pk}/approve", {}),
            (f"clients/{platform.client.pk}/suspend", {}),
            ("connections", {"party": str(shop.party_id), "client": str(platform.client.pk), "text_sha256": OUTSIDE_TRADE.sha256}),
            (f"connections/{standing.pk}/end", {}),
        ]
        for path, body in asked:
            answer = browser.post(f"/api/v1/{path}", body, content_type="application/json", headers={"Idempotency-Key": uuid4().hex})
            assert answer.status_code in {401, 403, 404}, (path, answer.content)
    assert list(Client.objects.order_by("pk").values_list("status", flat=True)) == ["live", "drafted"]
    assert Connection.objects.filter(ended_at=None).count() == 1


def _officer() -> Person:
    return Person.objects.get(pk=at_bank("credit_officer").person_id)


def _signed_in(who: Person) -> Browser:
    browser = Browser()
    browser.force_login(who)
    return browser


def test_an_owner_connects_in_the_words_that_she_saw_and_ends_it() -> None:
    platform, shop = Platform(), merchant("Shop", days=0, consents=False)
    browser, asked = _signed_in(shop.owner), {"party": str(shop.party_id), "client": str(platform.client.pk)}

    def connect(text: str, key: str) -> Any:
        return browser.post("/api/v1/connections", {**asked, "text_sha256": text}, content_type="application/json", headers={"Idempotency-Key": key})

    assert connect("0" * 64, "a").json()["code"] == "consent_text_changed"
    assert standing_grant(shop.party_id, OUTSIDE_TRADE.code, AT) is None
    made = connect(OUTSIDE_TRADE.sha256, "b")
    assert made.status_code == 201, made.content
    assert connect(OUTSIDE_TRADE.sha256, "b").json() == connect(OUTSIDE_TRADE.sha256, "c").json() == made.json()
    ended = browser.post(f"/api/v1/connections/{made.json()['id']}/end", {}, content_type="application/json")
    assert ended.json()["ended_at"] is not None
    assert connect(OUTSIDE_TRADE.sha256, "d").json()["id"] != made.json()["id"]
    suspend_client(client_id=platform.client.pk, by=at_bank("operator"), at=AT)
    assert connect(OUTSIDE_TRADE.sha256, "e").json()["code"] == "client_not_found"


BREAKS = {
    "client_has_a_name": "UPDATE openapi_client SET name = ''",
    "client_has_a_known_status": "UPDATE openapi_client SET status = 'odd'",
    "client_has_a_whole_key": "UPDATE openapi_client SET public_key = 'x'",
    "a_client_is_let_in_by_two": "UPDATE openapi_client SET approved_by = made_by",
    "a_key_signs_for_one_client": "INSERT INTO openapi_client SELECT gen_random_uuid(), name, public_key, status, made_by, made_at, approved_by, "
    "approved_at FROM openapi_client",
    "one_connection_stands_a_client": "INSERT INTO openapi_connection SELECT gen_random_uuid(), allowed_by, allowed_at, ended_at, client_id, "
    "party_id FROM openapi_connection",
    "a_connection_was_allowed_by_somebody": "UPDATE openapi_connection SET allowed_by = ''",
    "a_connection_ends_after_it_begins": "UPDATE openapi_connection SET ended_at = allowed_at - interval '1 s'",
}


@pytest.mark.parametrize("rule", BREAKS)
def test_the_database_keeps_the_rules_by_itself(rule: str) -> None:
    platform = Platform()
    connected(platform, merchant("Shop", days=0, consents=False))
    with pytest.raises(IntegrityError, match=rule), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(BREAKS[rule])
