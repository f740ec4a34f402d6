"""Every page that somebody meets on that day, full, empty and refused; and what no scene shows, with the reason."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from ecosystem.identity.public import Person
from ecosystem.kernel import clock
from residents.neighbours.counting import follow
from tests.journeys.scenes import Scene
from tests.journeys.screen import STILL, Screen


def stand_somewhere(page: Page) -> None:
    """Choose a place, so that the shops around it are shown with their map."""
    if page.locator("form.places").count():
        page.locator("form.places button").first.click()
        page.wait_for_selector("#search")
    if page.locator("#map").is_visible():
        page.wait_for_selector("#map canvas")


def look_for(text: str) -> Callable[[Page], None]:
    """Type into the search line, from wherever one stands, and wait for what comes of it."""

    def type_it(page: Page) -> None:
        stand_somewhere(page)
        with page.expect_response(lambda answer: "/nearby/?" in answer.url):
            page.locator("#q").fill(text)
        page.wait_for_function(STILL)

    return type_it


def screens(made: Scene) -> list[Screen]:
    town, owner, resident = made.town, made.town.owner, made.town.resident
    follow(at=clock.now())
    return [
        Screen("welcome", "/", None),
        Screen("sign-in", "/accounts/login/", None),
        Screen("sign-up", "/accounts/signup/", None),
        Screen("code", "/accounts/login/code/", None),
        Screen("password", "/accounts/password/reset/", None),
        Screen("password-sent", "/accounts/password/reset/done/", None),
        Screen("password-link-old", "/accounts/password/reset/key/1-set-password/", None),
        Screen("password-set", "/accounts/password/reset/key/done/", None),
        Screen("address-sent", "/accounts/confirm-email/", None),
        Screen("address-link-old", "/accounts/confirm-email/none/", None),
        Screen("inactive", "/accounts/inactive/", None),
        Screen("where", "/nearby/", None),
        Screen("missing", "/nowhere/", None, status=404),
        Screen("nearby", "/nearby/", resident, stand_somewhere),
        Screen("search", "/nearby/", resident, look_for("dan")),
        Screen("search-slip", "/nearby/", resident, look_for("osmantus")),
        Screen("search-nothing", "/nearby/", resident, look_for("zzz")),
        Screen("kept", "/nearby/kept/", resident),
        Screen("shop", f"/s/{town.shop.pk}/", resident),
        Screen("basket", "/basket/", resident),
        Screen("order", f"/orders/{made.order.pk}/", resident),
        Screen("order-to-fetch", f"/orders/{made.in_hand.pk}/", resident),
        Screen("errand", f"/errands/{made.errand_id}/", resident),
        Screen("orders", "/orders/", resident),
        Screen("notices", "/notices/", resident),
        Screen("my-data", "/me/data/", resident),
        Screen("my-shops", "/me/shops/", resident),
        Screen("leaving", "/me/leave/", resident),
        Screen("ways", "/notices/ways/", resident),
        Screen("pay", f"/pay/{made.counter_sale.pk}/", resident),
        Screen("not-hers", "/shop/orders/", resident, status=404),
        Screen("logout", "/accounts/logout/", resident),
        Screen("change-password", "/accounts/password/set/", resident),
        Screen("email", "/accounts/email/", resident),
        *(Screen(f"design-{face}", f"/design/?face={face}", None) for face in ("resident", "merchant", "bank")),
        *_shop_screens(made, owner),
        *made.rooms,
        Screen("loan", "/credit/loan/", made.grocer),
        Screen("ahead", "/credit/ahead/?amount=20000", made.grocer),
        Screen("withheld", "/shop/funds/", made.grocer),
        *_empty_screens(made),
        Screen("queue", "/bank/credit/", town.officer),
        Screen("case", f"/bank/credit/{made.decision_id}/", town.officer),
        Screen("portrait-for-lenders", f"/portraits/{town.shop.party_id}/", town.officer),
        Screen("books", "/bank/books/", town.operator),
        Screen("offline", "/offline/", None),
    ]


def _shop_screens(made: Scene, owner: Person) -> list[Screen]:
    return [
        Screen("today", "/shop/", owner),
        Screen("board", "/shop/orders/", owner),
        Screen("packing", f"/shop/orders/{made.order.pk}/", owner),
        Screen("short", f"/shop/after-sale/orders/{made.in_hand.pk}/short/", owner),
        Screen("collection", f"/shop/till/{made.counter_sale.pk}/", owner),
        Screen("funds", "/shop/funds/", owner),
        Screen("payout", f"/shop/funds/payouts/{made.payout_id}/", owner),
        Screen("funds-day", f"/shop/funds/days/{clock.business_date(clock.now())}/", owner),
        Screen("payout-terms", "/shop/funds/terms/", owner),
        Screen("hours", f"/shop/{made.town.shop.pk}/hours/", owner),
        Screen("credit", "/credit/", owner),
        Screen("ahead-ask", "/credit/ahead/", owner),
        Screen("portrait", f"/portraits/{made.town.shop.party_id}/", owner),
        Screen("portrait-facts", f"/portraits/{made.town.shop.party_id}/active_days_90/", owner),
        Screen("consents", "/consents/", owner),
        Screen("platforms", "/consents/platforms/", owner),
    ]


def _empty_screens(made: Scene) -> list[Screen]:
    starter, newcomer = made.starter, made.newcomer
    return [
        Screen("empty-kept", "/nearby/kept/", newcomer),
        Screen("empty-basket", "/basket/", newcomer),
        Screen("empty-orders", "/orders/", newcomer),
        Screen("empty-family", "/family/", newcomer),
        Screen("empty-my-shops", "/me/shops/", newcomer),
        Screen("free-to-leave", "/me/leave/", newcomer),
        Screen("empty-notices", "/notices/", newcomer),
        Screen("first-day", "/shop/", starter),
        Screen("empty-board", "/shop/orders/", starter),
        Screen("empty-purchases", "/shop/purchases/", starter),
        Screen("empty-reports", "/shop/reports/", starter),
        Screen("empty-stock", "/shop/stock/", starter),
        Screen("empty-promotions", "/shop/promotions/", starter),
        Screen("empty-arrivals", "/shop/arrivals/", starter),
        Screen("visitors-empty-basket", "/basket/", None),
        Screen("empty-cases", "/after-sale/", newcomer),
        Screen("empty-sourcing", "/shop/sourcing/", starter),
        Screen("empty-goods", "/shop/goods/", starter),
        Screen("empty-funds", "/shop/funds/", starter),
        Screen("ask", "/credit/", starter),
        Screen("no-loan", "/credit/loan/", starter),
    ]
