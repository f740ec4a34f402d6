"""Uses sold ahead: the money lies in custody, goes to the shop use by use, and what is not used goes back to the fen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import transaction
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.identity.public import Membership, Party, give_role
from ecosystem.kernel.codes import LETTERS
from ecosystem.kernel.errors import NotFound
from ecosystem.ledger.public import available_of, balance_of, custody_of, deposit_of
from ecosystem.notices.models import Notice
from ecosystem.once.public import KeyUsedOtherwise
from ecosystem.payments.public import PaymentFailed
from merchants.aftersale.actions import refund_lines
from merchants.aftersale.rules import Asked
from merchants.orders.public import Order
from merchants.shops.suspending import suspend_selling
from merchants.stock.public import Level, SoldOut
from merchants.till.actions import redeem_voucher, undo_redemption
from merchants.vouchers import queries, rules
from merchants.vouchers.actions import (
    buy_voucher,
    define_product,
    expire_vouchers,
    refund_shop_vouchers,
    refund_suspended,
    refund_voucher,
    renew_code,
    stop_product,
)
from merchants.vouchers.errors import BadProduct, ProductNotFound, StaleToken, TooLateToUndo, VoucherNotFound, VoucherOver
from merchants.vouchers.models import Product, Redemption, Voucher
from merchants.vouchers.public import token_of
from tests import cast, dealing
from tests.cast import MORNING, Corner, actor
from tests.trading import Api, check_out, differences, put, standing

pytestmark = pytest.mark.django_db
YUAN = {"amount": "5.00", "currency": "CNY"}


@pytest.fixture
def town(corner: Corner) -> Iterator[Corner]:
    with time_machine.travel(MORNING, tick=False):
        yield corner


def product(town: Corner, *, uses: int = 3, price_minor: int = 1_000, days: int = 30) -> Product:
    return define_product(
        shop_id=town.shop.pk,
        sku_id=town.milk.pk,
        name="Milk card",
        uses=uses,
        price_minor=price_minor,
        valid_days=days,
        key=uuid4().hex,
        by=actor(town.owner),
        at=MORNING,
    )


def bought(town: Corner, of: Product | None = None, *, key: str = "", at: datetime = MORNING) -> tuple[Voucher, str]:
    made = buy_voucher(product_id=(of or product(town)).pk, method="bank_account", key=key or uuid4().hex, by=actor(town.resident), at=at)
    return made.voucher, made.code


def redeem(town: Corner, shown: str, *, by: Any = None, at: Any = MORNING, key: str = "") -> Redemption:
    return redeem_voucher(shop_id=town.shop.pk, shown=shown, key=key or uuid4().hex, by=actor(by or town.owner), at=at)


def money(town: Corner) -> tuple[int, int, int]:
    """In custody, available to the shop, and on the resident's account."""
    return balance_of(custody_of(town.shop.party_id)), balance_of(available_of(town.shop.party_id)), balance_of(deposit_of(town.resident.party_id))


@given(st.integers(1, 500), st.integers(0, 100_000))
def test_all_uses_together_are_worth_the_price(uses: int, more: int) -> None:
    parts = [rules.worth_of_use(uses + more, uses, number) for number in range(1, uses + 1)]
    assert sum(parts) == uses + more
    assert min(parts) >= 1
    assert max(parts) - min(parts) <= 1


def test_a_voucher_is_paid_into_custody_and_released_use_by_use(town: Corner) -> None:
    voucher, code = bought(town, key="one")
    assert len(code) == 16 >= 12
    assert set(code) <= set(LETTERS)
    assert (voucher.status, voucher.last4, bytes(voucher.code_digest) == rules.digest_of(code)) == ("issued", code[-4:], True)
    assert code.encode() not in bytes(voucher.code_digest)
    assert money(town) == (1_000, 0, 99_000)
    again = buy_voucher(product_id=voucher.product_id, method="bank_account", key="one", by=actor(town.resident), at=MORNING)
    assert (again.voucher.pk, again.code, Voucher.objects.count()) == (voucher.pk, "", 1)
    first = redeem(town, rules.spaced(code).lower(), by=cast.clerk(town.shop), key="use")
    assert redeem(town, rules.spaced(code).lower(), by=Redemption.objects.get().by, key="use").pk == first.pk
    order = Order.objects.get(pk=first.order_id)
    assert (order.status, order.tender, order.total_minor, order.buyer_id) == ("completed", "voucher", 333, town.resident.party_id)
    # The commission at the counter is a fen of it.
    assert money(town) == (667, 332, 99_000)
    assert Level.objects.get(sku=town.milk).on_hand == 49
    assert differences() == []
    redeem(town, token_of(voucher, MORNING))
    last = redeem(town, code)
    voucher.refresh_from_db()
    assert (last.amount_minor, voucher.status, voucher.remaining, money(town)[0]) == (334, "redeemed", 0, 0)
    with pytest.raises(VoucherOver):
        redeem(town, code)
    with pytest.raises(KeyUsedOtherwise):
        redeem(town, "other", by=first.by, key="use")
    assert differences() == []


def test_a_token_is_stale_after_a_minute_and_nobody_else_can_make_one(town: Corner) -> None:
    voucher, _code = bought(town)
    token = token_of(voucher, MORNING)
    forged = token[:-9] + ("B" if token[-9] == "A" else "A") + token[-8:]
    late, early = MORNING + timedelta(seconds=61), MORNING - timedelta(seconds=6)
    for shown, at in ((token, late), (token, early), (forged, MORNING), ("TCV.x", MORNING), (f"TCV.{uuid4().hex}.1.x", MORNING)):
        with pytest.raises(StaleToken):
            redeem(town, shown, at=at)
    assert not Redemption.objects.exists()
    assert redeem(town, token, at=MORNING + timedelta(seconds=60)).number == 1


def test_only_the_merchants_own_people_take_it(town: Corner) -> None:
    _voucher, code = bought(town)
    before = (money(town), list(Voucher.objects.values()))
    with pytest.raises(VoucherNotFound):
        redeem_voucher(shop_id=town.rival_shop.pk, shown=code, key="a", by=actor(town.rival), at=MORNING)
    for stranger in (town.rival, town.resident, town.outsider):
        with pytest.raises(NotFound):
            redeem(town, code, by=stranger)
    with pytest.raises(VoucherNotFound):
        redeem(town, "AAAABBBBCCCCDDDD")
    assert (money(town), list(Voucher.objects.values())) == before
    Level.objects.filter(sku=town.milk).update(reserved=50)
    with pytest.raises(SoldOut):
        redeem(town, code)
    Level.objects.filter(sku=town.milk).update(reserved=0)
    assert not Redemption.objects.exists()
    assert differences() == []


def test_a_manager_undoes_the_latest_use_for_five_minutes(town: Corner) -> None:
    _voucher, code = bought(town)
    first, second = redeem(town, code), redeem(town, code)
    clerk = cast.clerk(town.shop)
    undo = {"key": "u", "at": MORNING + timedelta(minutes=5)}
    for who in (clerk, town.rival):
        with pytest.raises(NotFound):
            undo_redemption(redemption_id=second.pk, by=actor(who), **undo)
    with pytest.raises(TooLateToUndo):  # not the latest
        undo_redemption(redemption_id=first.pk, by=actor(town.owner), key="f", at=MORNING)
    with pytest.raises(TooLateToUndo):
        undo_redemption(redemption_id=second.pk, by=actor(town.owner), key="l", at=MORNING + timedelta(minutes=5, seconds=1))
    for _again in range(2):
        undo_redemption(redemption_id=second.pk, by=actor(town.owner), **undo)
    voucher = Voucher.objects.get()
    assert (voucher.remaining, voucher.released_minor, money(town)) == (2, 333, (667, 332, 99_000))
    assert Level.objects.get(sku=town.milk).on_hand == 49
    with pytest.raises(TooLateToUndo):
        undo_redemption(redemption_id=second.pk, by=actor(town.owner), key="again", at=MORNING)
    assert differences() == []
    assert redeem(town, code).number == 2
    assert differences() == []


def test_what_is_not_used_goes_back_when_asked_when_over_and_when_the_shop_may_sell_no_more(town: Corner) -> None:
    of = product(town)
    asked, code = bought(town, of)
    late, late_code = bought(town, of)
    kept, _code = bought(town, of)
    redeem(town, code)
    for _again in range(2):
        refund_voucher(voucher_id=asked.pk, key="r", by=actor(town.resident), at=MORNING)
    asked.refresh_from_db()
    assert (asked.status, asked.refunded_minor) == ("refunded", 667)
    with pytest.raises(VoucherOver):
        redeem(town, code)
    with pytest.raises(VoucherOver):
        refund_voucher(voucher_id=asked.pk, key="s", by=actor(town.resident), at=MORNING)
    assert differences() == []
    redeem(town, late_code)
    Voucher.objects.filter(pk=kept.pk).update(expires_at=MORNING + timedelta(days=90))
    over = MORNING + timedelta(days=31)
    with pytest.raises(VoucherOver):
        redeem(town, late_code, at=over)
    assert (expire_vouchers(at=over), expire_vouchers(at=over)) == (1, 0)
    late.refresh_from_db()
    assert (late.status, late.refunded_minor) == ("expired", 667)
    bank = dealing.operator()
    with pytest.raises(NotFound):
        refund_shop_vouchers(shop_id=town.shop.pk, reason="x", key="x", by=actor(town.owner), at=MORNING)
    for _again in range(2):
        assert refund_shop_vouchers(shop_id=town.shop.pk, reason="licence", key="x", by=bank, at=MORNING) == 1
    kept.refresh_from_db()
    assert (kept.status, kept.refunded_minor, kept.reason) == ("refunded", 1_000, "licence")
    assert money(town)[0] == 0
    assert money(town)[2] == 100_000 - 333 * 2
    with pytest.raises(ProductNotFound):
        bought(town, of)
    assert differences() == []


def test_goods_of_a_use_that_come_back_are_paid_to_the_holder_and_the_use_stays_used(town: Corner) -> None:
    _voucher, code = bought(town)
    used = redeem(town, code)
    spent = money(town)[2]
    for _again in range(2):
        refund_lines(order_id=used.order_id, asked=[Asked(1, Decimal(1))], reason="sour", key="r", by=actor(town.owner), at=MORNING)
    assert money(town) == (667, 0, spent + 333)
    voucher = Voucher.objects.get()
    assert (voucher.remaining, voucher.released_minor) == (2, 333)
    assert differences() == []


def test_who_paid_ahead_has_it_back_when_the_bank_stops_the_shop(town: Corner) -> None:
    of = product(town)
    _voucher, code = bought(town, of)
    redeem(town, code)
    assert (refund_suspended(shop_id=town.shop.pk, at=MORNING), queries.stopped_with_vouchers()) == (0, [])
    with transaction.atomic():
        suspend_selling(party_id=town.shop.party_id, why="bank", by=cast.BANK, at=MORNING)
    assert queries.stopped_with_vouchers() == [town.shop.pk]
    with pytest.raises(ProductNotFound):
        bought(town, of)
    assert (refund_suspended(shop_id=town.shop.pk, at=MORNING), refund_suspended(shop_id=town.shop.pk, at=MORNING)) == (1, 0)
    voucher = Voucher.objects.get()
    assert (voucher.status, voucher.reason, voucher.refunded_minor, money(town)[0]) == ("refunded", "suspended", 667, 0)
    told = Notice.objects.get(party_id=town.resident.party_id, kind="voucher_refunded")
    with translation.override("en"):
        assert "since its shop may sell no more: ¥6.67 is back" in told.sentence
    assert queries.stopped_with_vouchers() == []
    # The books of the room; that a stop has a cause is the onboarding room's, which this test goes around.
    assert [name for name, _rows in differences() if "voucher" in name or "custody" in name] == []


def test_nobody_pays_an_order_out_of_other_peoples_custody(town: Corner) -> None:
    _voucher, code = bought(town, product(town, uses=2, price_minor=1_000))
    redeem(town, code)
    put(town.resident, town.milk)
    before = standing()
    with pytest.raises(PaymentFailed):
        check_out(town.resident, method="voucher")
    assert standing() == before
    assert differences() == []


def test_a_new_code_kills_the_old_one(town: Corner) -> None:
    voucher, old = bought(town)
    with pytest.raises(VoucherNotFound):
        renew_code(voucher_id=voucher.pk, by=actor(town.outsider), at=MORNING)
    fresh = renew_code(voucher_id=voucher.pk, by=actor(town.resident), at=MORNING).code
    with pytest.raises(VoucherNotFound):
        redeem(town, old)
    assert redeem(town, fresh).number == 1


def test_another_shop_of_the_merchant_takes_it_too(town: Corner) -> None:
    _voucher, code = bought(town)
    party = Party.objects.get(pk=town.shop.party_id)
    manager = cast.person("manager")
    give_role(person=manager, party=party, role=Membership.Role.MANAGER, at=MORNING)
    assert redeem(town, code, by=manager).shop_id == town.shop.pk


def test_a_product_is_sound_and_the_managers_own(town: Corner) -> None:
    with pytest.raises(BadProduct):
        product(town, uses=5, price_minor=4)
    with pytest.raises(BadProduct):
        product(town, days=0)
    made = product(town)
    for stranger in (town.rival, cast.clerk(town.shop)):
        with pytest.raises(ProductNotFound):
            stop_product(product_id=made.pk, by=actor(stranger), at=MORNING)
    stop_product(product_id=made.pk, by=actor(town.owner), at=MORNING)
    with pytest.raises(ProductNotFound):
        bought(town, made)


def test_programs_and_pages_sell_show_take_and_give_back(town: Corner) -> None:
    owner, resident, rival = Api(town.owner), Api(town.resident), Api(town.rival)
    body = {"sku": str(town.milk.pk), "name": "Card", "uses": 2, "price": YUAN, "valid_days": 9}
    made = owner.post(f"shops/{town.shop.pk}/voucher-products", body).json()
    assert [one["name"] for one in Api().get(f"shops/{town.shop.pk}/voucher-products").json()] == ["Card"]
    sold = resident.post(f"voucher-products/{made['id']}/buy").json()
    voucher = sold["voucher"]["id"]
    token = resident.get(f"vouchers/{voucher}/token").json()["token"]
    used = owner.post(f"shops/{town.shop.pk}/redemptions", {"shown": token})
    assert (used.status_code, used.json()["amount"]["amount"]) == (201, "2.50")
    page = owner.client.get("/shop/till/voucher/")
    assert sold["code"][-4:] in page.content.decode()
    assert owner.client.post("/shop/till/voucher/take/", {"shown": "nothing", "idempotency_key": "n"}).status_code == 409
    assert owner.client.post("/shop/till/voucher/take/", {"shown": sold["code"], "idempotency_key": "t"}).status_code == 302
    latest = Redemption.objects.latest("number")
    strangers: list[tuple[str, str, Any]] = [
        ("get", f"vouchers/{voucher}/token", None),
        ("post", f"vouchers/{voucher}/code", {}),
        ("post", f"vouchers/{voucher}/refund", {}),
        ("post", f"voucher-products/{made['id']}/stop", {}),
        ("post", f"shops/{town.shop.pk}/voucher-products", body),
        ("post", f"shops/{town.shop.pk}/vouchers/refund", {"reason": "x"}),
        ("post", f"shops/{town.shop.pk}/redemptions", {"shown": sold["code"]}),
        ("post", f"redemptions/{latest.pk}/undo", {}),
    ]
    before = (money(town), list(Voucher.objects.values()), list(Product.objects.values()))
    for api, expected in ((rival, 404), (Api(town.outsider), 404), (Api(), 401)):
        for method, address, said in strangers:
            answer = api.get(address) if method == "get" else api.post(address, said)
            assert answer.status_code == expected, (address, answer.content)
    for path, sent in (
        ("/shop/vouchers/define/", body),
        (f"/shop/vouchers/{made['id']}/stop/", {}),
        (f"/shop/till/voucher/{latest.pk}/undo/", {"idempotency_key": "u"}),
    ):
        assert Api(town.outsider).client.post(path, {**sent, "uses": "2", "days": "9"}).status_code == 404
    # Somebody else's and nobody's are answered alike.
    for address in ("redemptions/{}/undo", "vouchers/{}/refund", "voucher-products/{}/stop"):
        theirs = {"redemptions/{}/undo": latest.pk, "vouchers/{}/refund": voucher, "voucher-products/{}/stop": made["id"]}[address]
        assert len({rival.post(address.format(one)).json()["code"] for one in (theirs, uuid4())}) == 1
    for path in ("/shop/vouchers/", "/shop/till/voucher/"):
        assert Api(town.outsider).client.get(path).status_code == 404
        assert owner.client.get(path).status_code == 200
    assert (money(town), list(Voucher.objects.values()), list(Product.objects.values())) == before
    assert owner.client.post(f"/shop/till/voucher/{latest.pk}/undo/", {"idempotency_key": "u"}).status_code == 302
    assert resident.post(f"vouchers/{voucher}/refund").json()["refunded"]["amount"] == "2.50"
    typed = {"name": "Ten", "sku": str(town.milk.pk), "uses": "10", "price": "45", "days": "90", "idempotency_key": "p"}
    assert owner.client.post("/shop/vouchers/define/", typed).status_code == 302
    assert owner.client.post("/shop/vouchers/define/", {**typed, "uses": "ten", "idempotency_key": "q"}).status_code in {400, 422}
    assert differences() == []
