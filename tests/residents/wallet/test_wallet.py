"""The wallet: what somebody holds, where it works and until when; what she takes, buys, shows and gives back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from ecosystem.ledger.public import balance_of, custody_of, deposit_of
from merchants.promotions.actions import void_coupon
from merchants.promotions.public import Coupon
from merchants.till.actions import redeem_voucher
from merchants.vouchers.actions import stop_product
from merchants.vouchers.public import Voucher
from residents.wallet.queries import coupons_held, kept_for, vouchers_held
from tests import dealing
from tests.cast import MORNING, Corner, actor
from tests.merchants.test_budgets import statements
from tests.merchants.vouchers.test_vouchers import bought, product
from tests.trading import Api, check_out, differences, put, standing

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=365)


@pytest.fixture
def town(corner: Corner) -> Iterator[Corner]:
    with time_machine.travel(MORNING, tick=False):
        yield corner


def shown(town: Corner, tab: str, at: Any = MORNING) -> tuple[list[str], list[str]]:
    party = town.resident.party_id
    coupons, vouchers = coupons_held(party, tab, at=at), vouchers_held(party, tab, at=at)
    return sorted(held.coupon.promotion.name for held in coupons), [one.product.name for one in vouchers]


def test_everything_held_is_under_one_tab(town: Corner) -> None:
    used, free, void, locked = (dealing.claimed(dealing.coupon(town, name=name), town.resident) for name in ("A", "B", "C", "D"))
    void_coupon(coupon_id=void.pk, reason="wrong", by=actor(town.owner), at=MORNING)
    Coupon.objects.filter(pk=locked.pk).update(status="locked", order_id=uuid4())
    put(town.resident, town.milk, "5")
    check_out(town.resident)
    used.refresh_from_db()
    free.refresh_from_db()
    # Of two alike the basket took one by itself.
    assert sorted([used.status, free.status]) == ["issued", "used"]
    bought(town)
    stays = "A" if used.status == "issued" else "B"
    assert shown(town, "usable") == ([stays, "D"], ["Milk card"])
    assert shown(town, "used") == (["B" if stays == "A" else "A"], [])
    assert shown(town, "expired") == (["C"], [])
    assert shown(town, "usable", MORNING + YEAR) == (["D"], [])
    assert shown(town, "expired", MORNING + YEAR) == (sorted(["C", stays]), ["Milk card"])


def test_a_buyer_takes_buys_shows_and_gives_back(town: Corner) -> None:
    page, party = Api(town.resident).client, town.resident.party_id
    offer, card = dealing.coupon(town, name="Come again"), product(town)
    above = page.get(f"/s/{town.shop.pk}/").content.decode()
    assert f"/wallet/coupons/{offer.pk}/take/" in above
    assert f"/wallet/buy/{card.pk}/" in above
    assert f"/wallet/coupons/{offer.pk}/take/" not in Api().client.get(f"/s/{town.shop.pk}/").content.decode()
    for _ in range(2):
        assert page.post(f"/wallet/coupons/{offer.pk}/take/", {"idempotency_key": "t"})["Location"] == "/wallet/"
    assert Coupon.objects.count() == 1
    assert f"/wallet/coupons/{offer.pk}/take/" not in page.get(f"/s/{town.shop.pk}/").content.decode()
    assert "Milk card" in page.get(f"/wallet/buy/{card.pk}/").content.decode()
    there = page.post(f"/wallet/buy/{card.pk}/", {"idempotency_key": "b"})["Location"]
    voucher = Voucher.objects.get()
    assert there == f"/wallet/vouchers/{voucher.pk}/"
    assert (kept_for(party), balance_of(custody_of(town.shop.party_id))) == (1_000, 1_000)
    token = page.get(there, headers={"HX-Request": "true"}).content.decode().split('code-text">')[1].split("<")[0]
    redeem_voucher(shop_id=town.shop.pk, shown=token, key="r", by=actor(town.owner), at=MORNING)
    assert kept_for(party) == balance_of(custody_of(town.shop.party_id)) == 667
    text = page.get("/wallet/").content.decode()
    assert "6.67" in text
    assert "Come again" in text
    for _ in range(2):
        assert page.post(f"{there}refund/", {"idempotency_key": "g"}).status_code == 302
    assert (kept_for(party), balance_of(deposit_of(party))) == (0, 100_000 - 333)
    assert "code-text" not in page.get(there).content.decode()
    assert differences() == []


def test_nobody_sees_or_moves_what_is_anothers(town: Corner) -> None:
    voucher, _code = bought(town)
    card = product(town)
    stop_product(product_id=card.pk, by=actor(town.owner), at=MORNING)
    before = standing()
    asked = [("get", f"/wallet/vouchers/{voucher.pk}/"), ("post", f"/wallet/vouchers/{voucher.pk}/refund/")]
    asked += [("get", f"/wallet/buy/{card.pk}/"), ("post", f"/wallet/buy/{card.pk}/"), ("post", f"/wallet/coupons/{uuid4()}/take/")]
    for who in (town.outsider, town.rival):
        for method, path in asked:
            ask = partial(getattr(Api(who).client, method), path, {"idempotency_key": "k"})
            assert ask().status_code == 404, path
    for method, path in [*asked, ("get", "/wallet/")]:
        answer = getattr(Api().client, method)(path, {"idempotency_key": "k"})
        assert answer.status_code in {302, 401}, path
    assert standing() == before


def test_the_wallet_takes_the_same_statements_however_full(town: Corner) -> None:
    page, counts = Api(town.resident).client, []
    for more in (1, 3):
        for _ in range(more):
            dealing.claimed(dealing.coupon(town), town.resident)
            bought(town)
        paths = ["/wallet/", f"/s/{town.shop.pk}/"]
        assert all(page.get(path).status_code == 200 for path in paths)
        counts.append([len(statements(partial(page.get, path))) for path in paths])
    assert counts[0] == counts[1]
