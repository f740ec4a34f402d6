"""Leaving for good: what is in the way, time to think it over, and nothing of her anywhere afterwards."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage
from django.db import transaction
from django.test import Client

from ecosystem.audit.public import Act
from ecosystem.feed.models import PseudonymKey
from ecosystem.feed.public import FactRow
from ecosystem.identity.public import Person
from ecosystem.ledger.public import Leg, bank_account, deposit_of, post_transfer
from ecosystem.notices.public import Notice
from ecosystem.privacy import errors
from ecosystem.privacy.access import subject_of
from ecosystem.privacy.actions import ask_to_leave, keep_account, part_with
from ecosystem.privacy.leaving import hindrances_of
from ecosystem.privacy.models import Export, Farewell
from merchants.reviews.models import Photo, Review
from tests import cast, counter
from tests.breaching import again, changed
from tests.cast import MORNING, actor
from tests.ecosystem.privacy.traces import empty_account, everywhere, found
from tests.merchants.cards import cast as cards
from tests.merchants.members import cast as members
from tests.merchants.vouchers.test_vouchers import bought
from tests.trading import Api, differences, order_in

pytestmark = pytest.mark.django_db
DUE = MORNING + timedelta(days=15, seconds=1)
GONE = DUE + timedelta(minutes=5)


def leaving(person: Person, *, key: str = "k") -> Farewell:
    return ask_to_leave(confirmed=person.email, key=key, by=actor(person), at=MORNING)


def gone(person: Person) -> Farewell:
    leaving(person)
    assert part_with(at=DUE) == 0
    assert part_with(at=GONE) == 1
    return Farewell.objects.get()


def codes(person: Person) -> list[str]:
    return [one.code for one in hindrances_of(subject_of(actor(person)), at=MORNING)]


def test_nothing_of_her_is_left_in_any_column_and_the_books_agree(django_capture_on_commit_callbacks: Any) -> None:
    left = everywhere()
    members.programme(left.town)
    membership = members.joined(left.town)
    window = Client()
    window.force_login(left.person)
    there = found()
    # Every room that takes words has some of hers, or this test would look for nothing.
    assert {name.partition(".")[0] for name in there} >= {
        "identity_person", "identity_party", "account_emailaddress", "orders_order", "reviews_review", "reviews_question", "aftersale_case",
        "aftersale_step", "customers_card", "till_collection", "staff_invitation", "notices_notice", "notices_message",
    }  # fmt: skip
    photos = [*Photo.objects.values_list("name", flat=True)]
    facts = FactRow.objects.count()
    assert "money_in_account" in codes(left.person)
    empty_account(left.person)
    assert PseudonymKey.objects.filter(party__in=[left.person.party_id, left.card.party_id]).count() == 2
    with django_capture_on_commit_callbacks(execute=True):
        farewell = gone(left.person)
    assert found() == {}
    assert farewell.status == "done"
    assert not PseudonymKey.objects.filter(party__in=[left.person.party_id, left.card.party_id]).exists()
    assert not Session.objects.filter(session_key=window.cookies["sessionid"].value).exists()
    assert not any(default_storage.exists(name) for name in photos)
    # What others rely on stays: the stars, the order's amounts, the facts.
    review = Review.objects.get(pk=left.review.pk)
    assert (review.stars, review.text, review.photos.count()) == (2, "", 0)
    left.order.refresh_from_db()
    assert (left.order.total_minor, left.order.deliver_to, left.order.note) == (left.order.goods_minor + 300, "—", "")
    assert FactRow.objects.count() == facts
    membership.refresh_from_db()
    assert membership.left_at is not None
    assert Act.objects.filter(act="privacy.erase").count() == 1
    assert differences() == []


def test_an_empty_account_is_free_and_a_role_or_an_open_tab_is_not() -> None:
    town = cast.corner()
    empty_account(town.resident)
    assert (codes(town.resident), codes(town.owner)) == ([], ["role_held"])
    card = counter.customer(town)
    counter.sold(town, counter.line(town.milk), tender="tab", customer=card)
    type(card).objects.filter(pk=card.pk).update(holder=town.resident.party_id)
    assert codes(town.resident) == ["tab_open"]


def test_an_open_order_a_voucher_and_money_are_in_the_way_and_say_what_to_do() -> None:
    town = cast.corner()
    order_in("accepted", town)
    bought(town)
    cards.card(town)
    assert codes(town.resident) == ["prepaid_card_left", "money_in_account", "order_open", "voucher_left"]
    page = Api(town.resident).client
    shown = page.get("/me/leave/", headers={"accept-language": "en"}).content.decode()
    assert "is still open" in shown and "is in your account" in shown and 'name="confirmed"' not in shown
    refused = page.post("/me/leave/", {"confirmed": town.resident.email, "idempotency_key": "k"})
    assert (refused.status_code, Farewell.objects.count()) == (409, 0)
    with pytest.raises(errors.StillBound) as bound:
        leaving(town.resident)
    assert [one["code"] for one in bound.value.details["hindrances"]] == ["prepaid_card_left", "money_in_account", "order_open", "voucher_left"]


def test_she_confirms_asks_once_and_may_change_her_mind() -> None:
    person, other = cast.person("reader"), cast.person("other")
    with pytest.raises(errors.AddressDiffers):
        ask_to_leave(confirmed=other.email, key="k", by=actor(person), at=MORNING)
    first = leaving(person)
    assert leaving(person).pk == first.pk
    with pytest.raises(errors.LeavesAlready):
        leaving(person, key="other")
    assert first.due_at == MORNING + timedelta(days=15)
    with pytest.raises(errors.NotLeaving):
        keep_account(by=actor(other), at=MORNING)
    assert part_with(at=DUE - timedelta(days=1)) == 0
    assert keep_account(by=actor(person), at=MORNING).status == "undone"
    assert (part_with(at=DUE), part_with(at=GONE)) == (0, 0)
    person.refresh_from_db()
    assert person.is_active and not person.email.endswith("invalid")
    with pytest.raises(errors.NotLeaving):
        keep_account(by=actor(person), at=MORNING)
    leaving(person, key="again")


def test_once_her_time_is_over_nobody_signs_in_and_what_came_between_holds_it_up() -> None:
    town = cast.corner()
    empty_account(town.resident)
    window = Client()
    window.force_login(town.resident)
    leaving(town.resident)
    assert part_with(at=DUE) == 0
    assert window.get("/me/data/").status_code == 302
    with pytest.raises(errors.NotLeaving):
        keep_account(by=actor(town.resident), at=DUE)
    # What was under way when the door closed: money came back.
    with transaction.atomic():
        account = deposit_of(town.resident.party_id)
        post_transfer(key="late", kind="opening", legs=[Leg(bank_account("cash", spread_by=account), -5), Leg(account, 5)], at=DUE)
    assert part_with(at=GONE) == 0
    town.resident.refresh_from_db()
    held = Farewell.objects.get()
    assert (town.resident.is_active, held.status, held.held_up) == (True, "waiting", 1)
    told = Notice.objects.get(kind="account_not_deleted")
    assert "0.05" in told.values["why"]
    empty_account(town.resident)
    assert part_with(at=GONE + timedelta(days=1)) == 0
    assert part_with(at=GONE + timedelta(days=1, minutes=5)) == 1


def test_the_pages_are_hers_alone_in_both_languages() -> None:
    person = cast.person("reader")
    with time_machine.travel(MORNING, tick=False):
        page = Api(person).client
        for language, title in (("en", "Delete my account"), ("zh-hans", "注销账号")):
            assert title in page.get("/me/leave/", headers={"accept-language": language}).content.decode()
        for method, path in (
            ("get", "/me/data/"),
            ("post", "/me/data/export/"),
            ("get", "/me/leave/"),
            ("post", "/me/leave/"),
            ("post", "/me/leave/stay/"),
        ):
            answer: Any = getattr(Client(), method)(path, {"idempotency_key": "k"})
            assert answer.status_code == 302 and "/accounts/login/" in answer.url, path
        assert (Export.objects.count(), Farewell.objects.count()) == (0, 0)
        assert page.post("/me/leave/", {"confirmed": person.email, "idempotency_key": "k"}).status_code == 302
        shown = page.get("/me/leave/", headers={"accept-language": "en"}).content.decode()
        assert "Keep my account" in shown
        assert page.post("/me/leave/stay/").status_code == 302
        assert Farewell.objects.get().status == "undone"


def test_the_database_keeps_farewells_straight() -> None:
    farewell = leaving(cast.person("reader"))
    again(farewell, "a_person_leaves_once_at_a_time")
    again(farewell, "there_is_time_to_think_again", person_id=uuid4(), due_at=farewell.asked_at)
    changed(Farewell, "an_ended_farewell_says_when", status="undone")
    changed(Farewell, "the_door_closes_before_anything_goes", status="closing")
