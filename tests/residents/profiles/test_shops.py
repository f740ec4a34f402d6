"""What each shop knows about somebody, and switches that count for the next reading."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from ecosystem.audit.public import Act
from ecosystem.kernel.actor import VISITOR
from ecosystem.kernel.errors import Invalid, NotFound, Unauthenticated
from ecosystem.notices.public import Notice
from merchants.customers.models import Card, Leave
from merchants.customers.public import cards_of, set_leave
from merchants.promotions.actions import announce_promotion
from merchants.promotions.errors import AnnouncedLately, NobodyTakesOffers, PromotionMoved, PromotionNotFound
from merchants.promotions.models import Announcement
from merchants.till.actions import collect
from residents.baskets.queries import quote_for
from residents.profiles.queries import known_by_shops
from tests import counter, dealing
from tests.breaching import again
from tests.cast import MORNING, Corner, actor
from tests.merchants.aftersale.cast import picture
from tests.merchants.reviews.cast import asked, reviewed
from tests.merchants.test_budgets import statements
from tests.trading import Api, put

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(corner: Corner) -> Iterator[Corner]:
    with time_machine.travel(MORNING, tick=False):
        yield corner


def switch(town: Corner, what: str, allowed: bool) -> Leave:
    return set_leave(shop_id=town.shop.pk, what=what, allowed=allowed, by=actor(town.resident), at=MORNING)


def test_the_page_tells_what_a_shop_knows_with_a_statement_a_kind(town: Corner) -> None:
    page = Api(town.resident).client
    assert "No shop knows you yet" in page.get("/me/shops/", headers={"accept-language": "en"}).content.decode()
    reviewed(town, 4, shots=[picture()])
    asked(town)
    dealing.claimed(dealing.coupon(town), town.resident)
    card = counter.customer(town, "Mrs Wu", phone="13912345678")
    Card.objects.filter(pk=card.pk).update(holder=town.resident.party_id)
    (one,) = known_by_shops(town.resident.party_id)
    assert (one.shop, one.orders, one.reviews, one.photos, one.questions, one.coupons, one.is_member) == (town.shop, 1, 1, 1, 1, 1, True)
    assert one.notices == Notice.objects.filter(party_id=town.resident.party_id, key__startswith="order/").count() > 0
    shown = page.get("/me/shops/", headers={"accept-language": "en"}).content.decode()
    assert "Mrs Wu" in shown and "13912345678" in shown and shown.count('class="switch"') == 4
    first = len(statements(partial(page.get, "/me/shops/")))
    for shop in (town.rival_shop,):
        set_leave(shop_id=shop.pk, what="shows_name", allowed=False, by=actor(town.resident), at=MORNING)
    reviewed(town)
    assert len(statements(partial(page.get, "/me/shops/"))) == first
    assert Api(town.resident).get("me/shops").json()[0]["cards"] == ["Mrs Wu"]


def test_a_name_is_shown_or_not_where_it_is_read(town: Corner) -> None:
    reviewed(town)
    asked(town)
    collect(shop_id=town.shop.pk, amount_minor=700, note="", method="bank_account", key="k", by=actor(town.resident), at=MORNING)
    keeper, anybody = Api(town.owner).client, Api()

    def seen() -> tuple[bool, bool, int]:
        received = keeper.get("/shop/till/received/", headers={"accept-language": "en"}).content.decode()
        of_shop = anybody.client.get(f"/reviews/shops/{town.shop.pk}/", headers={"accept-language": "en"}).content.decode()
        writer = anybody.get(f"shops/{town.shop.pk}/reviews").json()["reviews"][0]["writer"]
        return "resident" in received, writer == "r**", of_shop.count("A customer")

    assert seen() == (True, True, 0)
    switch(town, "shows_name", False)
    assert seen() == (False, False, 2)
    switch(town, "shows_name", True)
    assert seen() == (True, True, 0)
    assert [act.after for act in Act.objects.filter(act="customers.set_leave").order_by("pk")] == [{"shows_name": False}, {"shows_name": True}]


def test_a_card_is_out_of_sight_once_nothing_is_open_and_members_prices_end(town: Corner) -> None:
    card = counter.customer(town, "Mrs Wu")
    Card.objects.filter(pk=card.pk).update(holder=town.resident.party_id)
    dealing.running(town, kind="member", rate=Decimal("0.1"), name="Friends")
    put(town.resident, town.milk, "2")

    def seen() -> tuple[int, int, int]:
        listed = cards_of(town.shop.pk, on=MORNING.date()).count()
        page = Api(town.owner).client.get(f"/shop/customers/{card.pk}/").status_code
        return listed, page, quote_for(town.resident.party_id, at=MORNING).due_minor

    assert seen() == (1, 200, 900)
    switch(town, "keeps_card", False)
    assert seen() == (0, 404, 1000)
    # What is owed must be asked for.
    switch(town, "keeps_card", True)
    counter.sold(town, counter.line(town.milk), tender="tab", customer=card)
    switch(town, "keeps_card", False)
    assert seen() == (1, 200, 1000)


def test_a_shop_tells_of_an_offer_only_whom_it_may_and_once_a_week(town: Corner) -> None:
    offer, other = dealing.coupon(town, name="Come again"), dealing.coupon(town, name="Again")
    announce = partial(announce_promotion, by=actor(town.owner), at=MORNING)
    with pytest.raises(NobodyTakesOffers):
        announce(promotion_id=offer.pk)
    with pytest.raises(PromotionNotFound):
        announce_promotion(promotion_id=offer.pk, by=actor(town.rival), at=MORNING)
    switch(town, "takes_offers", True)
    page = Api(town.owner).client
    assert "1 customer who takes" in page.get(f"/shop/promotions/{offer.pk}/", headers={"accept-language": "en"}).content.decode()
    assert page.post(f"/shop/promotions/{offer.pk}/announce/").status_code == 302
    assert announce(promotion_id=offer.pk).told == 1
    assert [(one.party_id, one.values["name"]) for one in Notice.objects.filter(kind="offer_from_shop")] == [(town.resident.party_id, "Come again")]
    with pytest.raises(AnnouncedLately):
        announce(promotion_id=other.pk)
    switch(town, "takes_offers", False)
    with pytest.raises(NobodyTakesOffers):
        announce_promotion(promotion_id=other.pk, by=actor(town.owner), at=MORNING + timedelta(days=7))
    assert page.post(f"/shop/promotions/{other.pk}/pause/", {"idempotency_key": "p"}).status_code == 302
    with pytest.raises(PromotionMoved):
        announce(promotion_id=other.pk)
    again(Announcement.objects.get(), "a_shop_announces_once_a_week", promotion_id=other.pk)
    assert Notice.objects.filter(kind="offer_from_shop").count() == 1


def test_a_switch_is_its_persons_and_of_a_shop_that_there_is(town: Corner) -> None:
    address = f"/me/shops/{town.shop.pk}/allow/"
    for method, path in (("get", "/me/shops/"), ("post", address)):
        answer: Any = getattr(Client(), method)(path, {"what": "shows_name", "allowed": "no"})
        assert answer.status_code == 302
    assert Api().get("me/shops").status_code in {401, 403}
    body = {"what": "shows_name", "allowed": False}
    put_it = partial(Client().put, f"/api/v1/me/shops/{town.shop.pk}/leave", body, content_type="application/json")
    assert put_it().status_code in {401, 403}
    with pytest.raises(Unauthenticated):
        set_leave(shop_id=town.shop.pk, what="shows_name", allowed=False, by=VISITOR, at=MORNING)
    with pytest.raises(NotFound):
        set_leave(shop_id=uuid4(), what="shows_name", allowed=False, by=actor(town.resident), at=MORNING)
    with pytest.raises(Invalid):
        set_leave(shop_id=town.shop.pk, what="version", allowed=False, by=actor(town.resident), at=MORNING)
    page = Api(town.resident).client
    assert page.post(address, {"what": "shows_name", "allowed": "maybe"}).status_code == 422
    assert not Leave.objects.exists()
    swapped = page.post(address, {"what": "takes_offers", "allowed": "yes"}, headers={"hx-request": "true"}).content.decode()
    assert swapped.count('aria-checked="true"') == 3
    assert page.put(f"/api/v1/me/shops/{town.shop.pk}/leave", body, content_type="application/json").json() == {
        "shows_name": False, "takes_offers": True, "keeps_card": True,
    }  # fmt: skip
    again(Leave.objects.get(), "a_person_allows_a_shop_once")
    assert known_by_shops(town.outsider.party_id) == []
