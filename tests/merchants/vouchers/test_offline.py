"""Vouchers that a till took without a network: judged as of then, once each in whatever order they come, and what can't be is listed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

import pytest
import time_machine
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from ecosystem.identity.public import Person
from ecosystem.kernel import base64url
from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.tokens import ORDER
from ecosystem.once.public import KeyUsedOtherwise
from ecosystem.payments.actions import pay_code_of, take_pay_code
from ecosystem.payments.errors import PayCodeUsed
from merchants.orders.public import Order
from merchants.till.actions import book_again, drop_held, redeem_voucher, replay_use
from merchants.till.errors import BadSaleId, TodoNotFound, UseHeld
from merchants.till.models import Todo
from merchants.till.rules import Taken
from merchants.vouchers.actions import expire_vouchers, refund_voucher
from merchants.vouchers.errors import TokenTaken, VoucherOver
from merchants.vouchers.models import Redemption, Voucher
from merchants.vouchers.public import OFFLINE_LASTS, token_of
from tests import cast
from tests.cast import MORNING, Corner, actor
from tests.merchants.vouchers.test_vouchers import bought, money, product, redeem
from tests.trading import Api, differences

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(hours=5)
SOON = timedelta(seconds=30)


@pytest.fixture
def town(corner: Corner) -> Iterator[Corner]:
    with time_machine.travel(MORNING, tick=False):
        yield corner


def taken(voucher: Voucher, *, at: datetime = MORNING, after: timedelta = SOON, shown: str = "", seller: UUID | None = None) -> Taken:
    """What a till keeps of a use whose code was made ``at`` and scanned a little ``after``."""
    return Taken(uuid7(), shown or token_of(voucher, at), at + after, seller)


def send(town: Corner, use: Taken, *, by: Person | None = None, at: datetime = LATER) -> Redemption | Todo:
    return replay_use(shop_id=town.shop.pk, taken=use, by=actor(by or town.owner), at=at)


def test_uses_come_in_three_times_in_any_order_and_are_taken_once_each(town: Corner) -> None:
    voucher, clerk = bought(town, product(town, uses=5))[0], cast.clerk(town.shop)
    uses = [taken(voucher, at=MORNING + timedelta(minutes=number), seller=clerk.pk) for number in range(4)]
    for _round in range(3):
        random.Random(_round).shuffle(uses)
        answers = [send(town, use) for use in uses]
        assert [answer.order_id for answer in answers if isinstance(answer, Redemption)] == [use.use for use in uses]
    found = Redemption.objects.order_by("taken_at")
    assert [(one.taken_at, one.shown_at, one.at, one.by_id) for one in found] == [
        (MORNING + timedelta(minutes=number) + SOON, MORNING + timedelta(minutes=number), LATER, clerk.pk) for number in range(4)
    ]
    assert (Voucher.objects.get().remaining, Todo.objects.count(), Order.objects.count()) == (1, 0, 4)
    with pytest.raises(KeyUsedOtherwise):
        send(town, Taken(uses[0].use, uses[1].shown, MORNING))
    with pytest.raises(BadSaleId):
        send(town, Taken(UUID(int=1), uses[0].shown, MORNING))
    # The answer to a use that was taken with a network was lost: it is that use, not another.
    key, shown = uuid7(), token_of(voucher, LATER)
    first = redeem_voucher(shop_id=town.shop.pk, shown=shown, key=str(key), by=actor(clerk), at=LATER)
    assert send(town, Taken(key, shown, LATER)) == first
    assert (Voucher.objects.get().status, differences()) == ("redeemed", [])


def test_two_tills_take_one_code_and_a_manager_decides_about_the_other(town: Corner) -> None:
    voucher, clerk = bought(town, product(town, uses=2))[0], cast.clerk(town.shop)
    first, twin = taken(voucher), taken(voucher)
    assert isinstance(send(town, first), Redemption)
    with pytest.raises(TokenTaken):  # nor is it taken again where there is a network
        redeem(town, first.shown)
    assert isinstance(send(town, taken(voucher, at=MORNING + timedelta(minutes=3))), Redemption)
    over = taken(voucher, at=MORNING + timedelta(minutes=2))
    before = (money(town), list(Voucher.objects.order_by("pk").values()), list(Redemption.objects.order_by("pk").values()))
    for use, code in ((twin, "voucher_token_taken"), (over, "voucher_over")):
        held = [send(town, use) for _again in range(2)]
        assert [(one.kind, one.code, one.booked, one.details["last4"]) for one in held if isinstance(one, Todo)] == [
            ("voucher", code, False, voucher.last4)
        ] * 2
    with pytest.raises(UseHeld):
        redeem_voucher(shop_id=town.shop.pk, shown=twin.shown, key=str(twin.use), by=actor(town.owner), at=LATER)
    todo = Todo.objects.get(sale_id=over.use)
    with pytest.raises(TodoNotFound):
        drop_held(todo_id=todo.pk, reason="x", by=actor(town.rival), at=LATER)
    with pytest.raises(VoucherOver):
        book_again(todo_id=todo.pk, by=actor(clerk), at=LATER)
    page = Api(town.owner).client.get("/shop/till/todos/").content.decode()
    assert all(text in page for text in (voucher.last4, "Milk card", str(todo.pk)))
    drop_held(todo_id=todo.pk, reason="she paid in cash", by=actor(town.owner), at=LATER)
    assert (money(town), list(Voucher.objects.order_by("pk").values()), list(Redemption.objects.order_by("pk").values())) == before
    assert differences() == []


def test_what_a_voucher_no_longer_gives_is_listed_and_what_it_gave_then_is_taken(town: Corner) -> None:
    of = product(town, days=1)
    (refunded, _a), (late, _b), (swept, _c) = (bought(town, of) for _ in range(3))
    over = MORNING + timedelta(days=1)
    on_time, after_all, too_late = taken(late, at=over - timedelta(hours=1)), taken(swept, at=over - timedelta(hours=1)), taken(swept, at=over)
    back = taken(refunded)
    refund_voucher(voucher_id=refunded.pk, key="r", by=actor(town.resident), at=MORNING + timedelta(minutes=1))
    # It was good when it was taken, and nobody has given it back yet.
    assert isinstance(send(town, on_time, at=over + timedelta(hours=1)), Redemption)
    expire_vouchers(at=over + timedelta(hours=2))
    answers = [send(town, use, at=over + timedelta(hours=3)) for use in (back, after_all, too_late)]
    codes = [answer.code for answer in answers if isinstance(answer, Todo)]
    assert codes == ["voucher_over"] * 3
    assert differences() == []


def test_a_code_that_is_forged_stale_typed_or_anothers_takes_nothing(town: Corner) -> None:
    voucher, code = bought(town)
    shown = token_of(voucher, MORNING)
    mark, subject, moment, signature = shown.split(".")
    raw = base64url.decode(subject)
    more = base64url.encode(raw[:-1] + bytes([raw[-1] + 1]))
    forged = [f"{mark}.{more}.{moment}.{signature}", f"{mark}.{subject}.{int(moment) + 1}.{signature}", shown[:-6] + "AAAAAA", "TCV.a.1.b", code]
    before = (money(town), list(Voucher.objects.values()), Order.objects.count())
    uses = [taken(voucher, shown=one) for one in forged]
    uses += [taken(voucher, after=timedelta(minutes=4, seconds=1)), taken(voucher, after=timedelta(seconds=-6))]
    assert [answer.code for answer in (send(town, use) for use in uses) if isinstance(answer, Todo)] == ["voucher_token_stale"] * len(uses)
    elsewhere = replay_use(shop_id=town.rival_shop.pk, taken=taken(voucher), by=actor(town.rival), at=LATER)
    assert isinstance(elsewhere, Todo)
    assert (elsewhere.code, elsewhere.details) == ("voucher_not_found", {})
    use = taken(voucher)
    for stranger in (town.rival, town.resident, town.outsider):
        with pytest.raises(NotFound):
            send(town, use, by=stranger)
    late = send(town, use, at=MORNING + SOON + OFFLINE_LASTS + timedelta(seconds=1))
    assert isinstance(late, Todo)
    assert (late.code, money(town), list(Voucher.objects.values()), Order.objects.count()) == ("voucher_sent_too_late", *before)
    # Whoever manages the shop may say that it was so.
    for _again in range(2):
        assert book_again(todo_id=late.pk, by=actor(town.owner), at=LATER + OFFLINE_LASTS).booked
    again = send(town, use, at=LATER + OFFLINE_LASTS)
    assert (isinstance(again, Redemption), Redemption.objects.count(), differences()) == (True, 1, [])


def test_programs_get_the_key_and_send_what_they_took(town: Corner) -> None:
    voucher, code = bought(town)
    owner = Api(town.owner)
    told = owner.get(f"shops/{town.shop.pk}/voucher-codes").json()
    assert (next(iter(told["products"].values()))["name"], told["lives"]) == ("Milk card", 240)
    x, y = (int.from_bytes(base64url.decode(told["key"][part]), "big") for part in "xy")
    key, shown = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key(), token_of(voucher, MORNING)
    said, _, signature = shown.rpartition(".")
    halves = base64url.decode(signature)
    r, s = (int.from_bytes(halves[part], "big") for part in (slice(32), slice(32, 64)))
    key.verify(encode_dss_signature(r, s), said.encode(), ec.ECDSA(SHA256()))
    with pytest.raises(InvalidSignature):
        key.verify(encode_dss_signature(r, s), said.encode() + b"1", ec.ECDSA(SHA256()))
    sent = {"shown": shown, "sale": str(uuid7()), "offline": True, "taken_at": MORNING.isoformat(), "seller": None}
    for api, expected in ((Api(town.rival), 404), (Api(town.outsider), 404), (Api(), 401)):
        assert api.get(f"shops/{town.shop.pk}/voucher-codes").status_code == expected
        assert api.post(f"shops/{town.shop.pk}/redemptions", sent).status_code == expected
    assert Redemption.objects.count() == 0
    assert [owner.post(f"shops/{town.shop.pk}/redemptions", sent).status_code for _again in range(2)] == [201, 201]
    assert owner.post(f"shops/{town.shop.pk}/redemptions", {**sent, "sale": None}).json()["code"] == "bad_sale_id"
    held = owner.post(f"shops/{town.shop.pk}/redemptions", {**sent, "sale": str(uuid7()), "shown": code})
    assert (held.status_code, held.json()["state"], held.json()["code"]) == (202, "held", "voucher_token_stale")
    prices = owner.client.get("/shop/till/prices/").json()
    assert (prices["vouchers"], prices["now"]) == (told, int(MORNING.timestamp() * 1000))
    assert (Redemption.objects.count(), differences()) == (1, [])


def test_a_code_that_pays_once_is_not_another_code_by_its_other_signature(town: Corner) -> None:
    """Whoever sees a signature of ECDSA can write its twin (s for n − s), and base64 has spare bits: a code is known by what it says."""
    code = pay_code_of(town.resident.party_id, MORNING)
    said, _, signature = code.rpartition(".")
    halves = base64url.decode(signature)
    twin = f"{said}.{base64url.encode(halves[:32] + (ORDER - int.from_bytes(halves[32:], 'big')).to_bytes(32, 'big'))}"
    assert take_pay_code(code=code, amount_minor=1, at=MORNING) == town.resident.party_id
    with pytest.raises(PayCodeUsed):
        take_pay_code(code=twin, amount_minor=1, at=MORNING)
