"""Money by codes: the shop's static one, the sale's own, the buyer's own; and what is found out of it afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, connection, transaction

from ecosystem.feed.public import FactRow
from ecosystem.kernel.actor import VISITOR
from ecosystem.kernel.errors import NotFound, Unauthenticated
from ecosystem.ledger.public import InsufficientFunds, available_of, balance_of, collected_of, deposit_of
from ecosystem.notices.models import Notice
from ecosystem.payments.actions import pay_code_of
from ecosystem.payments.errors import AbovePayCode, PayCodeStale, PayCodeUsed, UnknownMethod
from ecosystem.payments.models import Payment, UsedPayCode
from ecosystem.payments.simulators.acquirer import NAME
from merchants.customers.errors import PaysTooMuch
from merchants.customers.models import Card
from merchants.orders.public import Order, OrderMoved, OrderNotFound, SellingSuspended, Wanted
from merchants.shops.models import Shop
from merchants.till.actions import book_as_sale, collect, link_to_sale, link_to_tab, match_collection, ring_up, take_by_pay_code
from merchants.till.errors import BadAmount, CollectionLinked, CollectionNotFound
from merchants.till.models import Collection
from tests import cast, counter
from tests.acquiring import acquirer, passes
from tests.cast import MORNING, Corner, actor
from tests.trading import Api, differences, standing

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def town() -> Iterator[Corner]:
    with time_machine.travel(MORNING, tick=False):
        yield cast.corner(stock="500")


def paid(town: Corner, amount_minor: int = 500, *, method: str = "bank_account", key: str = "", note: str = "") -> Collection:
    by = actor(town.resident)
    return collect(shop_id=town.shop.pk, amount_minor=amount_minor, note=note, method=method, key=key or uuid4().hex, by=by, at=MORNING)


def _signed_otherwise(code: str) -> str:
    """Another first sign: of the last one, most of the bits say nothing."""
    said, _, signature = code.rpartition(".")
    return f"{said}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}"


def rung(town: Corner, quantity: str = "1") -> Order:
    wanted = [Wanted(town.milk.pk, Decimal(quantity), 500)]
    return ring_up(shop_id=town.shop.pk, wanted=wanted, key=uuid4().hex, by=actor(town.owner), at=MORNING)


def matched(one: Collection, *, after: timedelta = timedelta()) -> Collection:
    return match_collection(collection_id=one.pk, at=MORNING + after)


def owing(town: Corner, *quantities: str) -> Card:
    """Mrs Wu's tab, which the resident holds."""
    card = counter.customer(town)
    for quantity in quantities:
        counter.sold(town, counter.line(town.milk, quantity), tender="tab", customer=card)
    Card.objects.filter(pk=card.pk).update(holder=town.resident.party_id)
    card.refresh_from_db()
    return card


def test_an_amount_by_the_static_code_waits_in_the_shops_own_account_until_it_is_known_what_for(town: Corner) -> None:
    one = paid(town, 1_234, key="k", note="  eggs\tand such ")
    assert paid(town, 1_234, key="k").pk == one.pk
    one.refresh_from_db()
    assert (one.status, one.note, balance_of(collected_of(town.shop.party_id))) == ("received", "eggs and such", 1_234)
    assert balance_of(deposit_of(town.resident.party_id)) == 100_000 - 1_234
    assert Notice.objects.filter(party_id=town.shop.party_id, kind="order_paid_by_static_code").count() == 1
    assert matched(one).status == "received"
    assert differences() == []
    # After a day it is a sale without articles, settled like any other.
    booked = matched(one, after=DAY)
    order = Order.objects.get(pk=booked.order_id)
    assert (booked.status, order.status, order.buyer_id, order.total_minor) == ("linked", "completed", town.resident.party_id, 1_234)
    assert (balance_of(collected_of(town.shop.party_id)), balance_of(available_of(town.shop.party_id))) == (0, 1_229)
    assert FactRow.objects.filter(kind="trade.order_settled").count() == 1
    before = standing()
    assert matched(one, after=DAY).order_id == order.pk
    assert standing() == before
    assert differences() == []


def test_the_one_sale_of_its_amount_is_found_by_itself_and_several_are_a_persons_choice(town: Corner) -> None:
    sale = rung(town)
    one = matched(paid(town))
    sale.refresh_from_db()
    assert (one.order_id, sale.status, sale.buyer_id, sale.tender) == (sale.pk, "completed", town.resident.party_id, "bank_account")
    first, second = rung(town), rung(town)
    two = matched(paid(town))
    assert two.status == "received"
    page = Api(town.owner).client.get("/shop/till/received/").content.decode()
    assert (first.number in page, second.number in page) == (True, True)
    Api(town.owner).client.post(f"/shop/till/received/{two.pk}/sale/", {"order": str(second.pk)})
    two.refresh_from_db()
    assert (two.order_id, Order.objects.get(pk=second.pk).status, Order.objects.get(pk=first.pk).status) == (
        second.pk,
        "completed",
        "pending_payment",
    )
    # Saying it again is saying it once; saying something else comes too late.
    before = standing()
    by = actor(town.owner)
    assert link_to_sale(collection_id=two.pk, order_id=second.pk, by=by, at=MORNING).order_id == second.pk
    for refused in (
        lambda: link_to_sale(collection_id=two.pk, order_id=first.pk, by=by, at=MORNING),
        lambda: book_as_sale(collection_id=two.pk, by=by, at=MORNING),
    ):
        with pytest.raises(CollectionLinked):
            refused()
    assert standing() == before
    assert differences() == []


def test_a_tab_that_owes_just_that_is_paid_by_it(town: Corner) -> None:
    card = owing(town, "1", "3")
    one = matched(paid(town, 1_500))
    card.refresh_from_db()
    assert (one.status, bool(one.tab_payment_id), card.balance_minor) == ("linked", True, 500)
    assert balance_of(deposit_of(town.shop.party_id)) == 1_500
    assert FactRow.objects.get(kind="trade.tab_settled").standing == "settled"
    assert differences() == []
    # A part of a tab might be anything: it stands on the list with the tab to tap.
    part = matched(paid(town, 200))
    assert part.status == "received"
    page = Api(town.owner).client.get("/shop/till/received/").content.decode()
    assert "Mrs Wu" in page
    link_to_tab(collection_id=part.pk, card_id=card.pk, by=actor(town.owner), at=MORNING)
    card.refresh_from_db()
    assert card.balance_minor == 300
    more, before = paid(town, 400), standing()
    for refusal, who in ((PaysTooMuch, town.owner), (CollectionNotFound, town.rival)):
        with pytest.raises(refusal):
            link_to_tab(collection_id=more.pk, card_id=card.pk, by=actor(who), at=MORNING)
    assert standing()[0] == before[0]
    assert differences() == []


def test_what_is_no_collection_is_refused_and_nothing_moves(town: Corner) -> None:
    sale, one = rung(town), paid(town, 700)
    before = standing()
    for refusal, changes in (
        (BadAmount, {"amount_minor": 0}),
        (BadAmount, {"amount_minor": 5_000_001}),
        (UnknownMethod, {"method": "shells"}),
        (NotFound, {"shop_id": uuid4()}),
        (Unauthenticated, {"by": VISITOR}),
        (InsufficientFunds, {"by": actor(town.outsider)}),
    ):
        said = {"shop_id": town.shop.pk, "amount_minor": 500, "note": "", "method": "bank_account", "key": "n", "by": actor(town.resident), **changes}
        with pytest.raises(refusal):
            collect(at=MORNING, **said)  # type: ignore[arg-type]
    by = actor(town.owner)
    for order_id in (sale.pk, uuid4()):
        with pytest.raises(CollectionNotFound):
            link_to_sale(collection_id=one.pk, order_id=order_id, by=by, at=MORNING)
    assert standing() == before
    for person in (town.rival, town.resident, town.outsider):
        client = Api(person).client
        for what, said in (("sale", {"order": str(sale.pk)}), ("tab", {"card": str(uuid4())}), ("open", {})):
            assert client.post(f"/shop/till/received/{one.pk}/{what}/", said).status_code == 404
        assert client.post(f"/shop/till/{sale.pk}/read/", {"code": "x", "idempotency_key": "k"}).status_code == 404
    assert Api(town.owner).client.post(f"/shop/till/received/{one.pk}/gift/").status_code == 404
    assert standing() == before
    Shop.objects.filter(pk=town.shop.pk).update(suspended_at=MORNING, suspended_for="bank")
    with pytest.raises(SellingSuspended):
        paid(town)
    assert standing() == before


def test_the_static_code_over_an_acquirer_is_a_collection_once_the_acquirer_says_so(town: Corner) -> None:
    client = Api(town.resident).client
    page = client.get(f"/s/{town.shop.pk}/pay/", headers={"Accept-Language": "en"}).content.decode()
    assert "How much, in yuan" in page
    form = {"amount": "12.50", "note": "", "method": NAME, "idempotency_key": uuid4().hex}
    answer = client.post(f"/s/{town.shop.pk}/pay/", form)
    payment = Payment.objects.get()
    assert (answer["Location"], payment.status) == (f"/pay/{payment.pk}/waiting/", "pending")
    assert "Pay by" in client.get(answer["Location"], headers={"Accept-Language": "en"}).content.decode()
    assert client.get(f"/pay/{payment.pk}/done/")["Location"] == answer["Location"]
    acquirer().pay(payment_id=payment.pk, at=MORNING)
    passes(timedelta())
    assert client.get(answer["Location"])["Location"] == f"/pay/{payment.pk}/done/"
    slip = client.get(f"/pay/{payment.pk}/done/", headers={"Accept-Language": "en"}).content.decode()
    assert ("¥12.50" in slip, "It has been told" in slip) == (True, True)
    assert Api(town.outsider).client.get(f"/pay/{payment.pk}/done/").status_code == 404
    one = Collection.objects.get()
    assert (one.status, balance_of(collected_of(town.shop.party_id))) == ("received", 1_250)
    book_as_sale(collection_id=one.pk, by=actor(town.owner), at=MORNING)
    assert (Order.objects.get().tender, Order.objects.get().status) == (NAME, "completed")
    form |= {"method": "bank_account", "idempotency_key": uuid4().hex}
    there = client.post(f"/s/{town.shop.pk}/pay/", form)["Location"]
    assert there.endswith("/done/")
    assert differences() == []


def test_the_buyers_own_code_pays_a_waiting_sale_once_within_a_minute_and_up_to_its_cap(town: Corner) -> None:
    sale, other, large = rung(town), rung(town), rung(town, "61")
    by, at, code = actor(town.owner), MORNING, pay_code_of(town.resident.party_id, MORNING)

    def read(order: Order, said: str, *, key: str = "", later: timedelta = timedelta()) -> Order:
        return take_by_pay_code(order_id=order.pk, code=said, key=key or uuid4().hex, by=by, at=at + later)

    before = standing()
    for refusal, order, said, later in (
        (PayCodeStale, sale, code, timedelta(seconds=61)),
        (PayCodeStale, sale, code, timedelta(seconds=-10)),
        (PayCodeStale, sale, _signed_otherwise(code), timedelta()),
        (PayCodeStale, sale, code.replace("TCP", "TCV"), timedelta()),
        (PayCodeStale, sale, "", timedelta()),
        (AbovePayCode, large, code, timedelta()),
        (InsufficientFunds, sale, pay_code_of(town.outsider.party_id, MORNING), timedelta()),
    ):
        with pytest.raises(refusal):
            read(order, said, later=later)
    assert (standing(), UsedPayCode.objects.count()) == (before, 0)
    done = read(sale, code, key="k", later=timedelta(seconds=59))
    assert (done.status, done.buyer_id, balance_of(deposit_of(town.resident.party_id))) == ("completed", town.resident.party_id, 99_500)
    assert read(sale, code, key="k").pk == sale.pk
    before = standing()
    with pytest.raises(PayCodeUsed):
        read(other, code)
    with pytest.raises(OrderMoved):
        read(sale, pay_code_of(town.resident.party_id, MORNING))
    with pytest.raises(OrderNotFound):
        take_by_pay_code(order_id=other.pk, code=code, key="r", by=actor(town.rival), at=MORNING)
    assert standing() == before
    # Over the pages: her screen's code, typed by the scanner.
    shown = Api(town.resident).client.get("/pay/code/").content.decode()
    assert "TCP." in shown
    fresh = shown.split("TCP.")[1].split("<")[0]
    answer = Api(town.owner).client.post(f"/shop/till/{other.pk}/read/", {"code": f"TCP.{fresh}", "idempotency_key": uuid4().hex})
    assert (answer["Location"], Order.objects.get(pk=other.pk).status) == (f"/shop/till/{other.pk}/", "completed")
    assert differences() == []


def test_the_rows_of_collections_and_codes_keep_their_rules(town: Corner) -> None:
    one = paid(town)
    for change, rule in (
        ({"amount_minor": 0}, "collection_is_of_something"),
        ({"status": "lost"}, "collection_has_a_known_status"),
        ({"received_at": None}, "a_received_collection_was_paid"),
        ({"status": "linked"}, "a_linked_collection_is_for_one_thing"),
        ({"order_id": uuid4()}, "a_linked_collection_is_for_one_thing"),
    ):
        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            Collection.objects.filter(pk=one.pk).update(**change)
    code = {"digest": b"x", "payer_id": town.resident.party_id, "amount_minor": 1, "at": MORNING}
    UsedPayCode.objects.create(**code)
    with pytest.raises(IntegrityError, match="a_pay_code_pays_once"), transaction.atomic():
        UsedPayCode.objects.create(**code)
    with pytest.raises(DatabaseError, match=r"never changed|permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE payments_usedpaycode SET amount_minor = 2")
