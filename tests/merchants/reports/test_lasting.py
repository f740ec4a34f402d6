"""How long goods last and how old debts are, to the day and to the fen, as the pages show them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine

from ecosystem.kernel.clock import business_date
from merchants.customers.public import age_of
from merchants.reports import rules
from merchants.reports.actions import fold
from merchants.reports.queries import claims_by_age, goods_of, owed_back_by, owed_back_to, payables_by_age, receivables_by_age
from merchants.reports.queries.goods import short_of, slow_of
from merchants.stock.actions import track_batches
from tests import buying, cast, counter
from tests.cast import MORNING, actor
from tests.merchants.reports.test_pages import at_desk, page
from tests.merchants.stock.cast import receive
from tests.trading import Api

pytestmark = pytest.mark.django_db
TODAY = business_date(MORNING)


@pytest.mark.parametrize(
    ("on_hand", "left", "days", "cover"),
    [("30", "10", 30, "90.0"), ("1", "3", 7, "2.3"), ("-2", "3", 7, "0.0"), ("5", "0", 7, None), ("5", "-1", 7, None)],
)
def test_cover_is_what_lies_there_at_the_pace_of_the_days(on_hand: str, left: str, days: int, cover: str | None) -> None:
    assert rules.days_of_cover(Decimal(on_hand), Decimal(left), days) == (None if cover is None else Decimal(cover))


@pytest.mark.parametrize(("days", "age"), [(-1, "0–30"), (30, "0–30"), (31, "31–60"), (60, "31–60"), (61, "61–90"), (90, "61–90"), (91, "91+")])
def test_ages_have_no_gap(days: int, age: str) -> None:
    assert age_of(TODAY - timedelta(days=days), TODAY) == age


def test_goods_that_run_out_lie_still_or_expire() -> None:
    with time_machine.travel(MORNING, tick=False):
        town = cast.corner(stock="14")
        counter.shift(town)
        counter.sold(town, counter.line(town.milk, "7"))
        while fold():
            pass
        jam = cast.article(town.shop, town.owner, stock="0", name="Jam")
        track_batches(shop_id=town.shop.pk, sku_id=jam.pk, by=actor(town.owner), at=MORNING)
        for days in (31, 30, -1):
            receive(town, jam, "2", 100, batch=f"D{days}", expires_on=TODAY + timedelta(days=days))
        shown = page(at_desk(town.owner), "goods/?days=7")
    rows = goods_of(town.shop.pk, until=TODAY, days=7)
    assert [(row.name_en, row.cover) for row in short_of(rows)] == [("Milk", Decimal("7.0"))]
    assert [row.name_en for row in slow_of(rows)] == ["Bread", "Jam"]
    assert ("D30" in shown, "D-1" in shown, "D31" in shown, "Expired" in shown) == (True, True, False, True)


@pytest.mark.parametrize(
    ("days", "late"), [(-9, "not due"), (0, "not due"), (1, "1–30"), (30, "1–30"), (31, "31–60"), (61, "61–90"), (90, "61–90"), (91, "91+")]
)
def test_a_bill_is_late_from_the_day_after_it_fell_due(days: int, late: str) -> None:
    assert rules.late_by(TODAY - timedelta(days=days), TODAY) == late


def test_what_is_owed_falls_into_its_age_less_what_was_taken_off_and_both_sides_read_the_same() -> None:
    town = buying.market()
    order = buying.confirmed(town)
    buying.received(town, order, "50")
    buying.paid(town, buying.approved(town, buying.billed(town, order, ("50", 7_200))))
    by = actor(town.keeper)
    buying.actions.return_goods(order_id=order.pk, quantities={1: Decimal(1)}, reason="broken", key="back", by=by, at=MORNING)
    buying.received(town, order, "10")
    second = buying.billed(town, order, ("12", 7_200))
    buying.actions.debit_differences(invoice_id=second.pk, by=actor(town.accountant), at=MORNING)
    counter.shift(town.corner)
    counter.sold(town.corner, counter.line(town.corner.bread), tender="tab", customer=counter.customer(town.corner))
    for days, ages in ((0, [72_000, 0, 0, 0, 0]), (1, [0, 72_000, 0, 0, 0]), (61, [0, 0, 0, 72_000, 0]), (91, [0, 0, 0, 0, 72_000])):
        on = second.due_on + timedelta(days=days)
        for owed, who in ((payables_by_age(town.shop.pk, today=on), "Harvest"), (claims_by_age([town.supplier.pk], today=on), town.shop.name)):
            assert ([row.name for row in owed.rows], list(owed.total.ages.values()), owed.sum_minor) == ([who], ages, 72_000)
    for back in (owed_back_to(town.shop.pk, today=TODAY + timedelta(days=31)), owed_back_by([town.supplier.pk], today=TODAY + timedelta(days=31))):
        assert list(back.total.ages.values()) == [0, 7_200, 0, 0]
    debtors = receivables_by_age(town.shop.pk, today=TODAY + timedelta(days=91))
    assert (list(debtors.rows[0].ages.values()), debtors.sum_minor) == ([0, 0, 0, 1_250], 1_250)
    assert payables_by_age(town.corner.rival_shop.pk, today=TODAY).rows == []
    with time_machine.travel(MORNING, tick=False):
        _read_by_whoever_bills(town)


def _read_by_whoever_bills(town: buying.Market) -> None:
    mine, shops = f"suppliers/{town.supplier.pk}/reports/ageing", f"shops/{town.shop.pk}/reports/ageing"
    told, same = Api(town.wholesaler).get(mine).json(), Api(town.accountant).get(shops).json()
    assert [told["shops_owe"][0]["owed"], told["owed_back_to_shops"][0]["owed"]["amount"]] == [same["owed_to_suppliers"][0]["owed"], "72.00"]
    assert told["shops_owe"][0]["ages"][0] == {"age": "not due", "owed": {"amount": "720.00", "currency": "CNY"}}
    assert (same["suppliers_owe_back"][0]["name"], same["customers_owe"][0]["owed"]["amount"]) == ("Harvest", "12.50")
    desk = at_desk(town.wholesaler)
    shown = desk.get("/supply/claims/ageing/").content.decode()
    assert ("Not due yet" in shown, "¥720.00" in shown, "1–30 days late" in shown, "What you owe back" in shown) == (True, True, True, True)
    rows = b"".join(desk.get("/supply/claims/ageing/ageing.csv")).decode("utf-8-sig")  # type: ignore[arg-type]
    assert f"{town.shop.name},720.00,0.00,0.00,0.00,0.00,720.00" in rows
    assert [desk.get(f"/supply/claims/ageing/ageing.{kind}").status_code for kind in ("pdf", "xlsx", "exe")] == [200, 200, 404]
    assert "What suppliers owe you back" in page(at_desk(town.owner), "ageing/")
    for stranger in (town.packer, town.corner.outsider, town.owner):
        assert Api(stranger).get(mine).status_code == 404
        assert [at_desk(stranger).get(f"/supply/claims/ageing/{more}").status_code for more in ("", "ageing.csv")] == [404, 404]
    assert [Api(person).get(mine).status_code for person in (town.rival_wholesaler, None)] == [404, 401]
    assert Api(town.wholesaler).get(shops).status_code == 404
    assert town.shop.name not in at_desk(town.rival_wholesaler).get("/supply/claims/ageing/").content.decode()
