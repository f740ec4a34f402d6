"""Every first page, phone and desktop, in both languages: silent, narrow enough, accessible; and photographed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe

from ecosystem.consent.public import CREDIT_ASSESSMENT
from ecosystem.identity.public import Person
from ecosystem.kernel import clock
from ecosystem.ledger.public import prove_books
from ecosystem.payments.public import BANK_ACCOUNT
from lending.offers.actions import agree_and_ask
from merchants.orders.public import accept_order, errand
from residents.baskets.public import Wish, checkout, put_in_basket, quote_for
from tests import cast
from tests.journeys.browser import DESKTOP, PHONE, Door, Visitor
from tests.journeys.street import Street, street

pytestmark = [pytest.mark.browser, pytest.mark.journey, pytest.mark.timeout(900)]
SCREENS = Path(__file__).resolve().parents[2] / "build" / "screens"
NARROWEST = 320
SERIOUS = {"serious", "critical"}


@dataclass(frozen=True)
class Screen:
    name: str
    path: str
    who: Person | None


def _ordered(town: Street, *, wanted: dict[int, int], note: str = "") -> Any:
    resident, at = cast.actor(town.resident), clock.now()
    for article, quantity in wanted.items():
        put_in_basket(sku_id=town.skus[article].pk, quantity=Decimal(quantity), by=resident, at=at)
    assert resident.party_id
    wish = Wish(quote=quote_for(resident.party_id).digest, channel="pickup", method=BANK_ACCOUNT, note=note)
    [order] = errand(checkout(wish=wish, key=uuid4().hex, by=resident, at=at), resident.party_id)
    return order


def _screens() -> list[Screen]:
    """A day in the middle of trade: orders wait, an offer stands, a basket is half full."""
    now = clock.now()
    town = street(now=now)
    owner = cast.actor(town.owner)
    accept_order(order_id=_ordered(town, wanted={4: 2, 5: 1}).pk, by=owner, at=now)
    order = _ordered(town, wanted={0: 1, 2: 3}, note="花卷请切开")
    for article in (1, 3):
        put_in_basket(sku_id=town.skus[article].pk, quantity=Decimal(1), by=cast.actor(town.resident), at=now)
    agree_and_ask(party_id=town.shop.party_id, purpose_sha256=CREDIT_ASSESSMENT.sha256, key=uuid4().hex, by=owner, at=now)
    prove_books(at=now)
    return [
        Screen("welcome", "/", None),
        Screen("nearby", "/nearby/", town.resident),
        Screen("shop", f"/s/{town.shop.pk}/", town.resident),
        Screen("basket", "/basket/", town.resident),
        Screen("order", f"/orders/{order.pk}/", town.resident),
        Screen("today", "/shop/", town.owner),
        Screen("board", "/shop/orders/", town.owner),
        Screen("goods", "/shop/goods/", town.owner),
        Screen("funds", "/shop/funds/", town.owner),
        Screen("credit", "/credit/", town.owner),
        Screen("loans", "/credit/loan/", town.owner),
        Screen("queue", "/bank/credit/", town.officer),
        Screen("books", "/bank/books/", town.operator),
    ]


def _look(visitor: Visitor, screen: Screen, language: str, width: int) -> list[str]:
    """What is wrong with one page in one window; its picture is kept."""
    page = visitor.open(screen.path)
    if screen.name == "nearby" and page.locator("select#landmark").first.is_visible():
        page.locator("select#landmark").first.select_option("n1-1")
        page.locator("form.place-form button").first.click()
        page.wait_for_selector("#search")
    page.wait_for_timeout(600)
    SCREENS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENS / f"{screen.name}-{width}-{language}.png")
    wrong = [f"axe {hit['id']}: {hit['nodes'][0]['html'][:160]}" for hit in Axe().run(page).response["violations"] if hit["impact"] in SERIOUS]
    for narrow in {width, min(width, NARROWEST)}:
        page.set_viewport_size({"width": narrow, "height": 844})
        over = visitor.wider_than_window()
        wrong += [f"{over} px too wide at {narrow}"] if over > 0 else []
    return [f"{screen.name} {language} {width}: {fault}" for fault in [*wrong, *visitor.faults]]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_screen_is_quiet_narrow_and_accessible(door: Door, language: str, settings: Any) -> None:
    settings.DEMO_MODE = True
    wrong: list[str] = []
    screens = _screens()
    for size in (PHONE, DESKTOP):
        people: dict[Any, Visitor] = {}
        for screen in screens:
            who = screen.who.pk if screen.who else None
            visitor = people.get(who) or people.setdefault(who, door.enter(screen.who, language, size=size))
            visitor.faults.clear()
            visitor.page.set_viewport_size({"width": size[0], "height": size[1]})
            wrong += _look(visitor, screen, language, size[0])
    assert wrong == []
