"""A month is closed once everything of it is decided; nothing is dated into it any more, whoever tries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, transaction

from ecosystem.audit.public import Act
from ecosystem.kernel.errors import DomainError, NotFound
from merchants.periods.errors import MonthClosed, MonthNotClosed, MonthNotOver, MonthNotReady, MonthSkipped, OpeningWithoutReason, PeriodClosed
from merchants.periods.models import ClosedMonth
from merchants.procurement import actions as buying_actions
from merchants.procurement.actions import Bill
from merchants.procurement.models import Invoice
from merchants.reports.actions import close_month, fold, reopen_month
from merchants.reports.models import Mark
from merchants.reports.queries.closing import stock_at
from merchants.stock.actions import plan_count, start_count
from merchants.stock.models import Level, Movement
from merchants.till.actions import close_shift
from tests import buying, cast, counter
from tests.breaching import again
from tests.buying import D, Market
from tests.cast import MORNING, actor
from tests.trading import Api, differences

pytestmark = pytest.mark.django_db
OCTOBER, SEPTEMBER, AUGUST = date(2026, 10, 1), date(2026, 9, 1), date(2026, 8, 1)
THEN = MORNING - timedelta(days=10)


@pytest.fixture
def town() -> Iterator[Market]:
    with time_machine.travel(MORNING, tick=False):
        yield buying.market(corner=cast.corner(money_minor=10**6), money_minor=10**7)


def close(town: Market, first: date = OCTOBER, *, by: Any = None, at: datetime = MORNING, key: str = "") -> ClosedMonth:
    while fold():
        pass
    return close_month(shop_id=town.shop.pk, first=first, key=key or uuid4().hex, by=actor(by or town.accountant), at=at)


def refused(refusal: type[DomainError], act: Any) -> DomainError:
    before = list(ClosedMonth.objects.order_by("pk").values()), Invoice.objects.count(), Movement.objects.count()
    with pytest.raises(refusal) as raised:
        act()
    assert before == (list(ClosedMonth.objects.order_by("pk").values()), Invoice.objects.count(), Movement.objects.count())
    return raised.value


def bill(town: Market, order: Any, on: date | None, *, quantity: str = "10", at: datetime = MORNING) -> Invoice:
    bills = [Bill(1, D(quantity), 7_200)]
    said: dict[str, Any] = {"order_id": order.pk, "number": uuid4().hex[:8], "bills": bills, "key": uuid4().hex, "issued_on": on}
    return buying_actions.issue_invoice(**said, by=actor(town.wholesaler), at=at)


def test_a_closed_month_keeps_what_it_said_and_takes_no_document(town: Market) -> None:
    with time_machine.travel(THEN, tick=False):
        shift = counter.shift(town.corner, at=THEN)
        counter.sold(town.corner, counter.line(town.corner.milk, "2"), at=THEN)
    order = buying.confirmed(town)
    buying.received(town, order, "50")
    said = refused(MonthNotReady, lambda: close(town))
    assert said.details == {"shifts": 1}
    close_shift(shift_id=shift.pk, counted={"cash": 11_000, "code": 0, "tab": 0}, note="", key="c", by=actor(town.owner), at=MORNING)
    assert refused(MonthNotReady, lambda: close(town)).details == {"shifts": 1}
    shift.refresh_from_db()
    type(shift).objects.filter(pk=shift.pk).update(status="approved", approved_by=town.manager, approved_at=MORNING)
    month = close(town, key="k")
    assert close(town, key="k").pk == month.pk
    assert (month.figures["sales"], month.figures["cost"], month.figures["profit"]) == (1_000, -700, 300)
    assert month.figures["stock"] == stock_at(town.shop.pk, date(2026, 11, 1))
    assert "2026-10" in str(Act.objects.get(act="periods.close").after)
    told = refused(PeriodClosed, lambda: bill(town, order, date(2026, 10, 31)))
    assert told.values["open"] == "2026-11-01"
    answer = Api(town.wholesaler).post(
        f"purchase-orders/{order.pk}/invoices",
        {"number": "B", "issued_on": "2026-10-31", "lines": [{"position": 1, "quantity": "1", "unit_price": {"amount": "72.00", "currency": "CNY"}}]},
        key="b",
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "period_closed")
    assert bill(town, order, date(2026, 11, 1)).status == "matched"
    assert bill(town, order, None).status == "matched"
    assert differences() == []


def test_the_database_takes_no_movement_and_no_invoice_of_a_closed_month(town: Market) -> None:
    order = buying.confirmed(town)
    buying.received(town, order, "50")
    old = bill(town, order, date(2026, 10, 31))
    close(town)
    level = Level.objects.get(sku=town.corner.milk)
    values = {"level": level, "kind": "received", "quantity": Decimal(1), "on_hand_after": level.on_hand + 1, "value_minor": 1, "cause": uuid4()}
    values |= {"value_after_minor": level.value_minor + 1, "by_id": None}
    with pytest.raises(IntegrityError, match="goods_move_in_an_open_month"), transaction.atomic():
        Movement.objects.create(**values, at=THEN)
    again(old, "an_invoice_is_of_an_open_month", id=uuid4(), number_key="X")
    month = ClosedMonth.objects.get()
    changes: tuple[dict[str, Any], ...] = ({"figures": {}}, {"first": SEPTEMBER})
    for change in changes:
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            ClosedMonth.objects.update(**change)
    with pytest.raises(DatabaseError, match=r"never changed|denied"), transaction.atomic():
        month.delete()
    again(month, "a_month_is_closed_once", id=uuid4())
    again(month, "a_month_begins_on_its_first_day", id=uuid4(), first=date(2026, 10, 2))
    again(month, "a_month_is_opened_again_by_somebody_for_a_reason", id=uuid4(), opened_at=MORNING)


def test_months_are_closed_after_their_end_one_after_the_other_and_opened_the_last_first(town: Market) -> None:
    november, december = date(2026, 11, 1), datetime(2026, 12, 1, 2, tzinfo=MORNING.tzinfo)
    refused(MonthNotOver, lambda: close(town, november))
    refused(MonthNotOver, lambda: close(town, november, at=december))
    refused(NotFound, lambda: close(town, date(2026, 10, 2)))
    close(town, AUGUST)
    refused(MonthSkipped, lambda: close(town, OCTOBER))
    close(town, SEPTEMBER)
    close(town, OCTOBER)
    refused(MonthClosed, lambda: close(town, SEPTEMBER))
    for stranger in (town.buyer, town.keeper, town.wholesaler, town.corner.rival):
        refused(NotFound, lambda stranger=stranger: close(town, november, by=stranger))

    def reopen(first: date, reason: str = "a bill came late", by: Any = None) -> ClosedMonth:
        return reopen_month(shop_id=town.shop.pk, first=first, reason=reason, by=actor(by or town.owner), at=MORNING)

    refused(MonthNotClosed, lambda: reopen(SEPTEMBER))
    refused(OpeningWithoutReason, lambda: reopen(OCTOBER, " "))
    for stranger in (town.accountant, town.manager, town.corner.rival):
        refused(NotFound, lambda stranger=stranger: reopen(OCTOBER, by=stranger))
    opened = reopen(OCTOBER)
    assert (opened.opened_by_id, opened.reason) == (town.owner.pk, "a bill came late")
    refused(MonthNotClosed, lambda: reopen(OCTOBER))
    order = buying.confirmed(town)
    buying.received(town, order, "50")
    assert bill(town, order, date(2026, 10, 31)).issued_on == date(2026, 10, 31)
    assert close(town, OCTOBER).pk != opened.pk
    assert Act.objects.filter(act="periods.open").count() == 1
    assert differences() == []


def test_what_is_not_decided_stands_in_the_way_and_the_page_names_it(town: Market) -> None:
    order = buying.confirmed(town)
    buying.received(town, order, "10")
    held = bill(town, order, date(2026, 10, 31), quantity="20")
    with time_machine.travel(THEN, tick=False):
        count = plan_count(shop_id=town.shop.pk, name="All", sku_ids=[town.corner.milk.pk], key="n", by=actor(town.owner), at=THEN)
        start_count(count_id=count.pk, by=actor(town.owner), at=THEN)
    assert held.status == "held"
    assert refused(MonthNotReady, lambda: close(town)).details == {"counts": 1, "invoices": 1}
    Mark.objects.create(shop=town.shop, on=date(2026, 10, 5))
    with pytest.raises(MonthNotReady) as said:
        close_month(shop_id=town.shop.pk, first=OCTOBER, key="d", by=actor(town.owner), at=MORNING)
    assert said.value.details == {"days": 1, "counts": 1, "invoices": 1}
    client = Api(town.accountant).client
    client.cookies["django_language"] = "en"
    page = client.get(f"/shop/reports/month/?shop={town.shop.pk}&month=2026-10").content.decode()
    for words in ("Before it can be closed", "1 day is still", "1 stock count is not posted", "1 invoice has differences"):
        assert words in page
    assert "/shop/reports/month/close/" not in page


def test_a_month_is_closed_and_opened_again_on_its_page_and_by_a_program(town: Market) -> None:
    while fold():
        pass
    address = f"/shop/reports/month/?shop={town.shop.pk}&month=2026-10"
    accountant, owner = Api(town.accountant).client, Api(town.owner).client
    for client in (accountant, owner):
        client.cookies["django_language"] = "en"
    assert "It can be closed once it is over" in accountant.get(f"/shop/reports/month/?shop={town.shop.pk}").content.decode()
    assert "/shop/reports/month/close/" in accountant.get(address).content.decode()
    form = {"shop": str(town.shop.pk), "month": "2026-10", "idempotency_key": "k"}
    for stranger in (town.corner.rival, town.corner.outsider, town.keeper):
        assert Api(stranger).client.post("/shop/reports/month/close/", form).status_code == 404
    assert accountant.post("/shop/reports/month/close/", form)["Location"] == f"/shop/reports/month/?shop={town.shop.pk}&month=2026-10"
    page = accountant.get(address).content.decode()
    assert "Nothing is dated into it any more" in page
    assert "/shop/reports/month/open/" not in page
    assert "/shop/reports/month/open/" in owner.get(address).content.decode()
    assert accountant.post("/shop/reports/month/open/", {**form, "reason": "late"}).status_code == 404
    assert owner.post("/shop/reports/month/open/", {**form, "reason": "late"}).status_code == 302
    assert "Opened again by" in owner.get(address).content.decode()
    api = Api(town.accountant)
    closed = api.post(f"shops/{town.shop.pk}/months/2026-10/close", {}, key="p")
    assert (closed.status_code, closed.json()["month"]) == (201, "2026-10")
    for stranger in (town.corner.rival, town.keeper):
        assert Api(stranger).post(f"shops/{town.shop.pk}/months/2026-10/close", {}, key="q").status_code == 404
        assert Api(stranger).post(f"shops/{town.shop.pk}/months/2026-10/open", {"reason": "x"}).status_code == 404
    assert Api(town.owner).post(f"shops/{town.shop.pk}/months/2026-10/open", {"reason": "again"}).json()["opened_at"]
    assert Api(town.owner).post(f"shops/{town.shop.pk}/months/2027-10/open", {"reason": "again"}).status_code == 404
