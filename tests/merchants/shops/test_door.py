"""What a shop says at its door: who says it, where it stands, and that it comes down by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from ecosystem.kernel.errors import DomainError, NotFound
from merchants.shops.door_rules import Door
from merchants.shops.errors import BadPhone, BadSign, ShopChanged
from merchants.shops.models import Shop
from merchants.shops.public import put_up_sign
from tests import cast
from tests.cast import MORNING, Corner, actor
from tests.trading import Api, order_in, standing

pytestmark = pytest.mark.django_db
ENGLISH = {"Accept-Language": "en"}
TODAY = date(2026, 11, 3)
SIGN, PHONE = "No hot food today", "021-6000 0000"


@pytest.fixture
def town() -> Iterator[Corner]:
    with time_machine.travel(MORNING, tick=False):
        yield cast.corner()


def page(who: Api, path: str) -> str:
    return who.client.get(path, headers=ENGLISH).content.decode()


def test_a_manager_puts_up_a_sign_and_it_comes_down_after_its_day(town: Corner) -> None:
    owner, visitor, buyer = Api(town.owner), Api(), Api(town.resident)
    form = {"version": "0", "phone": f" {PHONE} ", "sign": f"  {SIGN} ", "sign_until": TODAY.isoformat()}
    assert owner.client.post(f"/shop/{town.shop.pk}/door/", form)["Location"] == f"/shop/{town.shop.pk}/hours/"
    assert SIGN in page(owner, f"/shop/{town.shop.pk}/hours/")
    shelf = page(visitor, f"/s/{town.shop.pk}/")
    assert SIGN in shelf
    assert f'href="tel:{PHONE}"' in shelf
    for status, rings in (("accepted", True), ("completed", False)):
        assert (f'href="tel:{PHONE}"' in page(buyer, f"/orders/{order_in(status, town).pk}/")) is rings
    told = visitor.get(f"shops/{town.shop.pk}").json()
    assert (told["sign"], told["phone"]) == (SIGN, PHONE)
    shop = Shop.objects.get(pk=town.shop.pk)
    assert shop.sign_at(MORNING) == SIGN
    assert shop.sign_at(MORNING + timedelta(days=1)) == ""
    door = f"shops/{town.shop.pk}/door"
    taken_down = {"version": 1, "phone": PHONE, "sign": "", "sign_until": TODAY.isoformat()}
    answer = owner.client.put(f"/api/v1/{door}", taken_down, content_type="application/json")
    assert answer.json() == owner.get(door).json() == {"version": 2, "phone": PHONE, "sign": "", "sign_until": None}
    assert SIGN not in page(visitor, f"/s/{town.shop.pk}/")


def test_nobody_else_puts_one_up_and_none_that_can_not_stand(town: Corner) -> None:
    clerk = cast.clerk(town.shop)
    wrong: list[tuple[object, Door, int, type[DomainError]]] = [
        (clerk, Door(sign=SIGN), 0, NotFound),
        (town.rival, Door(sign=SIGN), 0, NotFound),
        (town.owner, Door(sign=SIGN), 7, ShopChanged),
        (town.owner, Door(phone="ring me"), 0, BadPhone),
        (town.owner, Door(phone="1"), 0, BadPhone),
        (town.owner, Door(sign="x" * 121), 0, BadSign),
        (town.owner, Door(sign=SIGN, sign_until=TODAY - timedelta(days=1)), 0, BadSign),
    ]
    before = (standing(), Shop.objects.values().get(pk=town.shop.pk))
    for who, door, version, refusal in wrong:
        with pytest.raises(refusal):
            put_up_sign(shop_id=town.shop.pk, door=door, seen_version=version, by=actor(who), at=MORNING)  # type: ignore[arg-type]
    for form in ({"version": "0", "sign": SIGN, "sign_until": "soon"}, {"version": "0", "sign": SIGN, "sign_until": "2026-13-01"}, {"sign": SIGN}):
        assert Api(town.owner).client.post(f"/shop/{town.shop.pk}/door/", form).status_code in {409, 422}
    assert "disabled" in page(Api(clerk), f"/shop/{town.shop.pk}/hours/")
    assert (standing(), Shop.objects.values().get(pk=town.shop.pk)) == before
    for change, name in (({"phone": "x"}, "a_shops_number_can_be_dialled"), ({"sign_until": TODAY}, "a_sign_that_comes_down_says_something")):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Shop.objects.filter(pk=town.shop.pk).update(**change)
