from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import translation

from ecosystem.kernel.errors import OutsideTransaction
from ecosystem.notices.actions import mark_read
from ecosystem.notices.models import Message, Notice
from ecosystem.notices.public import notify, notify_all
from ecosystem.notices.queries import unread_count
from ecosystem.notices.rules import LINKS, SENTENCES, sentence
from tests.cast import MORNING, actor, clerk, corner, person
from tests.merchants.staff.cast import branch, hired

VALUES = {
    "number": "A12",
    "amount_minor": 1240,
    "shop": "Corner",
    "supplier": "Harvest",
    "day": "3 May",
    "stars": 4,
    "reason": "rude words",
    "point": "Rival",
    "until": "11-08",
    "business": "Corner",
}
VALUES |= {"why": "something is open", "name": "Milk for two", "people": 3, "least": 4, "time": "17:30", "orders": 2}
PLACED = (("clerk", "clerk", None), ("manager", "manager", None), ("cashier", "cashier", None))


def test_every_kind_has_a_sentence_that_its_values_fill() -> None:
    for kind in SENTENCES:
        assert "%" not in sentence(kind, VALUES)
    assert set(LINKS) <= set(SENTENCES)


def test_amounts_are_told_in_yuan() -> None:
    with translation.override("en"):
        assert sentence("payout_made", {"amount_minor": 1240}) == "¥12.40 was paid into your account"


@pytest.mark.django_db
def test_the_same_notice_is_given_once() -> None:
    party = uuid4()
    for _ in range(2):
        notify(party, "order_arrived", "order/1/arrived", VALUES, at=MORNING)
    assert Notice.objects.filter(party_id=party).count() == 1


@pytest.mark.django_db
def test_many_are_told_in_one_statement(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        notify_all([(uuid4(), "order_arrived", "order/1/arrived", VALUES) for _ in range(5)], at=MORNING)


@pytest.mark.django_db
def test_a_kind_without_a_sentence_is_a_mistake_found_at_once() -> None:
    with pytest.raises(KeyError):
        notify(uuid4(), "gossip", "gossip/1", {}, at=MORNING)


def test_telling_needs_a_transaction_around_it(committed: str) -> None:
    with pytest.raises(OutsideTransaction):
        notify(uuid4(), "order_arrived", "order/1/arrived", VALUES, at=MORNING)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"kind": ""}, "notice_has_a_kind_and_a_key"),
        ({"key": ""}, "notice_has_a_kind_and_a_key"),
        ({"read_at": MORNING - timedelta(seconds=1)}, "notice_is_read_after_it_is_given"),
    ],
)
def test_the_database_refuses_a_wrong_notice(wrong: dict[str, Any], constraint: str) -> None:
    values = {"party_id": uuid4(), "kind": "order_arrived", "key": "order/1", "values": VALUES, "created_at": MORNING, **wrong}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Notice.objects.create(**values)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"body": ""}, "a_text_says_something"),
        ({"status": "sent"}, "a_sent_text_says_when"),
        ({"sent_at": MORNING}, "a_sent_text_says_when"),
        ({}, "a_text_is_sent_once"),
    ],
)
def test_the_database_refuses_a_wrong_text(wrong: dict[str, Any], constraint: str) -> None:
    values = {"person_id": uuid4(), "kind": "order_waits", "key": "k", "body": "x", "created_at": MORNING, "next_try_at": MORNING}
    Message.objects.create(**values)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Message.objects.create(**{**values, "key": "k" if not wrong else "other", **wrong})


@pytest.mark.django_db
def test_reading_is_for_those_who_keep_the_shop() -> None:
    town = corner()
    helper = clerk(town.shop)
    with transaction.atomic():
        notify(town.shop.party_id, "order_arrived", "order/1/arrived", VALUES, at=MORNING)
        notify(town.shop.party_id, "payout_made", "payout/1", VALUES, at=MORNING)
        notify(town.resident.party_id, "order_accepted", "order/1/accepted", VALUES, at=MORNING)
    counts = {who: unread_count(actor(who)) for who in (town.owner, helper, town.resident, town.rival)}
    assert counts == {town.owner: 2, helper: 1, town.resident: 1, town.rival: 0}
    assert mark_read(by=actor(town.rival), at=MORNING) == 0
    theirs = Notice.objects.get(party_id=town.resident.party_id)
    assert mark_read(by=actor(town.owner), at=MORNING, notice_id=theirs.pk) == 0
    assert mark_read(by=actor(town.owner), at=MORNING) == 2
    assert unread_count(actor(town.resident)) == 1


@pytest.mark.django_db
def test_whoever_serves_at_some_places_reads_of_their_orders_alone() -> None:
    town = corner()
    second = branch(town.shop, town.owner)
    people = {name: hired(town.shop, role, at=at) for name, role, at in PLACED}
    people["there"] = hired(town.shop, "clerk", at=[second])
    with transaction.atomic():
        for shop in (town.shop, second, second):
            notify_all([(shop.party_id, "order_arrived", f"order/{uuid4()}/arrived", VALUES, shop.pk)], at=MORNING)
        notify(town.shop.party_id, "payout_made", "payout/1", VALUES, at=MORNING)
    counts = {name: unread_count(actor(who)) for name, who in people.items()}
    assert counts == {"clerk": 3, "manager": 3, "cashier": 0, "there": 2}
    assert mark_read(by=actor(people["there"]), at=MORNING) == 2
    assert unread_count(actor(town.owner)) == 2


@pytest.mark.django_db
def test_the_page_lists_and_marks() -> None:
    reader = person("reader")
    with transaction.atomic():
        for n in range(35):
            notify(reader.party_id, "order_ready", f"order/{n}/ready", {"number": f"A{n}"}, at=MORNING)
    client = Client()
    assert client.get("/notices/").status_code == 302
    client.force_login(reader, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/notices/").content.decode()
    assert "A34" in page and "A5 " in page and "A4 " not in page
    assert "A4 " in client.get("/notices/", {"before": Notice.objects.get(key="order/5/ready").pk}).content.decode()
    assert client.post("/notices/read/").status_code == 302
    assert unread_count(actor(reader)) == 0


@pytest.mark.django_db
def test_the_page_says_why_it_is_empty() -> None:
    client = Client()
    client.force_login(person("reader"), backend="django.contrib.auth.backends.ModelBackend")
    response = client.get("/notices/", headers={"HX-Request": "true"})
    assert response.status_code == 200
    assert 'class="empty-state"' in response.content.decode()
