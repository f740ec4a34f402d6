"""A platform of others tells of a shop's trade: signed, consented to, all or nothing, and always a claim."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import transaction
from django.test import Client as Browser

from ecosystem.audit.models import Act
from ecosystem.consent.public import OUTSIDE_TRADE, revoke, standing_grant
from ecosystem.feed.public import FactRow
from ecosystem.once.models import Effect
from ecosystem.openapi.actions import end_connection, suspend_client
from ecosystem.openapi.models import Connection
from ecosystem.openapi.rules import KINDS
from tests.ecosystem.openapi.cast import PATH, Platform, connected, elsewhere, opened, paid, told_at
from tests.lending.cast import Merchant, at_bank, merchant
from tests.lending.trade import AT

pytestmark = pytest.mark.django_db
YUAN = {"amount": "5.00", "currency": "CNY"}


@pytest.fixture
def told() -> Iterator[tuple[Platform, Merchant]]:
    with time_machine.travel(AT, tick=False):
        yield elsewhere()


def _nothing_told() -> bool:
    return not FactRow.objects.exists() and not Act.objects.filter(act="openapi.report").exists()


def test_a_batch_is_told_once_as_claims_under_names_of_ours(told: tuple[Platform, Merchant]) -> None:
    platform, shop = told
    facts = [opened(), paid("1"), paid("2", buyer="c1", device="d1", payer="p1", door="x1"), paid("3", buyer="c2")]
    answer = platform.send(shop.party_id, facts, key="one")
    assert answer.status_code == 201, answer.content
    rows = {row.pk: row for row in FactRow.objects.all()}
    assert sorted(rows) == sorted(answer.json()["facts"])
    assert {(row.standing, row.about, row.source) for row in rows.values()} == {("claimed", shop.party_id, f"client/{platform.client.pk}")}
    first, second, third = (rows[number].body for number in answer.json()["facts"][1:])
    assert (first["paid_minor"], first["currency"], first["order"]) == (1250, "CNY", "1")
    assert first["buyer"] == second["buyer"] != third["buyer"]
    assert {len(second[name]) for name in ("buyer", "device", "payer", "door")} == {32}
    # The same batch, and the same facts in another one: nothing more.
    assert platform.send(shop.party_id, facts, key="one").json() == answer.json()
    assert platform.send(shop.party_id, facts[::-1]).json()["facts"] == answer.json()["facts"][::-1]
    assert FactRow.objects.count() == 4
    right = {**paid("1", "11.00"), "id": "1/right", "corrects": answer.json()["facts"][1]}
    assert platform.send(shop.party_id, [right]).status_code == 201
    # Another shop may have an order 1 as well.
    other = merchant("Other", days=0, consents=False)
    connected(platform, other)
    assert platform.send(other.party_id, [opened(), paid("1", "99.00")]).status_code == 201


WRONG: dict[str, Callable[[], dict[str, Any]]] = {
    "from_the_future": lambda: paid(days_ago=-1),
    "before_opening": lambda: paid(days_ago=800),
    "other_currency": lambda: paid(currency="USD"),
    "not_an_amount": lambda: paid(amount="-3.00"),
    "unknown_kind": lambda: {**paid(), "kind": "credit.loan_opened"},
    "unknown_field": lambda: paid(phone="1"),
    "names_a_person": lambda: paid(buyer="13812345678"),
    "bad_code": lambda: paid(buyer="somebody@example.test"),
    "bad_id": lambda: {**paid(), "id": "no spaces"},
    "bad_value": lambda: paid(same_owner="yes"),
}


@pytest.mark.parametrize("code", WRONG)
def test_one_row_that_cannot_be_taken_refuses_the_batch_and_says_which(told: tuple[Platform, Merchant], code: str) -> None:
    platform, shop = told
    answer = platform.send(shop.party_id, [opened(), paid("0"), WRONG[code]()])
    assert (answer.status_code, answer.json()["code"]) == (422, "facts_refused"), answer.content
    [fault] = answer.json()["rows"]
    assert (fault["row"], fault["code"]) == (2, code)
    assert _nothing_told()


def test_a_shop_that_nobody_opened_an_id_used_twice_and_another_amount_are_refused(told: tuple[Platform, Merchant]) -> None:
    platform, shop = told
    assert [fault["code"] for fault in platform.send(shop.party_id, [paid()]).json()["rows"]] == ["opening_unknown"]
    twice = platform.send(shop.party_id, [opened(), paid(amount="1.00"), paid(amount="2.00")]).json()
    assert [(fault["row"], fault["code"]) for fault in twice["rows"]] == [(2, "told_otherwise")]
    assert platform.send(shop.party_id, [opened("2027-01-01")]).json()["rows"][0]["code"] == "from_the_future"
    assert _nothing_told()
    assert platform.send(shop.party_id, [opened(), paid(amount="1.00")]).status_code == 201
    again = platform.send(shop.party_id, [paid("2"), paid(amount="2.00")])
    assert (again.status_code, again.json()["code"]) == (409, "fact_conflict")
    assert FactRow.objects.count() == 2


def test_a_million_in_one_batch_is_refused_before_it_is_read(told: tuple[Platform, Merchant]) -> None:
    platform, shop = told
    many = platform.send(shop.party_id, [{} for _ in range(1_001)])
    assert (many.status_code, many.json()["code"]) == (422, "too_many_facts")
    body = b'{"party": "x", "facts": [' + b"{}," * 1_000_000 + b"{}]}"
    large = Browser().post(PATH, body, content_type="application/json", headers={"X-JWS-Signature": platform.header(body)})
    assert large.status_code == 413
    assert _nothing_told()


def test_only_the_key_of_a_live_client_signs_and_only_for_now_and_here(told: tuple[Platform, Merchant]) -> None:
    platform, shop = told
    facts = [opened()]
    body = json.dumps({"party": str(shop.party_id), "facts": facts}).encode()
    stranger = Platform()
    stranger.client = platform.client
    seconds = int(AT.timestamp())
    refused = [
        "",
        "..",
        "a.b.c",
        "é..é",
        platform.header(body + b" "),
        stranger.header(body),
        *(
            platform.header(body, **told)
            for told in ({"iat": seconds - 301}, {"iat": seconds + 61}, {"iat": "x"}, {"iat": 10**20}, {"path": "/api/v1/x"})
        ),
        *(platform.header(body, **told) for told in ({"alg": "none"}, {"kid": str(uuid4())}, {"kid": "x"}, {"more": 1})),
    ]
    for header in refused:
        answer = platform.send(shop.party_id, facts, header=header)
        assert (answer.status_code, answer.json()["code"]) == (401, "signature_refused"), header
    assert platform.send(shop.party_id, facts, header=platform.header(body, iat=seconds - 300)).status_code == 201
    suspend_client(client_id=platform.client.pk, by=at_bank("operator"), at=AT)
    assert platform.send(shop.party_id, facts).status_code == 401
    assert FactRow.objects.count() == 1


def test_a_shop_that_does_not_let_it_looks_like_one_that_does_not_exist(told: tuple[Platform, Merchant]) -> None:
    platform, shop = told
    other, rival = merchant("Other", days=0, consents=False), Platform()
    consented = standing_grant(shop.party_id, OUTSIDE_TRADE.code, AT)
    assert consented is not None
    for sender, party in ((platform, other.party_id), (platform, uuid4()), (rival, shop.party_id)):
        answer = sender.send(party, [opened()])
        assert (answer.status_code, answer.json()["code"]) == (404, "merchant_not_connected")
    end_connection(connection_id=Connection.objects.get(party=shop.party_id).pk, by=shop.by, at=AT)
    assert platform.send(shop.party_id, [opened()]).status_code == 404
    connected(platform, shop)
    assert platform.send(shop.party_id, [opened()], key="k").status_code == 201
    with transaction.atomic():
        revoke(grant_id=consented.pk, by=shop.by, at=AT)
    assert platform.send(shop.party_id, [opened()], key="k").status_code == 404
    assert FactRow.objects.count() == 1


def test_every_kind_is_taken_with_all_its_fields_and_without_those_it_may_lack(told: tuple[Platform, Merchant]) -> None:
    platform, shop = told
    plain = {"side": "supplier", "days_late": -2, "channel": "till", "same_owner": False, "opened_on": "2025-11-01"}
    facts = [opened()]
    for kind, shape in KINDS.items():
        must = {**dict.fromkeys(shape.amounts, YUAN), **dict.fromkeys(shape.names, "n1"), **({"opened_on": "2025-11-01"} if "opened" in kind else {})}
        may = {**dict.fromkeys(shape.may, YUAN), **dict.fromkeys(shape.coded, "c1"), **{name: plain[name] for name in shape.plain}}
        facts += [
            {"id": f"{kind}/{place}", "kind": kind, "occurred_at": told_at(2), "body": {**must, **more}} for place, more in enumerate(({}, may))
        ]
    answer = platform.send(shop.party_id, facts)
    assert answer.status_code == 201, answer.content
    assert Effect.objects.filter(scope=f"client/{platform.client.pk}/openapi.report").count() == 1
