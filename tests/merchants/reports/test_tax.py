"""What a month's sales hold of tax: by the rate that each line was sold at, refunds taken off where they belong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction

from ecosystem.identity.public import Membership
from ecosystem.kernel.errors import NotFound
from ecosystem.ports import InvoicePart
from merchants.catalog.actions import edit_article
from merchants.orders.public import Line
from merchants.periods.errors import BadTaxTerms, PeriodClosed
from merchants.periods.models import Taxpayer
from merchants.periods.public import set_taxpayer
from merchants.procurement.actions import ArticleTerms, change_article, return_goods
from merchants.reports.actions import close_month, fold
from merchants.reports.models import RateDay
from merchants.reports.queries import month_of
from merchants.reports.rules import on_top
from merchants.till.actions import invoicing
from merchants.till.models import BureauSlip
from merchants.till.simulated_bureau import SimulatedTaxBureau
from merchants.till.slips import sale_slip
from tests import buying, cast, counter
from tests.cast import MORNING, Corner, actor
from tests.merchants.money import completed
from tests.merchants.reports.test_pages import at_desk, give_role_of, page
from tests.trading import Api, differences, order_in

pytestmark = pytest.mark.django_db
NOVEMBER, OCTOBER, TODAY = date(2026, 11, 1), date(2026, 10, 1), date(2026, 11, 3)


@pytest.fixture
def town() -> Iterator[Corner]:
    with time_machine.travel(MORNING, tick=False):
        town = cast.corner(stock="900", money_minor=10**7)
        edit_article(sku_id=town.milk.pk, changes={"tax_bp": 900}, seen_version=1, by=actor(town.owner), at=MORNING)
        yield town


def general(town: Corner, *, first: date = NOVEMBER, rate_bp: int | None = 1_300, key: str = "") -> Taxpayer:
    who = actor(town.owner)
    return set_taxpayer(shop_id=town.shop.pk, is_general=True, rate_bp=rate_bp, from_on=first, key=key or uuid4().hex, by=who, at=MORNING)


def sold_by_rate() -> dict[tuple[int | None, bool], tuple[int, int]]:
    while fold():
        pass
    return {(row.tax_bp, row.is_fee): (row.sales_minor, row.back_minor) for row in RateDay.objects.all()}


def test_lines_keep_their_rate_and_a_month_adds_up_by_it(town: Corner) -> None:
    online = completed(town)
    counter.shift(town)
    sale = counter.sold(town, counter.line(town.milk, "3", discount_minor=1), counter.line(town.bread), counter.line(None, price_minor=200))
    assert set(Line.objects.filter(order__in=[online.pk, sale.pk]).values_list("sku", "tax_bp")) == {
        (town.milk.pk, 900), (town.bread.pk, None), (Line.objects.get(order=sale.pk, position=3).sku_id, None)
    }  # fmt: skip
    # An article that is taxed otherwise from now on says nothing of what was sold.
    edit_article(sku_id=town.milk.pk, changes={"tax_bp": 1_300}, seen_version=2, by=actor(town.owner), at=MORNING)
    counter.brought_back(town, sale)
    away = order_in("cancelled", town, channel="delivery")
    fee, whole = away.delivery_fee_minor, away.total_minor
    assert sold_by_rate() == {
        (900, False): (1_000 + 1_499, 499),
        (1_300, False): (1_000, 1_000),
        (None, False): (1_250 + 200, 0),
        (None, True): (fee, fee),
    }
    assert whole == 1_000 + fee and differences() == []
    month = month_of(town.shop.pk, NOVEMBER)
    assert (month.tax_minor, [one.tax_minor for one in month.taxed]) == (0, [0, 0, 0])  # a small-scale taxpayer, and a small month
    general(town, rate_bp=600)
    month = month_of(town.shop.pk, NOVEMBER)
    assert [(one.rate_bp, one.kept_minor, one.tax_minor, one.is_own) for one in month.taxed] == [
        (Decimal(900), 2_000, 165, True), (Decimal(1_300), 0, 0, True), (Decimal(600), 1_450, 82, False)
    ]  # fmt: skip
    told = Api(town.owner).get(f"shops/{town.shop.pk}/reports/month").json()
    assert (told["tax"]["amount"], told["general_taxpayer"]) == ("2.47", True)
    assert [one["rate_bp"] for one in told["taxed"]] == ["900.00", "1300.00", "600.00"]
    shown = page(at_desk(town.owner), "month/")
    for words in ("General taxpayer", "at 9%", "at 6%, by the terms", "¥2.47"):
        assert words in shown, words
    assert month_of(town.shop.pk, OCTOBER).taxing.is_general is False
    # A delivery that was brought: its fee holds what the merchant says of fees, and as much as the goods where it says nothing.
    brought = order_in("paid", town, channel="delivery")
    assert (brought.delivery_fee_minor, invoicing.parts_of(brought)) == (300, [(600, 300), (1_300, 1_000)])
    while fold():
        pass
    assert [one.kept_minor for one in month_of(town.shop.pk, NOVEMBER).taxed] == [2_000, 1_000, 1_750]
    said = {"general": True, "rate_bp": 600, "delivery_bp": 300, "from_month": "2026-11-01"}
    assert Api(town.owner).post(f"shops/{town.shop.pk}/taxpayer", said).json()["delivery_bp"] == 300
    assert [(one.rate_bp, one.kept_minor) for one in month_of(town.shop.pk, NOVEMBER).taxed if one.is_fee] == [(300, 300)]
    assert invoicing.parts_of(brought) == [(300, 300), (1_300, 1_000)]
    assert "at 3%, delivery fees" in page(at_desk(town.owner), "month/")
    RateDay.objects.update(back_minor=1)
    assert "the rates of tax of a day sum to it" in {name for name, _found in differences()}


def test_a_general_taxpayer_takes_off_what_its_suppliers_invoices_hold(town: Corner) -> None:
    """By the rate that the supplier's list said when it was ordered; less what went back, in the month in which it did."""
    shops = buying.market(corner=town)
    terms = ArticleTerms(code=shops.case.code, name_zh="Case", name_en="Case", price_minor=7_200, tax_bp=1_300)
    change_article(article_id=shops.case.pk, terms=terms, seen_version=1, by=actor(shops.wholesaler), at=MORNING)
    order = buying.confirmed(shops, cases="10", apples="10")
    buying.received(shops, order, "10", "10")
    held = buying.billed(shops, order, ("4", 7_200), ("10", 999), number="A 1")
    assert month_of(town.shop.pk, NOVEMBER).bought.rows == ()
    general(town)
    assert month_of(town.shop.pk, NOVEMBER).bought.rows == (), "nobody has approved it"
    buying.paid(shops, buying.approved(shops, held))
    by = actor(shops.keeper)
    return_goods(order_id=order.pk, quantities={1: Decimal(7)}, reason="broken", key="back", by=by, at=MORNING + timedelta(minutes=1))
    month = month_of(town.shop.pk, NOVEMBER)
    assert [(one.number, one.rate_bp, one.paid_minor, one.tax_minor) for one in month.bought.rows] == [
        ("A 1", 1_300, 28_800, 3_313), ("A 1", None, 9_990, 0), ("A 1", 1_300, -7_200, -828)
    ]  # fmt: skip
    assert (month.bought.tax_minor, month.left_minor) == (2_485, -2_485)
    told = Api(town.owner).get(f"shops/{town.shop.pk}/reports/month").json()
    assert [told[name]["amount"] for name in ("tax", "input_tax", "tax_left")] == ["0.00", "24.85", "-24.85"]
    assert [(one["invoice"], one["tax"]["amount"]) for one in told["bought"]] == [("A 1", "33.13"), ("A 1", "0.00"), ("A 1", "-8.28")]
    shown = page(at_desk(town.owner), "tax/")
    for words in ("Tax in what was bought", "¥24.85", "taken off", "without a rate", f"/purchases/{order.pk}/"):
        assert words in shown, words
    assert "Goes on to the next month" in page(at_desk(town.owner), "month/")
    rows = b"".join(at_desk(town.owner).get("/shop/reports/files/month.csv")).decode()  # type: ignore[arg-type]
    assert "VAT that is left,,-24.85" in rows
    assert "13% tax in it" in at_desk(town.owner).get(f"/purchases/{order.pk}/").content.decode()
    assert month_of(town.shop.pk, OCTOBER).bought.rows == ()
    Taxpayer.objects.create(party_id=town.shop.party_id, from_on=NOVEMBER, is_general=False, at=MORNING)
    assert (month_of(town.shop.pk, NOVEMBER).bought.rows, differences()) == ((), [])


def test_freight_is_taxed_by_its_own_rates_and_shared_to_the_fen() -> None:
    assert on_top(0, (500, 900), (300, None)) == []
    assert on_top(799, (500, 900), (300, None)) == [(900, 499), (None, 300)]
    assert on_top(500, (500, 900), (0, None)) == [(900, 500)]


def test_a_receipt_and_an_e_invoice_tell_the_tax(town: Corner) -> None:
    general(town)
    counter.shift(town)
    sale = counter.sold(town, counter.line(town.milk, "3", discount_minor=1), counter.line(town.bread))
    assert ("14.99 含税（9%）", "1.24") in sale_slip(sale).rows
    counter.brought_back(town, sale)
    asked = invoicing.request_invoice(order_id=sale.pk, title="Wu", tax_number="", key="i", by=actor(town.owner), at=MORNING)
    assert (asked.amount_minor, [tuple(part) for part in asked.parts]) == (2_250, [(900, 1_000), (1_300, 1_250)])
    invoicing.send_due(issuer=SimulatedTaxBureau("prompt"), at=MORNING)
    asked.refresh_from_db()
    assert (asked.status, BureauSlip.objects.get().parts) == ("issued", [[900, 1_000], [1_300, 1_250]])
    assert "¥10.00 at 9% tax" in at_desk(town.owner).get("/shop/till/invoices/").content.decode()
    # The bureau takes no invoice whose parts are not the whole.
    issuer, told = SimulatedTaxBureau("prompt"), uuid4()
    issuer.submit(invoice_id=told, title="Wu", tax_number="", amount_minor=100, parts=[InvoicePart(900, 99)], at=MORNING)
    answer = issuer.ask(invoice_id=told, at=MORNING)
    assert answer is not None and (answer.status, answer.reason) == ("refused", "parts_differ")


def test_who_keeps_the_books_says_how_the_merchant_is_taxed(town: Corner) -> None:
    accountant = cast.person("accountant")
    give_role_of(accountant, town, Membership.Role.ACCOUNTANT)
    address, said = f"shops/{town.shop.pk}/taxpayer", {"general": True, "rate_bp": 1_300, "from_month": "2026-11-01"}
    for stranger in (town.outsider, town.rival, cast.clerk(town.shop)):
        assert Api(stranger).post(address, said).status_code == 404
        assert at_desk(stranger).get(f"/shop/reports/tax/?shop={town.shop.pk}").status_code == 404
        form = {"shop": str(town.shop.pk), "month": "2026-11", "kind": "general", "rate": "13", "idempotency_key": "k"}
        assert at_desk(stranger).post("/shop/reports/tax/say/", form).status_code == 404
        with pytest.raises(NotFound):
            set_taxpayer(shop_id=town.shop.pk, is_general=True, rate_bp=1, from_on=NOVEMBER, key="s", by=actor(stranger), at=MORNING)
    for first, rate_bp in ((TODAY, 1_300), (NOVEMBER, None), (NOVEMBER, 5_001), (NOVEMBER, -1)):
        with pytest.raises(BadTaxTerms):
            general(town, first=first, rate_bp=rate_bp)
    while fold():
        pass
    close_month(shop_id=town.shop.pk, first=OCTOBER, key="c", by=actor(accountant), at=MORNING)
    with pytest.raises(PeriodClosed):
        general(town, first=OCTOBER)
    assert Taxpayer.objects.count() == 0
    assert Api(accountant).post(address, said).json() == {"general": True, "rate_bp": 1_300, "delivery_bp": None, "from_month": "2026-11-01"}
    assert "To the tax office we are" in page(at_desk(accountant), "tax/")
    assert general(town, key="once").pk == general(town, key="once").pk
    form = {"shop": str(town.shop.pk), "month": "2026-11", "kind": "small", "rate": "", "idempotency_key": "k"}
    assert at_desk(accountant).post("/shop/reports/tax/say/", form).status_code == 302
    assert at_desk(accountant).post("/shop/reports/tax/say/", {**form, "delivery": "1/0", "idempotency_key": "l"}).status_code == 422
    assert (Taxpayer.objects.count(), month_of(town.shop.pk, NOVEMBER).taxing.is_general) == (3, False)  # the last word counts
    breaches: dict[str, dict[str, object]] = {
        "a_merchant_is_taxed_otherwise_from_a_month_on": {"from_on": NOVEMBER + timedelta(days=1)},
        "a_merchants_usual_tax_is_less_than_half": {"rate_bp": 5_001},
        "tax_on_delivery_is_less_than_half": {"delivery_bp": 5_001},
        "a_general_taxpayer_has_a_usual_rate": {"rate_bp": None},
    }
    for name, change in breaches.items():
        values = {"party_id": town.shop.party_id, "from_on": NOVEMBER, "is_general": True, "rate_bp": 1_300, "at": MORNING}
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Taxpayer.objects.create(**{**values, **change})
    assert {constraint.name for constraint in Taxpayer._meta.constraints} == set(breaches)
