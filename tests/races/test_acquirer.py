"""An acquirer's word against everything else that may happen to an order in the same moment. Real threads, real commits."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest

from ecosystem.kernel.errors import DomainError
from ecosystem.ledger.public import balance_of, book_total, collected_of, deposit_of, pending_of
from ecosystem.payments.actions import hear, pay_code_of, work_on
from ecosystem.payments.models import AcquirerCall, Charge, Payment, Refund, SimulatedCall
from ecosystem.payments.simulators.acquirer import NAME
from merchants.orders.public import Order, Wanted, accept_order, close_unpaid, mark_ready, reject_order
from merchants.stock.public import Level
from merchants.till.actions import book_as_sale, collect, link_to_sale, match_collection, ring_up, take_by_pay_code
from residents.baskets.actions import pay_again, pay_order
from tests import cast
from tests.acquiring import acquirer, begun, paid_by, passes, payment_of, seconds
from tests.cast import MORNING, Corner, actor
from tests.together import at_once, kinds, neck_and_neck
from tests.trading import differences, hand_over

pytestmark = pytest.mark.race
LATE = MORNING + timedelta(minutes=20, seconds=1)


@pytest.fixture
def town(committed: str) -> Corner:
    return cast.corner(stock="500")


def calls(payment: Payment) -> partial[bool]:
    """The acquirer's signed call about a payment that it took."""
    said = SimulatedCall.objects.filter(said__ours_id=str(payment.pk)).order_by("pk")[0].said
    headers, body = acquirer().signed(said, at=MORNING)
    return partial(hear, name=NAME, headers=headers, body=body, at=MORNING)


def money(town: Corner) -> tuple[int, int, int]:
    """What the shop waits for, what the acquirer owes, what the buyer has in her account."""
    return balance_of(pending_of(town.shop.party_id)), book_total("acquirer", "CNY"), balance_of(deposit_of(town.resident.party_id))


def test_a_storm_of_one_call_is_one_payment(town: Corner) -> None:
    order, payment = begun(town.resident, town.milk)
    acquirer().pay(payment_id=payment.pk, at=MORNING)
    answers = at_once(*[calls(payment)] * 8, partial(work_on, payment_id=payment.pk, at=MORNING + timedelta(seconds=9)))
    assert sum(answer is True for answer in answers) <= 1
    order.refresh_from_db()
    assert (order.status, money(town), AcquirerCall.objects.count(), Refund.objects.count()) == ("paid", (1_000, -1_000, 100_000), 1, 0)
    assert differences() == []


def test_a_payment_against_the_close_of_its_order_has_one_outcome(town: Corner) -> None:
    """Both have looked at the order before either moves it, whichever moves it first."""
    paid = 0
    for turn in (1, -1):
        order, payment = begun(town.resident, town.milk)
        acquirer().pay(payment_id=payment.pk, at=MORNING)
        answers = neck_and_neck(*[calls(payment), partial(close_unpaid, at=LATE)][::turn], writes="orders_order")
        assert not [answer for answer in answers if isinstance(answer, DomainError)]
        passes(*seconds(1_300, 1_400, 3_000))
        order.refresh_from_db()
        payment.refresh_from_db()
        paid += order.status == "paid"
        assert (payment.status, order.status in {"paid", "closed"}) == ("succeeded", True)
        assert (money(town), int(Level.objects.get(sku=town.milk).reserved)) == ((1_000 * paid, -1_000 * paid, 100_000), 2 * paid)
        assert differences() == []


def test_a_call_against_paying_another_way_keeps_one_of_them(town: Corner) -> None:
    """Both have found the order waiting before either pays it: by its own statement it takes one, and the other goes back."""
    for turn in (1, -1):
        before = money(town)
        order, payment = begun(town.resident, town.milk)
        acquirer().pay(payment_id=payment.pk, at=MORNING)
        again = partial(pay_again, payment_id=payment.pk, method="bank_account", key=f"k{turn}", by=actor(town.resident), at=MORNING)
        neck_and_neck(*[calls(payment), again][::turn], writes="orders_order")
        passes(*seconds(5, 20, 60))
        order.refresh_from_db()
        moved = tuple(now - then for now, then in zip(money(town), before, strict=True))
        assert (order.status, moved) in {("paid", (1_000, -1_000, 0)), ("paid", (1_000, 0, -1_000))}
        assert differences() == []


def test_a_scanned_sale_is_completed_by_the_call_while_errands_take_the_same_shelves(town: Corner) -> None:
    """The call takes the shelves before the accounts, as an errand does: otherwise the two would wait for each other."""
    owner, buyer = actor(town.owner), actor(town.resident)
    acts: list[partial[object]] = []
    for number in range(3):
        sale = ring_up(shop_id=town.shop.pk, wanted=[Wanted(town.milk.pk, Decimal(1), 500)], key=f"r{number}", by=owner, at=MORNING)
        pay_order(order_id=sale.pk, method=NAME, key=f"p{number}", by=buyer, at=MORNING)
        passes(timedelta())
        payment = payment_of(sale)
        acquirer().pay(payment_id=payment.pk, at=MORNING)
        acts.append(calls(payment))
        other = ring_up(shop_id=town.shop.pk, wanted=[Wanted(town.milk.pk, Decimal(1), 500)], key=f"o{number}", by=owner, at=MORNING)
        acts.append(partial(pay_order, order_id=other.pk, method="bank_account", key=f"b{number}", by=buyer, at=MORNING))
    answers = at_once(*acts)
    assert not [answer for answer in answers if isinstance(answer, DomainError)]
    assert (int(Level.objects.get(sku=town.milk).on_hand), Charge.objects.filter(next_at__isnull=False).count()) == (494, 0)
    assert differences() == []


@pytest.mark.parametrize("turn", [1, -1])
def test_a_refund_against_the_hand_over_gives_back_once_or_not_at_all(town: Corner, turn: int) -> None:
    """The refund is asked of the acquirer only where the rejection won, and once, however many workers ask."""
    order, owner = paid_by(town.resident, town.milk), actor(town.owner)
    for step in (accept_order, mark_ready):
        step(order_id=order.pk, by=owner, at=MORNING)
    acts = [
        partial(hand_over, order_id=order.pk, key="h", by=owner, at=MORNING),
        partial(reject_order, order_id=order.pk, reason="busy", key="r", by=owner, at=MORNING),
    ]
    neck_and_neck(*acts[::turn], writes="orders_order")
    at_once(*[partial(passes, *seconds(1, 2))] * 3)
    order.refresh_from_db()
    refunds = tuple(Refund.objects.values_list("status", flat=True))
    assert (order.status, refunds, money(town)) in {
        ("completed", (), (0, -1_000, 100_000)),
        ("cancelled", ("succeeded",), (0, 0, 100_000)),
    }
    assert differences() == []


def _rung(town: Corner, key: str) -> Order:
    return ring_up(shop_id=town.shop.pk, wanted=[Wanted(town.milk.pk, Decimal(1), 500)], key=key, by=actor(town.owner), at=MORNING)


def test_a_receipt_is_linked_to_one_thing_whoever_taps_and_whatever_matches(town: Corner) -> None:
    sales, owner = [_rung(town, f"s{number}") for number in range(3)], actor(town.owner)
    said = {"amount_minor": 500, "note": "", "method": "bank_account", "key": "k"}
    one = collect(shop_id=town.shop.pk, by=actor(town.resident), at=MORNING, **said)  # type: ignore[arg-type]
    taps: list[partial[object]] = [partial(link_to_sale, collection_id=one.pk, order_id=sale.pk, by=owner, at=MORNING) for sale in sales]
    taps += [partial(book_as_sale, collection_id=one.pk, by=owner, at=MORNING)]
    taps += [partial(match_collection, collection_id=one.pk, at=MORNING + timedelta(days=1))]
    answers = kinds(at_once(*taps))
    assert answers["CollectionLinked"] in {3, 4}
    one.refresh_from_db()
    assert (one.status, Order.objects.filter(status="completed").values_list("pk", flat=True)[0]) == ("linked", one.order_id)
    assert (Order.objects.filter(status="completed").count(), balance_of(collected_of(town.shop.party_id))) == (1, 0)
    assert differences() == []


def test_a_pay_code_read_at_two_tills_at_once_pays_one_of_them(town: Corner) -> None:
    sales, code = [_rung(town, f"s{number}") for number in range(4)], pay_code_of(town.resident.party_id, MORNING)
    reads = [partial(take_by_pay_code, order_id=sale.pk, code=code, key=f"k{sale.pk}", by=actor(town.owner), at=MORNING) for sale in sales]
    assert kinds(at_once(*reads)) == {"Order": 1, "PayCodeUsed": 3}
    assert (Order.objects.filter(status="completed").count(), balance_of(deposit_of(town.resident.party_id))) == (1, 99_500)
    assert differences() == []
