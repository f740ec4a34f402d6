"""Looking ahead from facts that anybody published: what is read, what is answered, who may look."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ecosystem.audit.models import Act
from ecosystem.consent.public import CASH_ADVICE, ConsentWithdrawn, grant, revoke, standing_grant
from ecosystem.feed.public import DayTold
from ecosystem.kernel.clock import business_date
from ecosystem.ledger.public import Leg, bank_account, deposit_of, open_accounts, post_transfer
from lending.advice.actions import Said, say_costs
from lending.advice.errors import BadLookAhead, BadMonthlyCost
from lending.advice.looking import Look, look_ahead
from lending.advice.models import MonthlyCost
from lending.advice.reading import read_ahead
from lending.advice.rules import Move
from lending.offers.public import OwnersOnly
from tests.lending.cast import Merchant, merchant
from tests.lending.trade import AT

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


def told(kind: str, days_ago: float, **body: Any) -> DayTold:
    return DayTold(0, None, f"trade.{kind}", business_date(AT - timedelta(days=days_ago, seconds=1)), body)


def test_bills_orders_and_tabs_are_read_for_what_is_still_open() -> None:
    bought = {"side": "buyer", "counterpart": "s1"}
    ahead = read_ahead(
        [
            told("payout_made", 14, net_minor=9_000),
            told("payout_made", 7, net_minor=7_000),
            told("purchase_ordered", 30, order="a", total_minor=50_000, **bought),
            told("purchase_invoiced", 20, order="a", invoice="i", amount_minor=30_000, due_on="2026-11-25", **bought),
            told("purchase_ordered", 40, order="b", total_minor=20_000, **bought),
            told("purchase_invoiced", 35, order="b", invoice="j", amount_minor=20_000, due_on="2026-11-01", **bought),
            told("purchase_paid", 19, order="b", invoice="j", amount_minor=20_000, **bought),
            told("purchase_ordered", 90, order="c", total_minor=77_000, **bought),
            told("purchase_invoiced", 5, order="z", invoice="y", amount_minor=99_000, due_on="2026-11-22", side="supplier", counterpart="s1"),
            told("tab_sold", 40, amount_minor=5_000, due_on="2026-11-10", buyer="x"),
            told("tab_sold", 10, amount_minor=4_000, due_on="2026-12-10", buyer="x"),
            told("tab_settled", 5, amount_minor=3_000, buyer="x"),
            told("tab_sold", 5, amount_minor=6_000, due_on="2026-12-01", buyer="y", currency="USD"),
        ],
        TODAY,
    )
    assert ahead.came == {date(2026, 11, 6): 9_000, date(2026, 11, 13): 7_000}
    # The other 200 yuan of order a are expected when this supplier's bills fall due: nine days after ordering, the lower of its two.
    assert ahead.moves[0] == Move(date(2026, 11, 25), -30_000, "bill", "s1")
    assert [(move.amount_minor, move.what) for move in ahead.moves[1:]] == [(-20_000, "order"), (4_000, "tabs")]
    assert ahead.overdue == [Move(date(2026, 11, 10), 2_000, "tabs", "x")]


def shop(*, money: int = 500_000, agrees: bool = True) -> Merchant:
    made = merchant(days=120, daily=60_000)
    account = deposit_of(made.party_id)
    with transaction.atomic():
        open_accounts([account])
        post_transfer(key="fund", kind="opening", legs=[Leg(bank_account("cash", spread_by=account), -money), Leg(account, money)], at=AT)
        if agrees:
            grant(party_id=made.party_id, purpose=CASH_ADVICE.code, by=made.by, at=AT)
    return made


def look(made: Merchant, purchase: int = 0, *, at: datetime = AT, pay_on: date | None = None) -> Look:
    return look_ahead(party_id=made.party_id, purchase_minor=purchase, pay_on=pay_on, by=made.by, at=at)


def costs(made: Merchant, *said: Said, key: str = "k") -> list[MonthlyCost]:
    return say_costs(party_id=made.party_id, said=said, key=key, by=made.by, at=AT)


def test_a_shop_with_enough_hears_that_it_needs_no_loan_and_one_without_hears_how_much() -> None:
    made = shop()
    assert not look(made).advice.needed
    short = look(made, 1_000_000)
    assert short.advice.loan is not None
    assert (short.advice.needed, short.has_line, short.advice.loan.amount_minor, short.without_minor) == (True, False, 0, 500_000)
    assert not look(made, 1_000_000, pay_on=TODAY + timedelta(days=25)).advice.needed
    assert Act.objects.filter(act="feed.read", reason=CASH_ADVICE.code).count() == 1


def test_what_is_said_of_rent_is_counted_on_its_day() -> None:
    made = shop()
    costs(made, Said("rent", 300_000, 1), Said("wages", 100_000, 31))
    days = {day.on: [move.what for move in day.moves] for day in look(made).advice.days}
    assert "rent" in days[date(2026, 12, 1)]
    assert "wages" in days[date(2026, 11, 30)]
    costs(made, Said("rent", 0, 1), key="l")
    assert MonthlyCost.objects.count() == 0


def test_the_same_key_says_costs_once() -> None:
    made = shop()
    costs(made, Said("rent", 300_000, 1))
    costs(made, Said("power", 1, 1), key="l")
    assert [cost.what for cost in costs(made, Said("rent", 300_000, 1))] == ["power"]


@pytest.mark.parametrize(
    "said",
    [[Said("yacht", 1, 1)], [Said("rent", -1, 1)], [Said("rent", 1, 0)], [Said("rent", 1, 32)], [Said("rent", 1, 1), Said("rent", 2, 2)]],
)
def test_what_is_no_monthly_cost_is_refused(said: list[Said]) -> None:
    made = shop()
    costs(made, Said("wages", 5, 5))
    with pytest.raises(BadMonthlyCost):
        costs(made, *said, key="l")
    assert [cost.what for cost in MonthlyCost.objects.all()] == ["wages"]


@pytest.mark.parametrize(("purchase", "days"), [(-1, 0), (1, -1), (1, 31), (2_000_000_000, 0)])
def test_what_is_no_purchase_is_refused(purchase: int, days: int) -> None:
    with pytest.raises(BadLookAhead):
        look(shop(), purchase, pay_on=TODAY + timedelta(days=days))


def test_nobody_looks_without_consent_or_at_a_business_of_others() -> None:
    made, rival = shop(agrees=False), merchant("Rival", days=0)
    with pytest.raises(ConsentWithdrawn):
        look(made)
    for act in (
        lambda: look_ahead(party_id=made.party_id, by=rival.by, at=AT),
        lambda: say_costs(party_id=made.party_id, said=[Said("rent", 1, 1)], key="k", by=rival.by, at=AT),
    ):
        with pytest.raises(OwnersOnly):
            act()
    assert (MonthlyCost.objects.count(), Act.objects.filter(act="feed.read").count()) == (0, 0)


def browser(made: Merchant, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(made.owner, backend="django.contrib.auth.backends.ModelBackend")
    return client


@time_machine.travel(AT, tick=False)
def test_the_page_asks_for_consent_then_answers_and_counts_what_is_typed() -> None:
    made = shop(agrees=False)
    client = browser(made)
    assert "Agree, and look ahead" in client.get("/credit/ahead/").content.decode()
    said = {"party": made.party_id, "seen": CASH_ADVICE.sha256, "idempotency_key": "k"}
    assert client.post("/credit/ahead/agree/", said).status_code == 302
    page = client.get("/credit/ahead/").content.decode()
    # Spoken with the typographic apostrophe of the page's escaping.
    assert "need this loan" in page
    client.post("/credit/ahead/costs/", {"party": made.party_id, "rent-amount": "3,000", "rent-day": "1", "idempotency_key": "c"})
    assert MonthlyCost.objects.get().amount_minor == 300_000
    page = client.get("/credit/ahead/?amount=20000").content.decode()
    assert "Your cash runs short" in page
    assert "no line to draw from" in page
    assert "现金会不够用" in browser(made, "zh-hans").get("/credit/ahead/?amount=20000").content.decode()


@time_machine.travel(AT, tick=False)
@pytest.mark.parametrize(
    ("place", "words"), [("today", "no loan needed"), ("reorder", "Borrow for this reorder?"), ("purchase", "Your cash runs short")]
)
def test_panels_answer_the_owner_and_are_empty_for_others(place: str, words: str) -> None:
    made, rival = shop(), merchant("Rival", days=0)
    address = f"/credit/ahead/panel/{place}/?party={made.party_id}&amount=2000000"
    assert words in browser(made).get(address).content.decode()
    assert browser(rival).get(address).content == b""


@time_machine.travel(AT, tick=False)
def test_facts_are_read_once_until_more_are_told_and_not_at_all_once_the_consent_is_gone() -> None:
    made = shop()
    address, read = f"/credit/ahead/panel/today/?party={made.party_id}", Act.objects.filter(act="feed.read")
    shown = [browser(made).get(address).content for _ in range(3)]
    assert shown[0] and read.count() == 1 and len(set(shown)) == 1
    with CaptureQueriesContext(connection) as asked:
        page = browser(made).get("/credit/ahead/?amount=20000").content.decode()
    assert "Your cash runs short" in page and read.count() == 1 and len(asked) <= 32
    assert not any('SELECT "feed_factrow"' in one["sql"] for one in asked)
    made.trade.sell(0.01, 90_000)
    made.publish()
    assert browser(made).get(address).content and read.count() == 2
    with time_machine.travel(AT + timedelta(minutes=16), tick=False):
        assert browser(made).get(address).content and read.count() == 3
    standing = standing_grant(made.party_id, CASH_ADVICE.code, AT)
    assert standing is not None
    with transaction.atomic():
        revoke(grant_id=standing.pk, by=made.by, at=AT)
    assert b"no loan needed" not in browser(made).get(address).content and read.count() == 3


@time_machine.travel(AT, tick=False)
def test_programs_of_the_owner_hear_the_same() -> None:
    made, rival = shop(), merchant("Rival", days=0)
    address = f"/api/v1/parties/{made.party_id}"
    said = [{"what": "rent", "amount": {"amount": "3000.00", "currency": "CNY"}, "day": 1}]
    headers = {"Idempotency-Key": "k"}
    assert browser(made).put(f"{address}/monthly-costs", said, content_type="application/json", headers=headers).json() == said
    assert browser(made).get(f"{address}/monthly-costs").json() == said
    answer = browser(made).get(f"{address}/ahead?amount=20000.00").json()
    assert (answer["needed"], len(answer["days"]), answer["loan"]["amount"]["amount"]) == (True, 31, "0.00")
    assert browser(rival).get(f"{address}/ahead").status_code in (403, 404)
    assert browser(rival).put(f"{address}/monthly-costs", [], content_type="application/json", headers=headers).status_code in (403, 404)
    assert MonthlyCost.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"what": "yacht"}, "monthly_cost_is_for_something_known"),
        ({"amount_minor": 0}, "monthly_cost_is_something"),
        ({"day": 32}, "monthly_cost_has_a_day"),
    ],
)
def test_the_database_refuses_what_no_monthly_cost_is(wrong: dict[str, object], rule: str) -> None:
    made = shop()
    costs(made, Said("rent", 1, 1))
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        MonthlyCost.objects.update(**wrong)
    with pytest.raises(IntegrityError, match="a_monthly_cost_is_said_once"), transaction.atomic():
        MonthlyCost.objects.create(party=made.party, what="rent", amount_minor=1, day=1, said_at=AT)
