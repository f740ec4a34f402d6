"""Tabs: who may owe how much, what a payment pays, how old a debt is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.audit.public import Act
from ecosystem.feed.public import FactRow
from ecosystem.kernel.errors import DomainError, NotFound, Unauthenticated
from ecosystem.ledger.public import InsufficientFunds, balance_of, deposit_of, drawer_of, tab_of
from ecosystem.notices.public import Notice
from merchants.customers import access, queries, rules
from merchants.customers.actions import change_card, pay_tab, remind
from merchants.customers.errors import (
    BadPhone,
    BadTerms,
    CardChanged,
    ItemNotOpen,
    NameMissing,
    NothingOverdue,
    PaysNothing,
    PaysTooMuch,
    PhoneTaken,
    RemindedToday,
)
from merchants.customers.models import Card, Match, TabPayment
from merchants.customers.public import Details, add_card, make_link, set_terms
from merchants.till.actions import take_for_tab
from tests import cast, counter
from tests.cast import MORNING, Corner, actor
from tests.counter import line, sold
from tests.staff import staff
from tests.trading import differences, standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(corner: Corner) -> Corner:
    return corner


@pytest.fixture
def wu(town: Corner) -> Card:
    """Three sales on the tab: 5.00, 12.50 and 5.00."""
    card = counter.customer(town, phone="138 1234 5678")
    for day, sku in enumerate((town.milk, town.bread, town.milk)):
        sold(town, line(sku), tender="tab", customer=card, at=MORNING + timedelta(days=day))
    card.refresh_from_db()
    return card


def open_of(card: Card) -> list[int]:
    return list(card.items.order_by("sold_at").values_list("open_minor", flat=True))


def cash(town: Corner, card: Card, amount: int, wanted: list[UUID] | None = None, *, key: str = "") -> TabPayment:
    by = actor(town.owner)
    return take_for_tab(card_id=card.pk, amount_minor=amount, wanted=wanted or [], drawer_id=None, key=key or uuid4().hex, by=by, at=MORNING)


def test_cash_pays_the_oldest_first_and_is_in_the_drawer(town: Corner, wu: Card) -> None:
    counter.shift(town, float_minor=0)
    payment = cash(town, wu, 900)
    assert open_of(wu) == [0, 850, 500]
    assert [match.amount_minor for match in payment.matches.order_by("pk")] == [500, 400]
    assert (balance_of(drawer_of(town.shop.party_id)), balance_of(tab_of(town.shop.party_id))) == (900, 1_350)
    fact = FactRow.objects.get(kind="trade.tab_settled")
    assert (fact.standing, fact.body["amount_minor"], fact.body["left_minor"], fact.body["how"]) == ("claimed", 900, 1_350, "cash")
    assert differences() == []


def test_she_may_choose_what_she_pays(town: Corner, wu: Card) -> None:
    counter.shift(town)
    items = list(queries.open_items(wu.pk))
    cash(town, wu, 700, [items[1].pk, items[2].pk])
    assert open_of(wu) == [500, 550, 500]
    assert differences() == []


def test_a_bank_transfer_is_settled_and_makes_her_the_holder(town: Corner, wu: Card) -> None:
    token = make_link(card_id=wu.pk, by=actor(town.owner), at=MORNING)
    before = balance_of(deposit_of(town.shop.party_id))
    for _ in range(2):
        pay_tab(token=token, amount_minor=1_000, wanted=[], key="once", by=actor(town.resident), at=MORNING)
    wu.refresh_from_db()
    assert (wu.balance_minor, wu.holder_id) == (1_250, town.resident.party_id)
    assert balance_of(deposit_of(town.shop.party_id)) == before + 1_000
    assert balance_of(deposit_of(town.resident.party_id)) == 99_000
    fact = FactRow.objects.get(kind="trade.tab_settled")
    assert (fact.standing, fact.transfer_id is not None) == ("settled", True)
    assert list(access.cards_held_by(actor(town.resident))) == [wu]
    assert differences() == []


def _refused(error: type[DomainError], verb: object, **values: object) -> None:
    before = standing(), list(Card.objects.order_by("pk").values_list("balance_minor", "limit_minor", "version", "holder")), Match.objects.count()
    with pytest.raises(error):
        verb(**values)  # type: ignore[operator]
    assert (
        standing(),
        list(Card.objects.order_by("pk").values_list("balance_minor", "limit_minor", "version", "holder")),
        Match.objects.count(),
    ) == before


def test_refusals_change_nothing(town: Corner, wu: Card) -> None:
    counter.shift(town)
    owner, at = actor(town.owner), MORNING
    paid = {"card_id": wu.pk, "wanted": [], "drawer_id": None, "key": "k", "by": owner, "at": at}
    _refused(PaysTooMuch, take_for_tab, **paid, amount_minor=2_251)
    _refused(ItemNotOpen, take_for_tab, **{**paid, "wanted": [uuid4()]}, amount_minor=1)
    _refused(NotFound, take_for_tab, **{**paid, "by": actor(town.rival)}, amount_minor=1)
    token = make_link(card_id=wu.pk, by=owner, at=at)
    linked = {"token": token, "wanted": [], "key": "k", "at": at}
    _refused(PaysTooMuch, pay_tab, **linked, amount_minor=3_000, by=actor(town.resident))
    _refused(PaysNothing, pay_tab, **linked, amount_minor=-100, by=actor(town.resident))
    _refused(InsufficientFunds, pay_tab, **linked, amount_minor=100, by=actor(town.outsider))
    _refused(Unauthenticated, pay_tab, **linked, amount_minor=100, by=cast.BANK)
    _refused(NotFound, pay_tab, **{**linked, "token": token + "x"}, amount_minor=100, by=actor(town.resident))
    _refused(BadTerms, set_terms, card_id=wu.pk, limit_minor=-1, terms_days=0, by=owner, at=at)
    _refused(NotFound, set_terms, card_id=wu.pk, limit_minor=1, terms_days=0, by=actor(cast.clerk(town.shop)), at=at)
    named = {"shop_id": town.shop.pk, "key": "k", "by": owner, "at": at}
    _refused(NameMissing, add_card, **named, details=Details(" \u0007 "))
    _refused(BadPhone, add_card, **named, details=Details("Li", "call me"))
    _refused(PhoneTaken, add_card, **named, details=Details("Li", "13812345678"))
    _refused(NotFound, add_card, **{**named, "by": actor(town.rival)}, details=Details("Li"))
    _refused(CardChanged, change_card, card_id=wu.pk, details=Details("Li"), seen_version=9, by=owner, at=at)
    _refused(NotFound, change_card, card_id=wu.pk, details=Details("Li"), seen_version=1, by=actor(town.rival), at=at)
    _refused(NothingOverdue, remind, card_id=wu.pk, by=owner, at=at)


def test_a_new_link_ends_the_one_before(town: Corner, wu: Card) -> None:
    first, second = (make_link(card_id=wu.pk, by=actor(town.owner), at=MORNING) for _ in range(2))
    assert access.card_behind(second) == wu
    with pytest.raises(NotFound):
        access.card_behind(first)


def test_she_is_reminded_once_a_day_and_told_where_she_has_signed_in(town: Corner, wu: Card) -> None:
    owner, late = actor(town.owner), MORNING + timedelta(days=32)
    assert remind(card_id=wu.pk, by=owner, at=late).told is False
    with pytest.raises(RemindedToday):
        remind(card_id=wu.pk, by=owner, at=late)
    token = make_link(card_id=wu.pk, by=owner, at=late)
    pay_tab(token=token, amount_minor=100, wanted=[], key="a", by=actor(town.resident), at=late)
    reminder = remind(card_id=wu.pk, by=owner, at=late + timedelta(days=1))
    assert (reminder.told, reminder.overdue_minor) == (True, 2_150)
    notice = Notice.objects.get(kind="tab_reminder")
    assert (notice.party_id, "21.50" in notice.sentence) == (town.resident.party_id, True)


def test_neither_facts_nor_audit_know_her_name_or_phone(town: Corner, wu: Card) -> None:
    told = str(list(FactRow.objects.values_list("body", flat=True))) + str(list(Act.objects.values_list("before", "after", "reason")))
    assert "138****5678" in told
    for secret in ("13812345678", "Mrs Wu", str(wu.party_id)):
        assert secret not in told


def test_a_statement_runs_from_what_was_owed_to_what_is(town: Corner, wu: Card) -> None:
    counter.shift(town)
    cash(town, wu, 900)
    opening, entries = queries.statement(wu.pk, since=MORNING + timedelta(hours=1), until=MORNING + timedelta(days=9))
    assert opening == 500 - 900
    assert [(entry.what, entry.amount_minor, entry.balance_minor) for entry in entries] == [("sold", 1_250, 850), ("sold", 500, 1_350)]
    assert queries.ageing_of(town.shop.pk, at=MORNING + timedelta(days=62)) == [("0–30", 0), ("31–60", 500), ("61–90", 850), ("91+", 0)]


def test_a_manager_sets_terms_and_a_name_is_changed_everywhere(town: Corner, wu: Card) -> None:
    set_terms(card_id=wu.pk, limit_minor=5, terms_days=7, by=actor(staff(town.shop, "manager")), at=MORNING)
    changed = change_card(card_id=wu.pk, details=Details("Wu  Li"), seen_version=wu.version, by=actor(town.owner), at=MORNING)
    assert (changed.name, changed.limit_minor, changed.free_minor) == ("Wu Li", 5, 0)
    changed.party.refresh_from_db()
    assert changed.party.name_zh == "Wu Li"


@pytest.mark.parametrize(("phone", "shown"), [("13812345678", "138****5678"), ("1234567", "*******"), ("", ""), ("+447700900123", "+44****0123")])
def test_a_phone_is_masked(phone: str, shown: str) -> None:
    assert rules.masked(phone) == shown


@pytest.mark.parametrize(("days", "bucket"), [(0, 0), (30, 0), (31, 1), (60, 1), (61, 2), (90, 2), (91, 3), (400, 3)])
def test_ageing_has_no_gap(days: int, bucket: int) -> None:
    on = date(2026, 11, 3)
    assert [sum_minor for _name, sum_minor in rules.ageing([(on - timedelta(days=days), 7)], on)][bucket] == 7


class Thing:
    def __init__(self, open_minor: int) -> None:
        self.pk, self.open_minor = uuid4(), open_minor


@given(opens=st.lists(st.integers(1, 10**6), min_size=1, max_size=12), data=st.data())
def test_a_payment_is_shared_out_to_the_fen(opens: list[int], data: st.DataObject) -> None:
    things = [Thing(open_minor) for open_minor in opens]
    amount = data.draw(st.integers(1, sum(opens)))
    parts = rules.matched(things, amount)
    assert sum(part.amount_minor for part in parts) == amount
    owed = {thing.pk: thing.open_minor for thing in things}
    assert all(0 < part.amount_minor <= owed[part.item_id] for part in parts)
    # Oldest first: only the last item met may stay open.
    assert [part.item_id for part in parts] == [thing.pk for thing in things[: len(parts)]]
    assert all(part.amount_minor == owed[part.item_id] for part in parts[:-1])
    with pytest.raises(PaysTooMuch):
        rules.matched(things, sum(opens) + 1)
    for nothing in (0, -1):
        with pytest.raises(PaysNothing):
            rules.matched(things, nothing)


def test_a_day_is_the_towns_day(town: Corner) -> None:
    late = datetime(2026, 11, 3, 17, 0, tzinfo=UTC)
    card = counter.customer(town, days=0)
    sold(town, line(town.milk), tender="tab", customer=card, at=late)
    assert str(card.items.get().due_on) == "2026-11-04"
