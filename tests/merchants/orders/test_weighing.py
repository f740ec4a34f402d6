"""Goods sold by weight: so much held above what was ordered, weighed when they are packed, and what is over is back at once."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID, uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.kernel.money import line_minor
from ecosystem.kernel.photos import TooManyPictures, taken
from ecosystem.ledger.public import balance_of, deposit_of, pending_of
from ecosystem.notices.models import Notice
from ecosystem.once.public import KeyUsedOtherwise
from ecosystem.payments.models import Refund
from ecosystem.payments.simulators.acquirer import NAME as ACQUIRER
from merchants.aftersale.actions import refund_lines
from merchants.aftersale.rules import Asked
from merchants.catalog.public import Sku
from merchants.orders import rules
from merchants.orders.actions import weigh_order
from merchants.orders.errors import AboveHeld, BadWeight, NothingToWeigh, NotWeighed, PictureMissing, WeighedAlready
from merchants.orders.models import Line, ScalePhoto
from merchants.orders.public import Order, OrderMoved, OrderNotFound, accept_order, cancel_order, mark_ready, reject_order
from merchants.reports.actions import fold
from merchants.reports.models import ArticleDay, Day
from merchants.reports.queries import rows_behind, today_of
from merchants.settlement.public import Settlement
from merchants.shops.errors import BadPace
from merchants.shops.models import Shop
from merchants.shops.pacing import Serving, serving_terms, set_serving
from merchants.stock.public import Level, SoldOut
from tests import cast
from tests.acquiring import paid_by, passes, seconds
from tests.cast import MORNING, Corner, actor
from tests.pictures import drawn
from tests.trading import Api, buy, differences, hand_over, hand_over_short, order_in, put, standing

pytestmark = pytest.mark.django_db
SCALE = taken(drawn(32))


@pytest.fixture
def town() -> Corner:
    made = cast.corner()
    margin(made, 1_000)
    return made


def margin(town: Corner, basis_points: int) -> None:
    shop = Shop.objects.get(pk=town.shop.pk)
    terms = Serving(shop.auto_accept, shop.accept_minutes, shop.prep_minutes, shop.misses_allowed, basis_points)
    set_serving(shop_id=shop.pk, terms=terms, seen_version=shop.version, by=actor(town.owner), at=MORNING)


def pears(town: Corner, stock: str = "50") -> Sku:
    """Ten yuan a kilogram."""
    return cast.article(town.shop, town.owner, name="Pears", price_minor=1_000, unit="kg", stock=stock)


def accepted(town: Corner, sku: Sku | None = None, quantity: str = "1.2", *, channel: str = "pickup") -> Order:
    order = buy(town.resident, sku or pears(town), quantity, channel=channel)
    return accept_order(order_id=order.pk, by=actor(town.owner), at=MORNING)


def weighed(town: Corner, order: Order, weight: str, *, key: str = "", by: UUID | None = None) -> Order:
    weights = {1: Decimal(weight)}
    return weigh_order(order_id=order.pk, weights=weights, shots=[SCALE], key=key or uuid4().hex, by=actor(town.owner), at=MORNING)


def everything() -> list[object]:
    return [*standing(), list(Line.objects.order_by("pk").values()), ScalePhoto.objects.count(), list(Level.objects.order_by("pk").values())]


def money(town: Corner) -> tuple[int, int]:
    """On the resident's account, and pending for the shop."""
    return balance_of(deposit_of(town.resident.party_id)), balance_of(pending_of(town.shop.party_id))


def test_so_much_more_is_held_and_what_is_over_comes_back_when_it_is_weighed(town: Corner) -> None:
    order = accepted(town)
    assert (order.goods_minor, order.margin_minor, order.total_minor, money(town)) == (1_200, 120, 1_320, (98_680, 1_320))
    fold()
    assert Day.objects.get(shop=town.shop).sales_minor == 1_320
    assert differences() == []
    order = weighed(town, order, "1.155", key="w")
    line = order.lines.get()
    assert (line.weighed, line.weighed_minor, line.paid_minor, order.weighed_back_minor) == (Decimal("1.155"), -45, 1_155, 165)
    # In the same commit: nobody waits for the hand-over to have her money.
    assert (money(town), order.net_total_minor) == ((98_845, 1_155), 1_155)
    assert Level.objects.get(sku=line.sku).reserved == Decimal("1.155")
    assert Notice.objects.get(kind="order_weighed", party_id=town.resident.party_id).values["amount_minor"] == 165
    assert weighed(town, order, "1.155", key="w").pk == order.pk
    with pytest.raises(KeyUsedOtherwise):
        weighed(town, order, "1.156", key="w")
    mark_ready(order_id=order.pk, by=actor(town.owner), at=MORNING)
    hand_over(order_id=order.pk, key="h", by=actor(town.owner), at=MORNING)
    assert (Settlement.objects.get().goods_minor, money(town)[1]) == (1_155, 0)
    assert Level.objects.get(sku=line.sku).on_hand == Decimal("48.845")
    # The day tells what it weighed: what was held above that was no sale, and is no refund.
    fold()
    day, pear = Day.objects.get(shop=town.shop), ArticleDay.objects.get(sku=line.sku)
    assert (day.sales_minor, day.refunds, pear.quantity, pear.sales_minor) == (1_155, 0, Decimal("1.155"), 1_155)
    assert [row["sold_minor"] for row in rows_behind("sales", town.shop.pk, MORNING.date().replace(day=1))] == [1_155]
    assert today_of(town.shop.pk, at=MORNING).sales_minor == 1_155
    assert differences() == []


@pytest.mark.parametrize(("weight", "pays"), [("1.2", 1_200), ("1.3", 1_300), ("1.32", 1_320), ("0.001", 1), ("1.1999", None)])
def test_a_line_costs_what_it_weighs(town: Corner, weight: str, pays: int | None) -> None:
    order = accepted(town)
    if pays is None:
        with pytest.raises(BadWeight):
            weighed(town, order, weight)
        return
    order = weighed(town, order, weight)
    assert (order.net_total_minor, money(town)) == (pays, (100_000 - pays, pays))
    assert Refund.objects.count() == (pays != 1_320)
    assert differences() == []


def test_what_comes_back_afterwards_is_of_what_it_weighed(town: Corner) -> None:
    order = weighed(town, accepted(town), "1.1")
    hand_over(order_id=order.pk, key="h", by=actor(town.owner), at=MORNING)
    for turn in range(2):
        refund_lines(order_id=order.pk, asked=[Asked(1, Decimal("0.55"))], reason="soft", key=f"r{turn}", by=actor(town.owner), at=MORNING)
        assert differences() == []
    assert money(town) == (100_000, 0)
    order = weighed(town, accepted(town), "1.25")
    hand_over_short(order_id=order.pk, missing=[Asked(1, Decimal("0.25"))], key="s", by=actor(town.owner), at=MORNING)
    assert money(town) == (99_000, 0)
    assert differences() == []


def test_an_order_that_is_undone_gives_everything_back_once(town: Corner) -> None:
    order = buy(town.resident, pears(town), "1.2")
    cancel_order(order_id=order.pk, key="c", by=actor(town.resident), at=MORNING)
    assert money(town) == (100_000, 0)
    order = weighed(town, accepted(town), "1.1")
    reject_order(order_id=order.pk, reason="other", key="r", by=actor(town.owner), at=MORNING)
    assert money(town) == (100_000, 0)
    assert differences() == []


def test_by_an_acquirer_the_difference_is_on_its_way_and_arrives(town: Corner) -> None:
    order = paid_by(town.resident, pears(town), "1.2")
    assert (order.tender, order.total_minor) == (ACQUIRER, 1_320)
    accept_order(order_id=order.pk, by=actor(town.owner), at=MORNING)
    order = weighed(town, order, "1.1")
    assert Refund.objects.get().status == "requested"
    assert differences() == []
    mark_ready(order_id=order.pk, by=actor(town.owner), at=MORNING)
    hand_over(order_id=order.pk, key="h", by=actor(town.owner), at=MORNING)
    assert differences() == []
    passes(*seconds(0, 5, 10))
    assert (Refund.objects.get().status, money(town)[1]) == ("succeeded", 0)
    assert differences() == []


def test_refusals_change_nothing(town: Corner) -> None:
    order = accepted(town)
    other = order_in("accepted", town)
    before = everything()
    for position, weight, refusal in ((1, "1.321", AboveHeld), (1, "0", BadWeight), (1, "NaN", BadWeight), (2, "1", BadWeight)):
        with pytest.raises(refusal):
            weigh_order(order_id=order.pk, weights={position: Decimal(weight)}, shots=[SCALE], key=uuid4().hex, by=actor(town.owner), at=MORNING)
    with pytest.raises(PictureMissing):
        weigh_order(order_id=order.pk, weights={1: Decimal(1)}, shots=[], key="k", by=actor(town.owner), at=MORNING)
    with pytest.raises(TooManyPictures):
        shots = [taken(drawn(32 + size)) for size in range(6)]
        weigh_order(order_id=order.pk, weights={1: Decimal(1)}, shots=shots, key="k", by=actor(town.owner), at=MORNING)
    with pytest.raises(NothingToWeigh):
        weighed(town, other, "1")
    for stranger in (town.rival, town.resident, town.outsider):
        with pytest.raises(OrderNotFound):
            weigh_order(order_id=order.pk, weights={1: Decimal(1)}, shots=[SCALE], key="k", by=actor(stranger), at=MORNING)
    for step in (mark_ready, hand_over):
        with pytest.raises(NotWeighed):
            step(order_id=order.pk, by=actor(town.owner), at=MORNING, **({"key": "h"} if step is hand_over else {}))
    assert everything() == before
    weighed(town, order, "1.1")
    with pytest.raises(WeighedAlready):
        weighed(town, order, "1.2")
    waiting = buy(town.resident, pears(town), "1")
    with pytest.raises(OrderMoved):
        weighed(town, waiting, "1")
    assert differences() == []


def test_the_shelf_must_hold_what_lies_on_the_scale(town: Corner) -> None:
    order = accepted(town, pears(town, stock="1.2"))
    before = everything()
    with pytest.raises(SoldOut):
        weighed(town, order, "1.25")
    assert everything() == before
    weighed(town, order, "1.2")
    assert differences() == []


def test_a_shop_without_a_margin_weighs_what_was_ordered_or_less(town: Corner) -> None:
    margin(town, 0)
    order = accepted(town)
    assert order.total_minor == 1_200
    with pytest.raises(AboveHeld):
        weighed(town, order, "1.21")
    assert weighed(town, order, "1.1").net_total_minor == 1_100
    assert serving_terms(Shop.objects.get(pk=town.shop.pk)).weigh_margin_bp == 0
    with pytest.raises(BadPace):
        margin(town, 3_001)
    assert differences() == []


def test_a_quote_from_before_the_margin_is_not_charged_silently(town: Corner) -> None:
    api = Api(town.resident)
    put(town.resident, pears(town), "1.2")
    with time_machine.travel(MORNING, tick=False):
        shown = api.get("basket").json()
        assert (shown["due"], shown["parts"][0]["margin"]) == ({"amount": "13.20", "currency": "CNY"}, {"amount": "1.20", "currency": "CNY"})
        margin(town, 2_000)
        refused = api.post("checkout", {"quote": shown["quote"], "channel": "pickup"}, key="c")
        assert (refused.status_code, refused.json()["code"]) == (409, "quote_changed")
        assert not Order.objects.exists()
        page = api.client.get("/basket/", headers={"Accept-Language": "en"}).content.decode()
        assert "Held for the scale" in page
        assert "2.40" in page


def test_the_endpoint_the_pages_and_the_picture(town: Corner) -> None:
    order = accepted(town)
    shop, buyer, stranger = Api(town.owner), Api(town.resident), Api(town.outsider)
    photo = SimpleUploadedFile("scale.jpg", drawn(32), "image/jpeg")
    with time_machine.travel(MORNING, tick=False):
        page = shop.client.get(f"/shop/orders/{order.pk}/", headers={"Accept-Language": "en"}).content.decode()
        assert "Put it on the scale" in page
        assert "Held for the scale" in buyer.client.get(f"/orders/{order.pk}/", headers={"Accept-Language": "en"}).content.decode()
        form = {"weights": '{"1": "1.1"}', "photos": [photo]}
        sent = stranger.client.post(f"/api/v1/orders/{order.pk}/weigh", form, headers={"Idempotency-Key": "w"})
        assert sent.status_code == 404
        bad = shop.client.post(f"/api/v1/orders/{order.pk}/weigh", {"weights": '{"x": 1}'}, headers={"Idempotency-Key": "w"})
        assert bad.status_code == 422
        photo.seek(0)
        done = shop.client.post(f"/api/v1/orders/{order.pk}/weigh", form, headers={"Idempotency-Key": "w"})
        assert (done.status_code, done.json()["weighed_back"]["amount"]) == (200, "2.20")
        shown = buyer.client.get(f"/orders/{order.pk}/", headers={"Accept-Language": "en"}).content.decode()
        assert "1.1 on the scale" in shown
        assert "2.20" in shown
        address = f"/weighed/{ScalePhoto.objects.get().pk}/"
        assert address in shown
        assert [one.client.get(address).status_code for one in (buyer, shop, stranger, Api(town.rival))] == [200, 200, 404, 404]
        order = accepted(town)
        photo.seek(0)
        posted = shop.client.post(f"/shop/orders/{order.pk}/weigh/", {"weight-1": "1.3", "photos": [photo], "idempotency_key": "p"})
        assert posted.status_code == 302
    assert Order.objects.get(pk=order.pk).net_total_minor == 1_300
    assert differences() == []


@given(st.integers(1, 100_000), st.integers(1, 5_000), st.integers(1, 5_000), st.integers(0, 3_000))
def test_nobody_pays_above_what_was_held_nor_less_than_a_fen(unit: int, ordered: int, weight: int, margin_bp: int) -> None:
    want, got = Decimal(ordered) / 1_000, Decimal(weight) / 1_000
    gross = line_minor(unit, want)
    if not gross:
        return
    change = rules.weighed_change(unit, want, got, paid_minor=gross)
    held = rules.margin_minor(gross, "kg", margin_bp)
    assert gross + change == max(line_minor(unit, got), 1)
    assert 0 <= held <= gross * 3_000 // 10_000 + 1
    assert rules.margin_minor(gross, "piece", margin_bp) == 0


BROKEN = {
    "weighing_gives_back_a_part": {"weighed_at": None},
    "what_is_held_for_the_scale_is_weighed_before_it_is_ready": {"weighed_at": None, "weighed_back_minor": 0, "status": "ready"},
}


@pytest.mark.parametrize("name", BROKEN)
def test_constraints(town: Corner, name: str) -> None:
    order = weighed(town, accepted(town), "1.1")
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Order.objects.filter(pk=order.pk).update(**BROKEN[name])
    with pytest.raises(IntegrityError, match="a_line_weighs_something_and_no_more_than_was_held"), transaction.atomic():
        Line.objects.filter(order=order).update(weighed_minor=121)
    with pytest.raises(IntegrityError, match="a_scale_may_go_over_by_a_part"), transaction.atomic():
        Shop.objects.filter(pk=town.shop.pk).update(weigh_margin_bp=3_001)
    photo = ScalePhoto.objects.get()
    wrongs: list[tuple[dict[str, object], str]] = [
        ({"kind": "text/html"}, "a_scale_is_shown_on_pictures"),
        ({"size": 0}, "a_picture_of_a_scale_is_at_most_five_megabytes"),
        ({"digest": bytes(photo.digest)}, "a_picture_of_a_scale_is_kept_once"),
    ]
    row = {"order": order, "kind": "image/png", "size": 1, "digest": b"0", "name": "n", "taken_at": MORNING}
    for wrong, broken in wrongs:
        with pytest.raises(IntegrityError, match=broken), transaction.atomic():
            ScalePhoto.objects.create(**{**row, **wrong})


def test_a_picture_of_a_scale_is_written_once(town: Corner) -> None:
    weighed(town, accepted(town), "1.1")
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        ScalePhoto.objects.update(kind="image/png")
