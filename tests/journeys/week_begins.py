"""Monday to Wednesday: two join, one sells, goods run low, three are asked and two are chosen."""

from __future__ import annotations

from uuid import uuid4

import time_machine

from ecosystem.kernel import clock
from merchants.orders.public import Wanted
from merchants.procurement import actions as buying_verbs
from merchants.procurement import links as order_links
from merchants.procurement.models import Article, Order
from merchants.sourcing import links
from merchants.sourcing.models import Quotation, Rfq
from merchants.till.actions import ring_up
from merchants.till.models import Sale
from residents.baskets.actions import pay_order
from tests import buying, cast
from tests.buying import D
from tests.cast import actor
from tests.journeys.weeks import Week

WATER_MINOR = 2_400


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
    # Back from a form that was sent: the shop stands, so she is where she was.
    page.locator("#price-milk").wait_for()
    page.go_back()
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
    page.locator("main a[href*='/shop/till/']").first.wait_for()
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
    desk.fill("Unit in English", "case")
    desk.fill("Price in yuan", "六十")
    with desk.refused("not_an_amount", *(page.locator(f"#a-{name}") for name in ("name", "code", "unit", "price"))):
        desk.press("Add to the price list")
    desk.fill("Price in yuan", "60")
    desk.visitor.context.set_offline(True)
    desk.press("Add to the price list")
    unreachable = page.locator(".toast-note[data-tone=bad]")
    unreachable.wait_for()
    unreachable.locator("[data-close]").click()
    assert page.locator("#a-code").input_value() == "M-12"
    desk.visitor.context.set_offline(False)
    desk.slow(400)
    desk.button("Add to the price list").dblclick()
    page.locator("button[data-busy]").wait_for()
    page.locator("tr[id^=article-]").wait_for()
    desk.slow(0)
    assert Article.objects.filter(supplier=week.supplier).count() == 1
    desk.shot("22-prices")
    desk.open("/supply/orders/")
    desk.shot("23-empty-desk")


def she_sells_with_and_without_a_network(week: Week) -> None:
    shop, page = week.shop, week.shop.open("/shop/till/")
    milk, water = (week.sku(code).name_en if shop.language == "en" else week.sku(code).name_zh for code in ("milk", "water"))

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
