"""The rooms that a page names are those that its reader may enter."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.cast import Corner
from tests.merchants.staff.cast import hired

pytestmark = pytest.mark.django_db
# Each role, a page of hers, and a room that is not hers.
ROLES = {
    "owner": ("/shop/", ""),
    "manager": ("/shop/", "/credit/loan/"),
    "clerk": ("/shop/", "/shop/staff/"),
    "cashier": ("/shop/till/", "/shop/stock/"),
    "stock_keeper": ("/shop/stock/", "/shop/reports/"),
    "buyer": ("/shop/purchases/", "/shop/customers/"),
    "accountant": ("/shop/reports/", "/shop/promotions/"),
}
ROOM = re.compile(r'<li class="only-wide"><a href="(/(?:shop|credit|consents)[^"]*)"')


@pytest.fixture
def town(corner: Corner) -> Corner:
    return corner


def test_no_room_that_is_named_is_closed_to_its_reader(town: Corner) -> None:
    for role, (page, closed) in ROLES.items():
        window = Client()
        window.force_login(town.owner if role == "owner" else hired(town.shop, role))
        rooms = set(ROOM.findall(window.get(page).content.decode()))
        assert rooms, role
        assert closed not in rooms, role
        assert {room: window.get(room).status_code for room in rooms} == dict.fromkeys(rooms, 200), role
