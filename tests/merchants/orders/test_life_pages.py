"""The pages and endpoints of an order's life, for those whose it is and for nobody else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from merchants.aftersale.models import Case
from merchants.catalog.public import Sku
from merchants.orders.public import Order
from merchants.shops.public import Shop
from tests import cast
from tests.cast import MORNING, Corner
from tests.trading import Api, order_in, standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(corner: Corner) -> Iterator[Corner]:
    with time_machine.travel(MORNING, tick=False):
        yield corner


def page(api: Api, address: str) -> str:
    answer = api.client.get(address, headers={"Accept-Language": "en"})
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_board_says_until_when_and_what_is_asked(town: Corner) -> None:
    owner, buyer = Api(town.owner), Api(town.resident)
    waits, asked = order_in("paid", town), order_in("accepted", town)
    buyer.client.post(f"/orders/{asked.pk}/ask-to-cancel/")
    board = page(owner, "/shop/orders/")
    assert "Answer by 10:05" in board
    assert "The buyer asks to cancel. Without an answer by 10:10" in board
    assert board.count("data-ring=") == 2
    assert "The shop answers by 10:05" in page(buyer, f"/orders/{waits.pk}/")
    assert "You asked to cancel. The shop answers by 10:10" in page(buyer, f"/orders/{asked.pk}/")
    owner.client.post(f"/shop/orders/{asked.pk}/go-on/", {"idempotency_key": "g"})
    assert "it was too late to cancel" in page(buyer, f"/orders/{asked.pk}/")
    assert "Promised for 10:15" in page(owner, "/shop/orders/")
    owner.client.post(f"/shop/orders/{waits.pk}/reject/", {"reason": "sold_out", "gone": str(town.milk.pk), "idempotency_key": "r"})
    assert Sku.objects.get(pk=town.milk.pk).sold_out_until is not None
    assert "The shop says: sold out." in page(buyer, f"/orders/{waits.pk}/")


def test_a_missing_part_is_said_on_a_page(town: Corner) -> None:
    owner, order = Api(town.owner), order_in("accepted", town)
    short = f"/shop/after-sale/orders/{order.pk}/short/"
    assert short in page(owner, f"/shop/orders/{order.pk}/")
    assert "of 2" in page(owner, short)
    form = {"take-1": "1", "restock-1": "nothing", "idempotency_key": "s"}
    assert b"code_needed" in owner.client.post(short, form).content
    answer = owner.client.post(short, {**form, "without": "no_phone"})
    assert (answer.status_code, Order.objects.get(pk=order.pk).status, Case.objects.get().amount_minor) == (302, "completed", 500)


def test_pausing_and_being_busy_are_one_tap(town: Corner) -> None:
    owner, shop = Api(town.owner), town.shop.pk
    owner.client.post(f"/shop/{shop}/busy/", {"more": "20"})
    assert "Busy: 20 minutes more, until 11:00" in page(owner, "/shop/")
    owner.client.post(f"/shop/{shop}/pause/", {"minutes": "30"})
    assert "Paused until 10:30" in page(owner, "/shop/")
    assert "Takes orders again at 10:30" in page(Api(), f"/s/{shop}/")
    owner.client.post(f"/shop/{shop}/selling/", {"on": "1"})
    assert "Paused until" not in page(owner, "/shop/")
    version = Shop.objects.get(pk=shop).version
    form = {"version": str(version), "auto_accept": "1", "accept": "7", "prep": "20", "misses": "2", "margin": "5"}
    form |= {"prep_items": "3", "prep_more": "2"}
    assert owner.client.post(f"/shop/{shop}/serving/", form).status_code == 302
    changed = Shop.objects.get(pk=shop)
    assert (changed.auto_accept, changed.accept_minutes, changed.prep_minutes, changed.misses_allowed) == (True, 7, 20, 2)
    assert 'value="7"' in page(owner, f"/shop/{shop}/serving/")


def test_programs_have_the_same_verbs(town: Corner) -> None:
    owner, buyer = Api(town.owner), Api(town.resident)
    order = order_in("accepted", town)
    for _ in range(2):
        assert buyer.post(f"orders/{order.pk}/cancel-request").json()["cancel_by"] is not None
        assert buyer.client.delete(f"/api/v1/orders/{order.pk}/cancel-request").json()["cancel_by"] is None
    assert buyer.post(f"orders/{order.pk}/cancel-request").json()["cancel_by"] is not None
    assert owner.post(f"orders/{order.pk}/cancel-request/refuse").json()["cancel_by"] is None
    assert buyer.post(f"orders/{order.pk}/cancel-request").json()["code"] == "cancel_not_to_be_asked"
    other = order_in("accepted", town)
    buyer.post(f"orders/{other.pk}/cancel-request")
    assert owner.post(f"orders/{other.pk}/cancel-request/agree").json()["status"] == "cancelled"
    body = {"missing": [{"position": 1, "quantity": "1", "restock": "nothing"}], "without": "known"}
    assert owner.post(f"orders/{order.pk}/hand-over-short", body).status_code == 201
    third = order_in("paid", town)
    assert owner.post(f"orders/{third.pk}/reject", {"reason": "sold_out", "sold_out": [str(town.milk.pk)]}).status_code == 422
    gone = {"reason": "sold_out", "sold_out": [str(town.milk.pk)], "sold_out_until": "2026-11-04T00:00:00Z"}
    assert owner.post(f"orders/{third.pk}/reject", gone).json()["reason"] == "sold_out"


def test_an_accountant_and_a_cashier_pause_nothing_and_a_clerk_sets_no_terms(town: Corner) -> None:
    clerk = Api(cast.clerk(town.shop))
    form = {"version": str(town.shop.version), "accept": "7", "prep": "20", "misses": "2", "margin": "5", "prep_items": "3", "prep_more": "2"}
    before = (standing(), Shop.objects.values().get(pk=town.shop.pk))
    assert clerk.client.post(f"/shop/{town.shop.pk}/serving/", form).status_code == 404
    for who in (Api(town.rival), Api(town.outsider)):
        for address, body in (("pause", {"minutes": "30"}), ("busy", {"more": "10"}), ("serving", form)):
            assert who.client.post(f"/shop/{town.shop.pk}/{address}/", body).status_code == 404
    assert (standing(), Shop.objects.values().get(pk=town.shop.pk)) == before
