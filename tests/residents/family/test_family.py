"""A daughter pays for her mother's orders, up to what she agreed to, until one of them ends it; refunds are hers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from functools import partial
from uuid import UUID, uuid4

import pytest
import time_machine

from ecosystem.identity.public import Person
from ecosystem.kernel.errors import DomainError, Unauthenticated
from ecosystem.ledger.public import InsufficientFunds, balance_of, deposit_of
from ecosystem.notices.models import Notice
from ecosystem.once.public import KeyUsedOtherwise
from ecosystem.payments.errors import PaymentFailed
from ecosystem.payments.public import Payment
from ecosystem.ports import Subject
from merchants.aftersale.actions import refund_lines
from merchants.aftersale.rules import Asked
from merchants.orders.public import Order, accept_order, cancel_order, mark_ready
from merchants.reports.words import tender
from residents.baskets.actions import pay_order
from residents.family import errors, links
from residents.family.actions import agree_to_pay, ask_payer, decline_to_pay, end_arrangement, set_cap
from residents.family.models import Arrangement, FamilyPayment
from residents.family.personal import PERSONAL
from residents.family.public import way_of
from residents.family.queries import payments_by
from residents.family.rules import MOST_OPEN
from tests import cast
from tests.breaching import again, changed
from tests.cast import MORNING, Corner, actor
from tests.merchants.cards.cast import rung
from tests.merchants.test_budgets import statements
from tests.residents.family.cast import agreed, asked
from tests.trading import Api, check_out, differences, hand_over, put, standing

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def town() -> Iterator[Corner]:
    with time_machine.travel(MORNING, tick=False):
        yield cast.corner()


@pytest.fixture
def daughter(town: Corner) -> Person:
    return cast.person("daughter", money_minor=10_000)


def money(*people: Person) -> list[int]:
    return [balance_of(deposit_of(one.party_id)) for one in people]


def told(person: Person) -> list[str]:
    return list(Notice.objects.filter(party_id=person.party_id, kind__startswith="family_").order_by("pk").values_list("kind", flat=True))


def stays() -> list[object]:
    return [standing(), list(Arrangement.objects.order_by("pk").values()), FamilyPayment.objects.count()]


def ordered(town: Corner, made: Arrangement, quantity: str = "2") -> Order:
    put(town.resident, town.milk, quantity)
    return Order.objects.get(errand_id=check_out(town.resident, method=way_of(made.pk)))


def test_a_daughter_agrees_pays_is_told_and_gets_back_what_comes_back(town: Corner, daughter: Person) -> None:
    made = agreed(town.resident, daughter)
    assert (made.status, made.cap_minor, told(town.resident)) == ("agreed", 5_000, ["family_agreed"])
    order = ordered(town, made)
    payment = Payment.objects.get(pk=order.payment_id)
    assert (order.status, order.tender, order.buyer_id) == ("paid", "family", town.resident.party_id)
    assert (payment.payer_id, payment.method, tender("family")) == (daughter.party_id, "family", "家人代付（银行账户）")
    assert money(town.resident, daughter) == [100_000, 9_000]
    assert Notice.objects.get(party_id=daughter.party_id).values == {"shop": "Corner", "amount": "10.00"}
    (seen,) = payments_by(daughter.party_id)
    assert (seen.shop, seen.total_minor, seen.at) == ("Corner", 1_000, MORNING)
    hindrances = PERSONAL.hindrances(subject=Subject(daughter.pk, daughter.party_id, daughter.email), at=MORNING)
    assert [one.code for one in hindrances] == ["paid_order_open"]
    cancel_order(order_id=order.pk, key="c", by=actor(town.resident), at=MORNING)
    assert list(PERSONAL.hindrances(subject=Subject(daughter.pk, daughter.party_id, daughter.email), at=MORNING)) == []
    assert Notice.objects.get(party_id=town.resident.party_id, key=f"order/{order.pk}/cancelled").kind == "order_cancelled_paid_by_other"
    assert money(town.resident, daughter) == [100_000, 10_000]
    other = ordered(town, made, "3")
    for step in (accept_order, mark_ready):
        step(order_id=other.pk, by=actor(town.owner), at=MORNING)
    hand_over(order_id=other.pk, key="h", by=actor(town.owner), at=MORNING)
    end_arrangement(arrangement_id=made.pk, by=actor(daughter), at=MORNING)
    refund_lines(order_id=other.pk, asked=[Asked(1, Decimal(1))], reason="sour", key="r", by=actor(town.owner), at=MORNING)
    assert money(town.resident, daughter) == [100_000, 9_000]
    assert told(daughter) == ["family_paid", "family_refunded", "family_paid", "family_refunded"]
    assert told(town.resident) == ["family_agreed", "family_ended"]
    made.refresh_from_db()
    assert (made.status, made.paid_count, made.paid_minor) == ("ended", 2, 2_500)
    assert differences() == []


def test_one_checkout_of_two_shops_is_one_payment_and_both_are_told(town: Corner, daughter: Person) -> None:
    made, eggs = agreed(town.resident, daughter, cap_minor=1_500), cast.article(town.rival_shop, town.rival, name="Eggs")
    put(town.resident, town.milk, "2")
    put(town.resident, eggs)
    errand = check_out(town.resident, method=way_of(made.pk))
    assert {order.tender for order in Order.objects.filter(errand_id=errand)} == {"family"}
    assert (Payment.objects.count(), money(daughter), len(told(daughter))) == (1, [8_500], 2)
    assert differences() == []


def refused(kind: type[DomainError], act: object) -> None:
    before = stays()
    with pytest.raises(kind):
        act()  # type: ignore[operator]
    assert stays() == before


def test_what_is_not_paid_leaves_everything_as_it_was(town: Corner, daughter: Person) -> None:
    made, poor = agreed(town.resident, daughter, cap_minor=1_000), cast.person("son", money_minor=100)
    put(town.resident, town.milk, "3")
    pay = partial(check_out, town.resident)
    refused(errors.AboveCap, partial(pay, method=way_of(made.pk)))
    refused(PaymentFailed, partial(pay, method="family"))
    for way in (way_of(uuid4()), "family/nonsense", way_of(asked(town.resident).pk)):
        refused(errors.ArrangementNotFound, partial(pay, method=way))
    # How much is in the son's account is not said: not even that it is too little.
    sons = agreed(town.resident, poor)
    refused(errors.PayerCannot, partial(pay, method=way_of(sons.pk)))
    assert not issubclass(errors.PayerCannot, InsufficientFunds)
    put(town.outsider, town.milk)
    refused(errors.ArrangementNotFound, partial(check_out, town.outsider, method=way_of(made.pk)))
    sale = rung(town)
    refused(errors.NotAtCounter, partial(pay_order, order_id=sale.pk, method=way_of(made.pk), key="p", by=actor(town.resident), at=MORNING))
    end_arrangement(arrangement_id=made.pk, by=actor(daughter), at=MORNING)
    put(town.resident, town.milk, "1")
    refused(errors.PayerEnded, partial(pay, method=way_of(made.pk)))


def test_a_question_is_answered_once_and_never_by_who_asked(town: Corner, daughter: Person) -> None:
    made = asked(town.resident)
    token = links.write(made.pk)
    agree = partial(agree_to_pay, cap_minor=5_000, key="a", at=MORNING)
    refused(errors.OwnArrangement, partial(agree, token=token, by=actor(town.resident)))
    refused(errors.OwnArrangement, partial(decline_to_pay, token=token, by=actor(town.resident), at=MORNING))
    refused(errors.ArrangementNotFound, partial(agree, token="x", by=actor(daughter)))
    refused(errors.ArrangementNotFound, partial(agree_to_pay, token=token, cap_minor=5_000, key="late", by=actor(daughter), at=MORNING + 8 * DAY))
    for cap in (99, 200_001, -5):
        refused(errors.BadCap, partial(agree_to_pay, token=token, cap_minor=cap, key=str(cap), by=actor(daughter), at=MORNING))
    one, two = (agree(token=token, by=actor(daughter)) for _ in range(2))
    assert one.pk == two.pk and told(town.resident) == ["family_agreed"]
    refused(KeyUsedOtherwise, partial(agree_to_pay, token=token, cap_minor=6_000, key="a", by=actor(daughter), at=MORNING))
    refused(errors.ArrangementNotFound, partial(agree, token=token, by=actor(town.outsider)))
    refused(
        errors.AlreadyAgreed,
        partial(agree_to_pay, token=links.write(asked(town.resident).pk), cap_minor=1_000, key="b", by=actor(daughter), at=MORNING),
    )
    decline_to_pay(token=links.write(asked(town.resident).pk), by=actor(town.outsider), at=MORNING)
    assert told(town.resident) == ["family_agreed", "family_declined"]


def test_so_many_may_be_asked_and_a_late_question_frees_its_place(town: Corner) -> None:
    me = actor(town.resident)
    for called in ("", " ", "x" * 21):
        refused(errors.BadCalled, partial(ask_payer, called=called, key=called, by=me, at=MORNING))
    same = {ask_payer(called="son", key="same", by=me, at=MORNING).pk for _ in range(2)}
    assert len(same) == 1
    made = [asked(town.resident) for _ in range(MOST_OPEN - 1)]
    refused(errors.TooManyPayers, partial(ask_payer, called="x", key="y", by=me, at=MORNING))
    end_arrangement(arrangement_id=made[0].pk, by=me, at=MORNING)
    asked(town.resident)
    ask_payer(called="later", key="z", by=me, at=MORNING + 8 * DAY)
    assert Arrangement.objects.filter(status="withdrawn").count() == MOST_OPEN + 1
    with pytest.raises(Unauthenticated):
        ask_payer(called="x", key="v", by=cast.BANK, at=MORNING)


def test_only_who_pays_sets_the_cap_and_either_ends_it(town: Corner, daughter: Person) -> None:
    made = agreed(town.resident, daughter)
    for who in (town.resident, town.outsider):
        refused(errors.ArrangementNotFound, partial(set_cap, arrangement_id=made.pk, cap_minor=9_000, by=actor(who), at=MORNING))
    refused(errors.ArrangementNotFound, partial(end_arrangement, arrangement_id=made.pk, by=actor(town.outsider), at=MORNING))
    refused(errors.BadCap, partial(set_cap, arrangement_id=made.pk, cap_minor=0, by=actor(daughter), at=MORNING))
    assert set_cap(arrangement_id=made.pk, cap_minor=9_000, by=actor(daughter), at=MORNING).cap_minor == 9_000
    assert told(town.resident) == ["family_agreed", "family_capped"]
    for who in (town.resident, daughter):
        end_arrangement(arrangement_id=made.pk, by=actor(who), at=MORNING)
    assert told(daughter) == ["family_ended"]
    refused(errors.ArrangementNotFound, partial(set_cap, arrangement_id=made.pk, cap_minor=1_000, by=actor(daughter), at=MORNING))


def test_the_tables_themselves_refuse(town: Corner, daughter: Person) -> None:
    made, open_one = agreed(town.resident, daughter), asked(town.resident)
    order = ordered(town, made)
    changed(Arrangement, "a_payer_is_called_something", called="")
    changed(Arrangement, "who_pays_has_agreed_to_a_cap", status="asked")
    changed(Arrangement, "an_arrangement_that_is_over_says_when", over_at=MORNING)
    Arrangement.objects.filter(pk=open_one.pk).delete()
    changed(Arrangement, "nobody_asks_herself_to_pay", payer=town.resident.party_id)
    changed(Arrangement, "only_who_agreed_has_paid", paid_count=0)
    made.refresh_from_db()
    again(made, "two_people_have_one_arrangement", id=uuid4())
    paid = FamilyPayment.objects.get(order_id=order.pk)
    again(paid, "an_order_is_paid_by_one_relative")
    again(paid, "a_relative_pays_something", order_id=uuid4(), total_minor=0)


def test_both_see_their_pages_in_few_statements_and_strangers_see_nothing(town: Corner, daughter: Person) -> None:
    mothers, hers = Api(town.resident).client, Api(daughter).client
    there = mothers.post("/family/ask/", {"called": "阿敏", "idempotency_key": "k"})["Location"]
    link = re.search(r'value="http://testserver(/family/answer/[^"]+)"', mothers.get(there).content.decode())
    assert link
    assert "阿敏" not in hers.get(link[1]).content.decode() and "you can" in mothers.get(link[1], headers={"accept-language": "en"}).content.decode()
    assert hers.post(link[1], {"cap": "10.00", "idempotency_key": "a"})["Location"] == "/family/"
    made = Arrangement.objects.get()
    put(town.resident, town.milk, "2")
    page = mothers.get("/basket/", headers={"accept-language": "en"}).content.decode()
    assert f'value="family/{made.pk.hex}"' in page and "Paid by 阿敏" in page
    quote = re.search(r'name="quote" value="([^"]+)"', page)
    assert quote
    mothers.post("/basket/pay/", {"quote": quote[1], "channel": "pickup", "method": way_of(made.pk), "idempotency_key": "p"})
    order = Order.objects.get()
    assert "阿敏" in mothers.get(f"/orders/{order.pk}/").content.decode()
    shown = hers.get("/family/").content.decode()
    assert "Corner" in shown and "¥10.00" in shown and "Milk" not in shown and order.number not in shown
    assert hers.get(f"/orders/{order.pk}/").status_code == 404
    assert len(statements(lambda: hers.get("/family/"))) <= 12
    # More than she agreed to: it stands there, and can't be chosen; sent all the same, the page says why.
    put(town.resident, town.milk, "3")
    page = mothers.get("/basket/", headers={"accept-language": "en"}).content.decode()
    assert re.search(rf'value="family/{made.pk.hex}" disabled', page)
    quote = re.search(r'name="quote" value="([^"]+)"', page)
    assert quote
    sent = {"quote": quote[1], "channel": "pickup", "method": way_of(made.pk), "idempotency_key": "q"}
    answer = mothers.post("/basket/pay/", sent)
    assert (answer.status_code, "above_payers_cap" in answer.content.decode(), Order.objects.count()) == (409, True, 1)
    before, stranger = stays(), Api(town.outsider).client
    for address, form in ((f"/family/{made.pk}/cap/", {"cap": "5"}), (f"/family/{made.pk}/end/", {}), (f"/family/{uuid4()}/end/", {})):
        assert stranger.post(address, form).status_code == 404
        assert Api().client.post(address, form).status_code == 302
    assert stranger.get("/family/answer/x/").status_code == 404 == stranger.get(link[1]).status_code
    assert stays() == before
    assert hers.post(f"/family/{made.pk}/cap/", {"cap": "20"}).status_code == 302
    assert hers.post(f"/family/{made.pk}/end/").status_code == 302
    made.refresh_from_db()
    assert (made.cap_minor, made.status) == (2_000, "ended")


def test_programs_ask_answer_cap_pay_and_end(town: Corner, daughter: Person) -> None:
    mother, hers, stranger = Api(town.resident), Api(daughter), Api(town.outsider)
    made = mother.post("family", {"called": "daughter"}).json()
    cap = {"amount": "30.00", "currency": "CNY"}
    assert hers.post("family/answers", {"token": made["token"], "agrees": True}).status_code == 422
    answer = hers.post("family/answers", {"token": made["token"], "agrees": True, "cap": cap})
    assert (answer.status_code, answer.json()["cap"], answer.json()["name"]) == (200, cap, "resident")
    (payer,) = mother.get("family").json()["payers"]
    assert (payer["way"], payer["token"], mother.get("family").json()["paid_for"]) == (way_of(UUID(made["id"])), "", [])
    put(town.resident, town.milk, "2")
    quote = mother.get("basket").json()["quote"]
    checked = mother.post("checkout", {"quote": quote, "channel": "pickup", "method": payer["way"]})
    assert (checked.status_code, checked.json()["payment"]) == (201, None)
    assert hers.get("family").json()["payments"][0]["total"]["amount"] == "10.00"
    for address in (f"family/{made['id']}", f"family/{uuid4()}"):
        path = f"/api/v1/{address}"
        assert stranger.client.put(path, {"cap": cap}, content_type="application/json").status_code == 404
        assert stranger.client.delete(path).status_code == 404
        assert Api().client.delete(path).status_code == 401
    path = f"/api/v1/family/{made['id']}"
    assert hers.client.put(path, {"cap": {"amount": "5.00", "currency": "CNY"}}, content_type="application/json").json()["cap"]["amount"] == "5.00"
    assert (mother.client.delete(path).status_code, mother.client.delete(path).status_code) == (204, 204)
    assert hers.get("family").json()["paid_for"][0]["status"] == "ended"
    asks = mother.post("family", {"called": "son"}).json()
    assert hers.post("family/answers", {"token": asks["token"], "agrees": False}).status_code == 204
