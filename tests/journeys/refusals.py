"""Bad input, case by case: each prepares a town and answers the act that will be refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings

from ecosystem.consent.public import CREDIT_ASSESSMENT, standing_grant, withdraw_consent
from ecosystem.places.public import Landmark, Neighbourhood
from lending.offers import actions as offers
from lending.offers.actions.ending import JOB
from merchants.catalog.public import Sku
from merchants.orders.public import accept_order
from merchants.shops.public import OpeningInterval, Shop
from tests import cast
from tests.cast import Corner
from tests.journeys.forms import Window
from tests.lending.cast import Merchant, merchant
from tests.lending.trade import AT
from tests.trading import buy, put

Act = Callable[[], Any]


@dataclass
class Town:
    """A corner shop, or a borrower, and the windows of whoever looks at them."""

    language: str
    clock: Any
    corner: Corner = field(init=False)
    shop: Merchant = field(init=False)

    def trading(self) -> Corner:
        self.corner = cast.corner()
        return self.corner

    def borrowing(self) -> tuple[Window, str, dict[str, str], Any]:
        """The owner's window, where her offer is taken, the form filled in, and the offer."""
        self.clock.move_to(AT, tick=False)
        self.shop = merchant()
        offer = offers.qualify(party_id=self.shop.party_id, by=JOB, at=AT).offer
        assert offer is not None
        window, where = Window(self.shop.owner, self.language), f"/credit/offer/{offer.pk}/accept/"
        return window, where, {**window.form("/credit/", where), "purpose": "stock", "agree": "yes"}, offer

    def basket(self, quantity: str = "3") -> tuple[Window, dict[str, str]]:
        """The resident's window on a basket of milk, and what its form would send."""
        corner = self.trading()
        put(corner.resident, corner.milk, quantity)
        window = Window(corner.resident, self.language)
        return window, window.form("/basket/", "/basket/pay/")

    def shelf(self) -> tuple[Window, str, dict[str, str]]:
        """The owner's window, where the price of milk is changed, and what that form would send."""
        corner = self.trading()
        window, where = Window(corner.owner, self.language), f"/shop/goods/{corner.milk.pk}/price/"
        return window, where, window.form("/shop/goods/", where)

    def at(self, moment: datetime) -> None:
        self.clock.move_to(moment, tick=False)


CASES: list[Any] = []


def refused(code: str, status: int) -> Callable[[Callable[[Town], Act]], Callable[[Town], Act]]:
    """A case: it prepares the town and answers the act that will be refused."""

    def listed(case: Callable[[Town], Act]) -> Callable[[Town], Act]:
        CASES.append(pytest.param(case, code, status, id=case.__name__))
        return case

    return listed


@refused("sold_out", 409)
def sold_out_between_the_page_and_the_click(town: Town) -> Act:
    window, sent = town.basket()
    buy(cast.person("quicker", money_minor=100_000), town.corner.milk, "49")
    return lambda: window.post("/basket/pay/", sent)


@refused("quote_changed", 409)
def the_price_changed(town: Town) -> Act:
    window, sent = town.basket()
    Sku.objects.filter(pk=town.corner.milk.pk).update(price_minor=501)
    return lambda: window.post("/basket/pay/", sent)


@refused("not_on_sale", 409)
def taken_off_the_shelf(town: Town) -> Act:
    window, sent = town.basket()
    Sku.objects.filter(pk=town.corner.milk.pk).update(on_sale=False)
    return lambda: window.post("/basket/pay/", sent)


@refused("shop_closed", 409)
def the_shop_is_closed(town: Town) -> Act:
    window, sent = town.basket()
    OpeningInterval.objects.filter(shop=town.corner.shop).delete()
    return lambda: window.post("/basket/pay/", sent)


@refused("shop_closed", 409)
def the_shop_stopped_taking_orders(town: Town) -> Act:
    window, sent = town.basket()
    Shop.objects.filter(pk=town.corner.shop.pk).update(selling=False)
    return lambda: window.post("/basket/pay/", sent)


def _place(lat: Decimal) -> str:
    near = Neighbourhood.objects.create(code="n", name_zh="远郊", name_en="Far Field", lat=lat, lng=cast.STREET[1], outline={})
    return Landmark.objects.create(code="n-1", neighbourhood=near, name_zh="村口", name_en="Village Gate", lat=lat, lng=cast.STREET[1]).code


@refused("out_of_range", 422)
def the_door_is_out_of_range(town: Town) -> Act:
    window, sent = town.basket()
    sent |= {"channel": "delivery", "landmark": _place(Decimal("30.700000")), "door": "3-201"}
    return lambda: window.post("/basket/pay/", sent)


@refused("address_missing", 422)
def there_is_no_door(town: Town) -> Act:
    window, sent = town.basket()
    sent |= {"channel": "delivery", "landmark": _place(cast.STREET[0]), "door": "  "}
    return lambda: window.post("/basket/pay/", sent)


@refused("below_minimum", 422)
def a_delivery_below_the_minimum(town: Town) -> Act:
    window, sent = town.basket("1")
    sent |= {"channel": "delivery", "landmark": _place(cast.STREET[0]), "door": "3-201"}
    return lambda: window.post("/basket/pay/", sent)


@refused("insufficient_funds", 422)
def the_account_is_too_thin(town: Town) -> Act:
    corner = town.trading()
    poor = cast.person("poor", money_minor=499)
    put(poor, corner.milk)
    window = Window(poor, town.language)
    sent = window.form("/basket/", "/basket/pay/")
    return lambda: window.post("/basket/pay/", sent)


@refused("idempotency_key_missing", 400)
def json_sent_to_a_form(town: Town) -> Act:
    window, sent = town.basket()
    return lambda: window.client.post("/basket/pay/", sent, content_type="application/json")


@refused("key_used_otherwise", 422)
def a_key_that_was_used_for_something_else(town: Town) -> Act:
    window, sent = town.basket()
    assert window.post("/basket/pay/", sent).status_code == 302
    put(town.corner.resident, town.corner.bread)
    other = window.form("/basket/", "/basket/pay/") | {"idempotency_key": sent["idempotency_key"]}
    return lambda: window.post("/basket/pay/", other)


@refused("not_an_amount", 422)
def a_price_in_another_currency(town: Town) -> Act:
    window, where, sent = town.shelf()
    return lambda: window.post(where, sent | {"price": "$12.50"})


@refused("wrong_currency", 422)
def another_currency_over_the_api(town: Town) -> Act:
    window, _where, _sent, offer = town.borrowing()
    body = {"amount": {"amount": "1000.00", "currency": "USD"}, "purpose": "stock", "agree": True}
    headers = {"idempotency-key": uuid4().hex}
    return lambda: window.client.post(f"/api/v1/offers/{offer.pk}/acceptance", body, content_type="application/json", headers=headers)


@refused("sku_changed", 409)
def a_stale_page_of_goods(town: Town) -> Act:
    window, where, sent = town.shelf()
    assert window.post(where, sent | {"price": "5.10"}).status_code == 302
    return lambda: window.post(where, sent | {"price": "5.20"})


@refused("order_moved_on", 409)
def a_stale_page_of_an_order(town: Town) -> Act:
    corner = town.trading()
    order = buy(corner.resident, corner.milk)
    window, where = Window(corner.resident, town.language), f"/orders/{order.pk}/cancel/"
    sent = window.form(f"/orders/{order.pk}/", where)
    accept_order(order_id=order.pk, by=cast.actor(corner.owner), at=cast.MORNING)
    return lambda: window.post(where, sent)


@refused("stale_page", 403)
def a_page_from_before_the_last_sign_in(town: Town) -> Act:
    _window, sent = town.basket()
    strict = Window(town.corner.resident, town.language, enforce_csrf_checks=True)
    return lambda: strict.post("/basket/pay/", sent)


@refused("offer_expired", 409)
def the_offer_has_expired(town: Town) -> Act:
    window, where, sent, offer = town.borrowing()
    town.at(offer.expires_at + timedelta(minutes=1))
    # Her session ended before the offer did.
    window.sign_in(town.shop.owner)
    return lambda: window.post(where, sent)


@refused("offer_not_open", 409)
def the_offer_was_declined_in_another_window(town: Town) -> Act:
    window, where, sent, offer = town.borrowing()
    offers.decline_offer(offer_id=offer.pk, key=uuid4().hex, by=town.shop.by, at=AT)
    return lambda: window.post(where, sent)


@refused("consent_withdrawn", 403)
def the_consent_was_withdrawn(town: Town) -> Act:
    window, where, sent, _offer = town.borrowing()
    grant = standing_grant(town.shop.party_id, CREDIT_ASSESSMENT.code, AT)
    assert grant is not None
    withdraw_consent(grant_id=grant.pk, key=uuid4().hex, by=town.shop.by, at=AT)
    return lambda: window.post(where, sent)


@refused("principal_out_of_range", 422)
def more_than_was_offered(town: Town) -> Act:
    window, where, sent, _offer = town.borrowing()
    return lambda: window.post(where, sent | {"amount": "99999999"})


@refused("not_agreed", 422)
def the_withholding_was_not_agreed_to(town: Town) -> Act:
    window, where, sent, _offer = town.borrowing()
    return lambda: window.post(where, {name: value for name, value in sent.items() if name != "agree"})


@refused("order_not_found", 404)
def somebody_elses_order(town: Town) -> Act:
    corner = town.trading()
    order = buy(corner.resident, corner.milk)
    window = Window(corner.outsider, town.language)
    return lambda: window.get(f"/orders/{order.pk}/")


@refused("malformed_json", 400)
def json_that_is_none(town: Town) -> Act:
    window, _sent = town.basket()
    headers = {"idempotency-key": uuid4().hex}
    return lambda: window.client.post("/api/v1/checkout", '{"quote": ', content_type="application/json", headers=headers)


@refused("wrong_content_type", 415)
def a_form_sent_to_the_api(town: Town) -> Act:
    window, _sent = town.basket()
    headers = {"idempotency-key": uuid4().hex}
    return lambda: window.client.post("/api/v1/checkout", "quote=x", content_type="text/plain", headers=headers)


@refused("body_too_large", 413)
def a_body_without_end_over_the_api(town: Town) -> Act:
    window, _sent = town.basket()
    body = '{"note": "' + "n" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE + '"}'
    headers = {"idempotency-key": uuid4().hex}
    return lambda: window.client.post("/api/v1/checkout", body, content_type="application/json", headers=headers)


@refused("body_too_large", 413)
def a_body_without_end_from_a_page(town: Town) -> Act:
    window, sent = town.basket()
    long = sent | {"note": "n" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE}
    return lambda: window.client.post("/basket/pay/", "&".join(f"{k}={v}" for k, v in long.items()), content_type="application/x-www-form-urlencoded")


TRICKS = {
    "reversed": "milk\u202egpj.exe",
    "nothing to see": "\u200b\u2060",
    "a lone mark": "\u0301milk",
    "a hidden joint": "mi\u00adlk\ufeff",
    "too long": "奶" * 81,
    "a line": "milk\x1b[31m",
}


def _named(name: str) -> Callable[[Town], Act]:
    def named(town: Town) -> Act:
        corner = town.trading()
        window = Window(corner.owner, town.language)
        sent = window.form("/shop/goods/", "/shop/goods/add/") | {"name_zh": name, "code": "trick", "price": "1.00"}
        return lambda: window.post("/shop/goods/add/", sent)

    return named


CASES += [pytest.param(_named(name), "bad_name", 422, id=f"a name with {trick}") for trick, name in TRICKS.items()]
CASES += [pytest.param(_named("mi\0lk"), "invalid", 422, id="a name with NUL")]
