"""Firms are sent what they took, a day at a time: once, all of it, again where it came back; and what the shop reads of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from ecosystem.ledger.public import book_total
from ecosystem.payments.actions import ask, send
from ecosystem.payments.public import Disbursement
from ecosystem.payments.simulators.rail import BACK
from merchants.couriers import actions, queries
from merchants.couriers.models import Dispatch, Remittance
from merchants.couriers.simulator import ACCOUNT_NO, NAME
from tests.cast import MORNING, Corner
from tests.couriering import PAID, PRICE, firm, go_by, let, sent
from tests.journeys.forms import Window
from tests.merchants.staff.cast import hired
from tests.trading import Api, differences

pytestmark = pytest.mark.django_db
TODAY, NEXT = MORNING.date(), MORNING + timedelta(days=1)
DAY = f"/shop/couriers/days/{TODAY}/"
# What is asked for a day's statement.
AT_MOST = 5


@pytest.fixture
def town(corner: Corner) -> Iterator[Corner]:
    with time_machine.travel(MORNING, tick=False):
        let(corner)
        yield corner
    firm().manner, firm().account_no = "prompt", ACCOUNT_NO


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]


def brought(town: Corner, *manners: str) -> list[Dispatch]:
    """Errands that ended this morning."""
    made = [sent(town, manner) for manner in manners]
    for one, manner in zip(made, manners, strict=True):
        firm().manner = manner
        actions.work_on(dispatch_id=one.pk, at=MORNING)
    go_by(40)
    return made


def standing_of(found: Remittance) -> tuple[str, int, int]:
    found.refresh_from_db()
    return found.status, book_total("courier", "CNY"), book_total("clearing", "CNY")


def test_a_day_is_sent_once_and_holds_all_that_ended_in_it(town: Corner) -> None:
    brought(town, "prompt", "fails", "nobody")
    assert (actions.remit(courier=NAME, on=TODAY - timedelta(days=1), at=NEXT), book_total("courier", "CNY")) == (None, 2 * PRICE)
    assert actions.remit_all(at=NEXT) == 1
    made = Remittance.objects.get()
    assert (made.on, made.errands, made.amount_minor, standing_of(made)) == (TODAY, 2, 2 * PRICE, ("sent", 0, 2 * PRICE))
    assert (actions.remit_all(at=NEXT), actions.remit(courier="unknown", on=TODAY, at=NEXT), differences()) == (0, None, [])
    send(disbursement_id=made.disbursement_id, at=NEXT)
    assert (standing_of(made), made.reference[:3], differences()) == (("succeeded", 0, 0), "SIM", [])


@pytest.mark.parametrize(("digit", "came"), [("5", "failed"), ("6", "returned")])
def test_what_comes_back_waits_and_is_sent_again_where_the_firm_wants_it_now(town: Corner, digit: str, came: str) -> None:
    brought(town, "prompt")
    firm().account_no = ACCOUNT_NO[:-1] + digit
    actions.remit_all(at=NEXT)
    made, first = Remittance.objects.get(), Disbursement.objects.get()
    send(disbursement_id=first.pk, at=NEXT)
    if came == "returned":
        ask(disbursement_id=first.pk, at=NEXT + BACK)
    assert (standing_of(made), differences()) == ((came, 0, PRICE), [])
    assert actions.remit_all(at=NEXT + timedelta(hours=2)) == 0
    firm().account_no = ACCOUNT_NO
    assert actions.remit_all(at=NEXT + timedelta(days=1)) == 1
    assert (actions.remit_again(remittance_id=made.pk, at=NEXT), standing_of(made)) == (None, ("sent", 0, PRICE))
    send(disbursement_id=made.disbursement_id, at=NEXT + timedelta(days=1))
    assert (standing_of(made), Disbursement.objects.count(), differences()) == (("succeeded", 0, 0), 2, [])


def test_a_shop_reads_what_a_day_of_couriers_cost_and_whether_firms_have_it(town: Corner) -> None:
    brought(town, "prompt", "nobody")
    shop = Window(town.owner, "en")
    page = text(shop.get("/shop/couriers/"))
    assert (DAY in page, "2 errands" in page) == (True, True)
    page = text(shop.get(DAY))
    assert "the firm gets it tomorrow" in page
    assert "Took nothing" in page
    statement = queries.statement_of(town.shop, TODAY)
    assert (statement.fee_minor, statement.buyers_minor, statement.own_minor) == (PRICE, 2 * PAID, PRICE - 2 * PAID)
    actions.remit_all(at=NEXT)
    assert "On its way to the firm" in text(shop.get(DAY))
    send(disbursement_id=Disbursement.objects.get().pk, at=NEXT)
    assert "The firm has it" in text(shop.get(DAY))
    api: Any = Api(town.owner)
    told = api.get(f"shops/{town.shop.pk}/couriers/day?on={TODAY}").json()
    assert (told["fee"]["amount"], {one["sent_to_the_firm"] for one in told["errands"]}) == ("4.00", {"succeeded", None})
    assert api.get(f"shops/{town.shop.pk}/couriers/day?on=yesterday").status_code == 422


def test_nobody_else_reads_a_day(town: Corner) -> None:
    brought(town, "prompt")
    for stranger in (town.rival, town.resident, town.outsider):
        assert Window(stranger, "en").get(DAY).status_code == 404
        assert Api(stranger).get(f"shops/{town.shop.pk}/couriers/day?on={TODAY}").status_code == 404
    assert Window(hired(town.shop, "rider"), "en").get(DAY).status_code == 404
    assert Window(None, "en").get(DAY).status_code == 302
    assert Window(town.owner, "en").get("/shop/couriers/days/2020-01-01/").status_code == 404


def test_more_errands_ask_no_more(town: Corner) -> None:
    brought(town, "prompt")
    with CaptureQueriesContext(connection) as one:
        queries.statement_of(town.shop, TODAY)
        queries.days_of(town.shop)
    brought(town, "prompt", "prompt")
    with CaptureQueriesContext(connection) as three:
        queries.statement_of(town.shop, TODAY)
        queries.days_of(town.shop)
    assert len(one) == len(three) <= AT_MOST


def test_the_database_refuses_and_proofs_see_the_rest(town: Corner) -> None:
    dispatch, nothing = brought(town, "prompt", "nobody")
    actions.remit_all(at=NEXT)
    made = Remittance.objects.get()
    for change, constraint in (({"amount_minor": 0}, "a_remittance_is_of_something"), ({"errands": 0}, "a_remittance_is_of_something")):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            Remittance.objects.update(**change)
    with pytest.raises(IntegrityError, match="a_firm_is_sent_only_what_it_took"), transaction.atomic():
        Dispatch.objects.filter(pk=nothing.pk).update(remittance=made)
    twice = Remittance.objects.get()
    twice.pk = uuid4()
    with pytest.raises(IntegrityError, match="a_firm_is_sent_a_days_fees_once"), transaction.atomic():
        twice.save(force_insert=True)
    assert differences() == []
    for change, said in (
        ({"amount_minor": PRICE + 1}, "a remittance is the sum of its errands"),
        ({"status": "succeeded"}, "a remittance stands where its disbursement does"),
        ({"transfer_id": uuid4()}, "no remittance takes anything besides"),
    ):
        before = {name: getattr(made, name) for name in change}
        Remittance.objects.update(**change)
        assert said in str(differences())
        Remittance.objects.update(**before)
    Dispatch.objects.filter(pk=dispatch.pk).update(remittance=None)
    assert "what firms took and were not sent is in their book" in str(differences())
