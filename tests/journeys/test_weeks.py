"""A shopkeeper's week and a supplier's, in one story: each sees the other's steps, on a phone and a desktop, in Chinese and English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import transaction
from pypdf import PdfReader

from ecosystem.identity.public import Membership, Party, Person, give_role, register_party
from ecosystem.kernel import clock
from ecosystem.payments.public import Payment
from merchants.catalog.public import Sku
from merchants.orders.public import Wanted
from merchants.payouts.models import Payout
from merchants.procurement import actions as buying_verbs
from merchants.procurement import links as order_links
from merchants.procurement.models import Article, Dispute, Invoice, Order, Receipt, Supplier
from merchants.procurement.tasks import pay_due
from merchants.reports.actions import fold
from merchants.shops.public import Shop
from merchants.sourcing import links
from merchants.sourcing.models import Quotation, Rfq
from merchants.till.actions import ring_up
from merchants.till.models import Sale
from residents.baskets.actions import pay_order
from tests import buying, cast
from tests.buying import D
from tests.cast import actor
from tests.journeys.browser import DESKTOP, PHONE, Door
from tests.journeys.forms import Window
from tests.journeys.telling import Teller
from tests.merchants.onboarding.cast import place
from tests.merchants.staff.cast import hired
from tests.trading import differences

pytestmark = [pytest.mark.browser, pytest.mark.journey, pytest.mark.timeout(300)]
MONDAY = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
MILK_MINOR, WATER_MINOR = 6_000, 2_400
ZH, EN = "zh-hans", "en"
# The shopkeeper's language and window, and the supplier's: each role is seen in each of the four.
LOOKS = [((ZH, PHONE), (EN, DESKTOP)), ((EN, PHONE), (ZH, DESKTOP)), ((ZH, DESKTOP), (EN, PHONE)), ((EN, DESKTOP), (ZH, PHONE))]


@dataclass
class Week:
    door: Door
    now: Any
    keeper: Person
    boss: Person
    shop: Teller
    desk: Teller
    looks: tuple[str, tuple[int, int]]
    others: list[Teller] = field(default_factory=list)

    def day(self, name: str, hour: int = 9) -> datetime:
        """The clocks of the server and of the shop's device; both stood still meanwhile."""
        days = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday").index(name)
        at = MONDAY + timedelta(days=days, hours=hour - 9)
        self.now.move_to(at)
        self.shop.visitor.context.clock.set_system_time(at)
        return at

    def joined_by(self, who: Person | None, size: tuple[int, int] = PHONE) -> Teller:
        """Somebody else, in the shopkeeper's language."""
        self.others.append(Teller(self.door, who, self.looks[0], size))
        return self.others[-1]

    def sku(self, code: str) -> Sku:
        return Sku.objects.get(shop=self.place, code=code)

    @property
    def place(self) -> Shop:
        return Shop.objects.get(party__memberships__person=self.keeper)

    @property
    def supplier(self) -> Supplier:
        return Supplier.objects.get(party__memberships__person=self.boss)


@transaction.atomic
def wholesaler() -> Person:
    """Somebody with a business that supplies nobody yet."""
    boss = cast.person("boss", at=MONDAY)
    party = register_party(kind=Party.Kind.COMPANY, name_zh="丰收批发", name_en="Harvest Wholesale", at=MONDAY)
    give_role(person=boss, party=party, role=Membership.Role.OWNER, at=MONDAY)
    return boss


@pytest.fixture
def now(committed: str, settings: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    settings.STATE_DIR = tmp_path_factory.mktemp("state")
    with time_machine.travel(MONDAY, tick=True) as traveller:
        yield traveller


@pytest.mark.parametrize(("shop", "desk"), LOOKS, ids=["zh-phone", "en-phone", "zh-desktop", "en-desktop"])
def test_a_week_of_a_shopkeeper_and_of_her_supplier(
    now: Any, door: Door, shop: tuple[str, tuple[int, int]], desk: tuple[str, tuple[int, int]], tmp_path: Path
) -> None:
    place()
    keeper, boss = cast.person("mei", at=MONDAY), wholesaler()
    week = Week(door, now, keeper, boss, Teller(door, keeper, *shop, accept_downloads=True), Teller(door, boss, *desk), shop)
    week.day("monday")
    she_joins_and_lists(week)
    he_joins_with_a_price_list(week)
    week.day("tuesday")
    she_sells_with_and_without_a_network(week)
    week.day("wednesday")
    rfq = she_asks_three(week)
    two_answer(week, rfq)
    order = she_awards_two(week, rfq)
    week.day("thursday")
    he_ships(week, order)
    she_takes_in_what_came(week, order)
    week.day("friday")
    he_bills_too_dear(week, order)
    she_lets_it_pass(week, order)
    pay_due(at=week.day("saturday"))
    both_see_it_paid(week, order)
    she_is_paid_out(week)
    week.day("sunday")
    the_bank_compares(week)
    she_reads_the_month(week, tmp_path / "month.pdf")
    assert differences() == []
    assert [fault for teller in (week.shop, week.desk, *week.others) for fault in teller.faults] == []


def she_joins_and_lists(week: Week) -> None:
    shop, page = week.shop, week.shop.open("/shop/")
    shop.shot("11-start")
    page.check("[name=trade][value=grocery]")
    page.check("[name=legal_form][value=sole_trader]")
    shop.press("Go on")
    shop.fill("Name over the door", "桂花粮店")
    shop.fill("Name in English", "Osmanthus Grocer")
    page.select_option("#landmark", "pine")
    # Around the clock, so that the story does not depend on the hour it is told at.
    page.fill("#opens", "00:00")
    page.fill("#closes", "00:00")
    shop.shot("12-shop")
    shop.press("Open the shop")
    goods = {"milk": ("5", "30"), "water": ("2", "40"), "cola": ("3.x", "24")}
    page.locator("#price-milk").wait_for()
    for code, (price, quantity) in goods.items():
        page.fill(f"#price-{code}", price)
        page.fill(f"#quantity-{code}", quantity)
    shop.press("Put on sale")
    page.locator(".field-error").wait_for()
    assert (page.input_value("#price-cola"), page.input_value("#quantity-cola")) == ("3.x", "24")
    shop.shot("13-goods")
    page.fill("#price-cola", "3")
    shop.press("Put on sale")
    page.locator("a[href*='/shop/till/']").first.wait_for()
    shop.shot("14-codes")
    shop.follow("Ring up a sale")
    shop.fill("Cash in the drawer, yuan", "一百")
    with shop.refused("not_an_amount", page.locator("#float")):
        shop.press("Open the shift")
    page.fill("#float", "100")
    shop.button("Open the shift").dblclick()
    page.locator(".till-open").wait_for(state="detached")
    page.locator(".till-choice").nth(2).wait_for()
    assert page.locator(".till-choice").count() == 3
    shop.shot("15-till")
    shop.open("/shop/")
    shop.shot("16-today")
    buying.fund(week.place.party_id, 200_000)


def he_joins_with_a_price_list(week: Week) -> None:
    desk, page = week.desk, week.desk.open("/shop/")
    desk.open("/supply/")
    desk.shot("21-join")
    desk.fill("Name for shops", "丰收批发")
    desk.fill("Name in English", "Harvest Wholesale")
    desk.fill("Days until an invoice is due", "900")
    with desk.refused("bad_terms", page.locator("#name_zh"), page.locator("#pay_days")):
        desk.press("Open the supplier's console")
    desk.fill("Days until an invoice is due", "1")
    desk.press("Open the supplier's console")
    desk.fill("Name", "整箱牛奶")
    desk.fill("Name in English", "Milk by the case")
    desk.fill("Code", "M-12")
    desk.fill("Unit (case, sack, kg)", "箱")
    desk.fill("Price in yuan", "六十")
    with desk.refused("not_an_amount", *(page.locator(f"#a-{name}") for name in ("name", "code", "unit", "price"))):
        desk.press("Add to the price list")
    desk.fill("Price in yuan", "60")
    desk.button("Add to the price list").dblclick()
    desk.page.locator("tr[id^=article-]").wait_for()
    assert Article.objects.filter(supplier=week.supplier).count() == 1
    desk.shot("22-prices")
    desk.open("/supply/orders/")
    desk.shot("23-empty-desk")


def she_sells_with_and_without_a_network(week: Week) -> None:
    shop, page = week.shop, week.shop.open("/shop/till/")
    milk, water = (week.sku(code).name_en if shop.language == EN else week.sku(code).name_zh for code in ("milk", "water"))

    def sell(name: str) -> None:
        page.locator(".till-choice", has_text=name).click()
        page.locator("[data-pay]").dblclick()
        page.locator("[data-none]").wait_for()

    sell(milk)
    page.locator("[data-last-receipt]").wait_for()
    shop.visitor.context.set_offline(True)
    for name in (water, milk):
        sell(name)
    shop.shot("31-offline")
    shop.visitor.context.set_offline(False)
    page.locator("[data-queue]").wait_for(state="hidden")
    assert (Sale.objects.count(), Sale.objects.filter(offline=True).count()) == (3, 2)
    # The rest of the day goes by the code on the counter, paid from an account with the bank.
    buyer = cast.person("buyer", money_minor=100_000, at=clock.now())
    wanted = [Wanted(week.sku("milk").pk, D(22), 500), Wanted(week.sku("water").pk, D(33), 200)]
    rung = ring_up(shop_id=week.place.pk, wanted=wanted, key=uuid4().hex, by=actor(week.keeper), at=clock.now())
    pay_order(order_id=rung.pk, method="bank_account", key=uuid4().hex, by=actor(buyer), at=clock.now())
    shop.open("/shop/till/sales/")
    shop.shot("32-receipts")


def she_asks_three(week: Week) -> Rfq:
    """Milk is linked on the page of prices; water by the verb, as are the rules of both, and a third supplier that will not answer."""
    shop, at, owner = week.shop, clock.now(), actor(week.keeper)
    with time_machine.travel(at, tick=True):
        silent, _boss = buying.supplier("Orchard")
    page = shop.open(f"/shop/purchases/suppliers/{week.supplier.pk}/")
    shop.shot("41-price-list")
    page.locator("select[name=sku]").select_option(str(week.sku("milk").pk))
    page.locator("input[name=per_unit]").fill("12")
    shop.press("Link")
    page.locator("[name^=article-]").wait_for()
    profile = buying_verbs.SupplierProfile("村口水站", "Village water", contact="138 0000 0000")
    village = buying_verbs.note_supplier(shop_id=week.place.pk, profile=profile, by=owner, at=at)
    crate = buying.article(village, week.keeper, "Water by the crate", price_minor=WATER_MINOR)
    buying.link(week.keeper, week.sku("water"), crate, "24")
    for code, least, most in (("milk", 20, 120), ("water", 20, 240)):
        buying_verbs.set_reorder_rule(sku_id=week.sku(code).pk, minimum=D(least), maximum=D(most), review_days=7, snoozed_until=None, by=owner, at=at)
    shop.open("/shop/purchases/")
    shop.shot("42-purchases")
    shop.follow("What runs low")
    shop.reads("To order")
    shop.shot("43-runs-low")
    shop.follow("Ask several suppliers")
    page.locator(".ask-row").nth(1).wait_for()
    for supplier in (week.supplier, village, silent):
        page.locator(f"input[name=supplier][value='{supplier.pk}']").check()
    first = page.locator("[name^=quantity-]").first
    right = first.input_value()
    first.fill("-2")
    with shop.refused("bad_terms", first):
        shop.press("Save and look it over")
    first.fill(right)
    shop.shot("44-ask")
    shop.press("Save and look it over")
    ask = shop.page.get_by_role("button", name=shop.word("Ask %(asked)s supplier", many=("Ask %(asked)s suppliers", 3), asked=3))
    ask.wait_for()
    shop.shot("45-asked")
    ask.dblclick()
    shop.reads("Nobody has quoted yet. Quotes appear here as they come in.")
    return Rfq.objects.get()


def two_answer(week: Week, rfq: Rfq) -> None:
    """One at a desk, one by a link; the third never does."""
    at = {line.sku_id: line.position for line in rfq.lines.all()}
    prices = {at[week.sku("milk").pk]: ("60", "70"), at[week.sku("water").pk]: ("30", "24")}
    village = Quotation.objects.get(rfq=rfq, supplier__party=None)
    by_link = week.joined_by(None)
    week.desk.open("/supply/requests/").get_by_role("link", name=rfq.number).click()
    week.desk.page.locator("#price-1").wait_for()
    by_link.open(f"/supply/quote/{links.write(village, at=clock.now())}/")
    for number, teller in enumerate((week.desk, by_link)):
        page = teller.page
        for position, said in prices.items():
            page.fill(f"#price-{position}", said[number])
            page.fill(f"#days-{position}", "999")
        page.fill("#freight", "5")
        with teller.refused("bad_quote", page.locator("#price-1"), page.locator("#days-1"), page.locator("#freight")):
            teller.press("Send the quote")
        for position in prices:
            page.fill(f"#days-{position}", "1")
        teller.shot(f"5{number + 1}-quote")
        teller.button("Send the quote").dblclick()
        page.locator(".note[data-tone=good]").wait_for()
    by_link.shot("53-quoted")


def she_awards_two(week: Week, rfq: Rfq) -> Order:
    """The comparison came to her page by itself; the cheapest way is from two."""
    shop, page = week.shop, week.shop.page
    shop.reads("Cheapest altogether")
    shop.shot("54-compare")
    page.locator("section:has(> .card-body > #plan-split) form button.btn").last.dblclick()
    page.locator("#rfq .page-head .mark-badge[data-tone=good]").wait_for()
    assert sorted(Quotation.objects.filter(rfq=rfq).values_list("status", flat=True)) == ["awarded", "awarded", "lost"]
    assert Order.objects.count() == 2
    shop.shot("55-awarded")
    other = Order.objects.get(supplier__party=None)
    buying_verbs.confirm_by_link(token=order_links.write(other, at=clock.now()), at=clock.now())
    return Order.objects.get(supplier=week.supplier)


def he_ships(week: Week, order: Order) -> None:
    desk = week.desk
    desk.open("/supply/orders/")
    desk.shot("61-desk")
    desk.page.get_by_role("link", name=order.number).first.click()
    desk.reads("The shop waits for your answer.")
    desk.shot("62-to-confirm")
    desk.button("Confirm as it is").dblclick()
    desk.unfold("Announce a shipment")
    desk.button("Announce it").dblclick()
    desk.page.locator("#history").wait_for()
    desk.shot("63-shipped")
    assert order.shipments.count() == 1


def she_takes_in_what_came(week: Week, order: Order) -> None:
    """Short, and two of it broken; too much and half a case are refused, and what she counted stays in the fields."""
    shop, page = week.shop, week.shop.open("/shop/purchases/")
    shop.shot("64-coming")
    page.get_by_role("link", name=order.number).first.click()
    accepted, refused, why = (page.locator(f"[name={name}-1]") for name in ("accepted", "rejected", "why"))
    accepted.wait_for()
    asked = int(accepted.input_value())
    for wrong, code in ((str(asked * 3), "too_much_delivered"), ("1.5", "not_whole"), ("-1", "bad_terms")):
        accepted.fill(wrong)
        refused.fill("2")
        why.fill("压碎")
        with shop.refused(code, accepted, refused, why):
            shop.press("Post the receipt")
    accepted.fill(str(asked - 3))
    shop.shot("65-counted")
    shop.button("Post the receipt").dblclick()
    page.locator(".dispute").nth(1).wait_for()
    shop.shot("66-differs")
    assert Receipt.objects.filter(order=order).count() == 1
    assert sorted(Dispute.objects.values_list("quantity", flat=True)) == [D(1), D(2)]


def he_bills_too_dear(week: Week, order: Order) -> None:
    desk, page = week.desk, week.desk.open(f"/purchases/{order.pk}/")
    desk.shot("71-differs")
    for left in (2, 1):
        answers = page.locator(".dispute [name=answer][value=credit]")
        answers.nth(left - 1).wait_for()
        answers.first.click()
        answers.nth(left - 1).wait_for(state="detached")
    desk.unfold("Bill")
    page.locator("[name=unit-1]").fill("66")
    desk.fill("Your invoice number", "F-77")
    desk.shot("72-bill")
    desk.button("Issue the invoice").dblclick()
    page.locator("[id^=invoice-][class*=card-title]").wait_for()
    desk.shot("73-billed")
    invoice = Invoice.objects.get()
    assert (invoice.status, invoice.exceptions) == ("held", ["price"])
    desk.unfold("Bill")
    desk.fill("Your invoice number", "f 77")
    page.locator("[name=quantity-1]").fill("1")
    with desk.refused("invoice_number_used", page.locator("[name=quantity-1]"), page.locator("#invoice-number")):
        desk.press("Issue the invoice")


def she_lets_it_pass(week: Week, order: Order) -> None:
    """A clerk sees what does not fit and has no button for it; the owner releases it with a reason, and it is paid on its day."""
    shop, page = week.shop, week.shop.page
    clerk = Window(hired(week.place, "clerk"), shop.language).get(f"/purchases/{order.pk}/").content.decode()
    assert "F-77" in clerk and "/release/" not in clerk
    release = page.locator("summary", has_text=shop.word("Release"))
    release.wait_for()
    shop.shot("74-held")
    for _ in range(2):
        settled = shop.button("Settled")
        many = settled.count()
        settled.first.click()
        settled.nth(many - 1).wait_for(state="detached")
    release.click()
    page.locator("[id^=release-]").fill("牛奶涨价，已电话说好")
    shop.button("Release").dblclick()
    shop.button("Approve").wait_for()
    shop.shot("75-released")
    shop.button("Approve").dblclick()
    shop.button("Approve").wait_for(state="detached")
    invoice = Invoice.objects.get()
    assert (invoice.status, invoice.pay_when_due, invoice.due_on) == ("approved", True, date(2026, 11, 7))
    shop.open("/shop/purchases/payables/")
    shop.shot("76-falls-due")
    week.desk.open("/supply/claims/")
    week.desk.shot("77-to-come-in")


def both_see_it_paid(week: Week, order: Order) -> None:
    assert Invoice.objects.get().status == "paid"
    for number, teller in enumerate((week.shop, week.desk), start=1):
        teller.open(f"/purchases/{order.pk}/")
        teller.reads("Paid")
        teller.shot(f"8{number}-paid")
    week.desk.open("/supply/orders/")
    week.desk.shot("83-desk")
    week.desk.open("/notices/")
    week.desk.shot("84-notices")


def she_is_paid_out(week: Week) -> None:
    """What was paid by code: twice pressed, paid out once."""
    shop, page = week.shop, week.shop.open("/shop/funds/")
    shop.shot("85-funds")
    page.locator("form[action$='/pay-out/'] button").dblclick()
    page.locator("#payouts").wait_for()
    shop.shot("86-paid-out")
    page.locator("#payouts tbody a").first.click()
    page.locator("h1.num").wait_for()
    shop.shot("87-payout")
    assert Payout.objects.get().status == "succeeded"


def the_bank_compares(week: Week) -> None:
    """The day of the sale: fetched, compared, closed."""
    bank = week.joined_by(cast.banker("operator", "operator", at=MONDAY), DESKTOP)
    day = clock.business_date(Payment.objects.earliest("created_at").created_at)
    page = bank.open("/bank/reconciliation/")
    page.get_by_role("link", name=f"{day}", exact=True).click()
    bank.press("Fetch the files and compare")
    bank.reads("No difference was found.")
    bank.shot("91-compared")
    bank.button("Close the day").dblclick()
    page.locator("[data-status=closed]").first.wait_for()
    bank.shot("92-closed")


def she_reads_the_month(week: Week, kept: Path) -> None:
    while fold():
        pass
    shop, page = week.shop, week.shop.open("/shop/reports/month/")
    shop.shot("93-month")
    with page.expect_download() as coming:
        page.get_by_role("link", name="PDF").click()
    coming.value.save_as(kept)
    told = re.sub(r"\s", "", "".join(leaf.extract_text() for leaf in PdfReader(kept).pages))
    assert all(re.sub(r"\s", "", shop.word(words)) in told for words in ("Profit and loss", "Settlement statement", "Tax summary"))
    shop.open("/shop/")
    shop.shot("94-today")
