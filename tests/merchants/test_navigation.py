"""The consoles show what answers, and nothing else: every role, at the whole party and at one place, walks to every page."""

from __future__ import annotations

from typing import Any

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.html import strip_tags

from ecosystem.identity.public import Membership, Party, Person
from ecosystem.kernel.actor import VISITOR
from ecosystem.web.consoles import FRAMES, entries_of
from ecosystem.web.templatetags.console import ON_A_PHONE
from tests import buying, cast
from tests.buying import Market
from tests.cast import actor
from tests.journeys.forms import Window
from tests.merchants.staff.cast import branch, hired

pytestmark = pytest.mark.django_db
SHOP_ROLES = ("owner", "manager", "clerk", "cashier", "stock_keeper", "buyer", "accountant", "rider")
# Who keeps no shop is led from its first page to her own.
DOORS = {"/shop/"}
# Of credit everybody may know that it is there, and whom to ask.
TOLD = {"/credit/": 403, "/credit/ahead/": 403}


def shown(console: str, who: Person) -> dict[str, bool]:
    """Addresses in the navigation as it is drawn, and whether a phone has room for each."""
    request = RequestFactory().get("/")
    request.user = who
    drawn = Template("{% load console %}{% console_navigation console %}").render(Context({"request": request, "console": console}))
    rows = drawn.split("<li ")[1:]
    assert all(strip_tags(f"<li {row}").strip() for row in rows)
    return {row.partition('href="')[2].partition('"')[0]: "only-wide" not in row for row in rows}


def everything(console: str) -> set[str]:
    """What anybody is ever shown."""
    return {address for who in Person.objects.all() for address in shown(console, who)}


def answers(who: Person, addresses: set[str]) -> dict[str, int]:
    window = Window(who, "en")
    return {address: window.get(address).status_code for address in sorted(addresses)}


@pytest.fixture
def town(market: Market) -> Market:
    return market


def test_every_link_of_the_shop_console_answers_and_no_other_page_does(town: Market) -> None:
    second = branch(town.shop, town.owner)
    people: dict[str, Person] = {role: hired(town.shop, role) for role in SHOP_ROLES}
    people |= {f"{role} at one shop": hired(town.shop, role, at=[second]) for role in ("manager", "cashier", "stock_keeper", "accountant")}
    people |= {"outsider": town.corner.outsider}
    pages = everything("shop")
    assert {"/shop/", "/shop/till/", "/shop/funds/", "/shop/purchases/", "/shop/stock/", "/credit/"} <= pages
    wrong: dict[str, Any] = {}
    for name, who in people.items():
        links = set(shown("shop", who))
        for address, status in answers(who, pages).items():
            expected = 200 if address in links else 302 if address in DOORS else TOLD.get(address, 404)
            if status != expected:
                wrong[f"{name} {address}"] = (status, expected)
    assert wrong == {}


def test_every_link_of_the_suppliers_console_answers_and_no_other_page_does(town: Market) -> None:
    party = Party.objects.get(pk=town.supplier.party_id)
    people = {role: buying.member(party, role, role) for role in SHOP_ROLES}
    pages = everything("supply")
    assert {"/supply/orders/", "/supply/requests/", "/supply/prices/", "/supply/claims/"} <= pages
    for name, who in people.items():
        links = set(shown("supply", who))
        found = answers(who, pages)
        assert {address for address, status in found.items() if status == 200} == links, name
        assert {status for address, status in found.items() if address not in links} <= {404}, name


def test_a_phone_shows_the_first_few_and_a_cashier_few_at_all(town: Market) -> None:
    owner, cashier = shown("shop", town.owner), shown("shop", hired(town.shop, "cashier"))
    assert sum(owner.values()) == ON_A_PHONE
    assert cashier == {"/shop/till/": True, "/shop/customers/": True, "/notices/": True, "/consents/": False}


def test_a_role_that_ended_shows_nothing_and_a_visitor_is_not_asked_about(town: Market) -> None:
    gone = hired(town.shop, "clerk")
    Membership.objects.filter(person=gone).update(ended_at=cast.MORNING)
    assert set(shown("shop", gone)) == {"/notices/", "/consents/"}
    assert [entries_of(VISITOR, console) for console in FRAMES] == [[], []]


def test_the_frame_of_a_page_for_everybody_is_the_readers_console(town: Market) -> None:
    drawn = {who: Window(person, "en").get("/notices/").content.decode() for who, person in (("boss", town.wholesaler), ("owner", town.owner))}
    assert "/supply/orders/" in drawn["boss"] and "/shop/till/" not in drawn["boss"]
    assert "/shop/till/" in drawn["owner"] and "/supply/orders/" not in drawn["owner"]
    assert actor(town.owner).is_signed_in
