"""Buyer and shop write to each other about an open order: each hears of it, nobody else reads it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.db import IntegrityError, transaction

from ecosystem import ports
from ecosystem.notices.models import Notice
from merchants.orders.models import Word
from merchants.orders.rules import MOST_WORDS
from tests import cast
from tests.cast import MORNING, Corner
from tests.trading import SLOW_BANK, Api, SlowBank, order_in, standing

pytestmark = pytest.mark.django_db
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def town() -> Iterator[Corner]:
    ports.payment_methods.join(SLOW_BANK, SlowBank())
    with time_machine.travel(MORNING, tick=False):
        yield cast.corner()
    ports.payment_methods.leave(SLOW_BANK)


def test_a_shop_asks_the_buyer_answers_and_both_hear_of_it(town: Corner) -> None:
    order, owner, buyer = order_in("accepted", town), Api(town.owner), Api(town.resident)
    panel = f"/words/{order.pk}/"
    form = {"text": "  No oat milk, is soy all right? ", "idempotency_key": "a"}
    assert owner.client.post(panel, form)["Location"] == f"/shop/orders/{order.pk}/"
    assert owner.client.post(panel, form)["Location"] == f"/shop/orders/{order.pk}/"
    assert Notice.objects.get(kind="order_word_of_shop").party_id == town.resident.party_id
    assert "No oat milk, is soy all right?" in buyer.client.get(panel, headers=ENGLISH).content.decode()
    assert buyer.post(f"orders/{order.pk}/words", {"text": "Yes"}).json()["number"] == 2
    assert [word["text"] for word in owner.get(f"orders/{order.pk}/words").json()] == ["No oat milk, is soy all right?", "Yes"]
    assert Notice.objects.get(kind="order_word_of_buyer").party_id == town.shop.party_id
    board = owner.client.get("/shop/orders/", headers=ENGLISH).content.decode()
    assert "board-asks" in board
    # Answered, it stands on the board no more.
    assert buyer.client.post(panel, {"text": "Thank you", "idempotency_key": "b"})["Location"] == f"/orders/{order.pk}/"
    owner.post(f"orders/{order.pk}/words", {"text": "Good"})
    assert "board-asks" not in owner.client.get("/shop/orders/", headers=ENGLISH).content.decode()


def test_nobody_else_writes_and_nobody_without_end_or_after_it(town: Corner) -> None:
    order, over, unpaid = order_in("accepted", town), order_in("completed", town), order_in("pending_payment", town)
    before = standing()
    for who in (Api(town.rival), Api(town.outsider)):
        assert who.post(f"orders/{order.pk}/words", {"text": "x"}).status_code == 404
        assert who.client.get(f"/words/{order.pk}/").status_code == 404
    buyer = Api(town.resident)
    assert buyer.post(f"orders/{over.pk}/words", {"text": "x"}).json()["code"] == "order_moved_on"
    assert buyer.post(f"orders/{unpaid.pk}/words", {"text": "x"}).json()["code"] == "order_moved_on"
    assert buyer.client.post(f"/words/{order.pk}/", {"text": "  ", "idempotency_key": "a"}, headers=ENGLISH).status_code == 422
    assert (standing(), Word.objects.count()) == (before, 0)
    Word.objects.bulk_create(Word(order=order, number=number, by_shop=False, text="x", at=MORNING) for number in range(1, MOST_WORDS + 1))
    assert buyer.post(f"orders/{order.pk}/words", {"text": "x"}).json()["code"] == "too_many_words"
    # The other side may still answer.
    assert Api(town.owner).post(f"orders/{order.pk}/words", {"text": "x"}).status_code == 201
    for change, name in (
        ({"number": 2 * MOST_WORDS + 1}, "an_order_is_no_chat"),
        ({"text": ""}, "a_word_says_something"),
        ({"number": 2}, "words_on_an_order_are_numbered"),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Word.objects.filter(number=1).update(**change)
