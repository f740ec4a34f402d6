"""Every other room of the street filled by its verbs: counter, stock, goods, money back, deals, people, reports; and the pages that show them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

from django.db import transaction
from playwright.sync_api import Page

from ecosystem.identity.public import Party, Person
from ecosystem.kernel import clock
from ecosystem.kernel.photos import taken
from ecosystem.openapi.actions import register_client
from ecosystem.payments.actions import reconcile_day
from merchants.arrivals.public import PAID, count_scan, count_steps
from merchants.catalog.actions import Answer, Question, ask_with, change_many, define_group, upload_import
from merchants.catalog.public import Sku
from merchants.catalog.rules.bulk import Bulk
from merchants.couriers.actions import settle_dispatch, work_on
from merchants.customers.actions import make_link
from merchants.delivery.actions import fail, go_back, leave_at_door, let_leave
from merchants.points.models import Parcel
from merchants.points.rules import KEPT_FOR
from merchants.reports.actions import appeal_score, close_month, fold
from merchants.settlement.actions import RuleDraft, draft_tariff
from merchants.staff import links
from merchants.stock import actions as stock
from merchants.stock.public import Packed, ReceiptLine, TakenBack
from merchants.till.actions.invoicing import request_invoice
from merchants.vouchers.actions import define_product
from tests import cast, counter, couriering, dealing
from tests.cast import MORNING, Corner, actor
from tests.journeys.screen import STILL, Screen
from tests.merchants.aftersale.cast import applied, escalated, handed_over
from tests.merchants.delivery.cast import given, on_its_way
from tests.merchants.staff.cast import asked, hired, pinned
from tests.merchants.stock.cast import second_shop, sell, twin_of
from tests.pictures import drawn
from tests.pointing import dropped, sent, served
from tests.trading import order_in, put

D = Decimal


def named(sku: Sku, zh: str) -> Sku:
    """An article of the short ways, with the name that its Chinese readers see."""
    Sku.objects.filter(pk=sku.pk).update(name_zh=zh)
    return sku


def counter_screens(town: Corner) -> Iterator[Screen]:
    shift = counter.shift(town)
    wu = counter.customer(town, "吴阿姨", phone="13812345678", limit_minor=50_000)
    cash = counter.sold(town, counter.line(town.milk, "2"))
    counter.sold(town, counter.line(town.bread, "3"), tender="tab", customer=wu)
    counter.replayed(town, counter.line(town.bread, "2", price_minor=1), rung_at=MORNING)
    back = counter.brought_back(town, counter.sold(town, counter.line(town.milk, "3")))
    request_invoice(order_id=cash.pk, title="桥头小学", tax_number="", key="invoice", by=actor(town.owner), at=MORNING)
    token = make_link(card_id=wu.pk, by=actor(town.owner), at=MORNING)
    owner = town.owner
    yield Screen("till", "/shop/till/", owner)
    yield Screen("till-shell", "/shop/till/shell/", owner)
    yield Screen("shifts", "/shop/till/shifts/", owner)
    yield Screen("shift", f"/shop/till/shifts/{shift.pk}/", owner)
    yield Screen("sales", "/shop/till/sales/", owner)
    yield Screen("receipt", f"/shop/till/{cash.pk}/receipt/", owner)
    yield Screen("brought-back", f"/shop/till/back/{back.pk}/", owner, ribbon=False)
    yield Screen("printer", "/shop/till/printer/", owner)
    yield Screen("trial", "/shop/till/printer/58/", owner, ribbon=False)
    yield Screen("todos", "/shop/till/todos/", owner)
    yield Screen("invoices", "/shop/till/invoices/", owner)
    yield Screen("customers", "/shop/customers/", owner)
    yield Screen("customer", f"/shop/customers/{wu.pk}/", owner)
    yield Screen("statement", f"/shop/customers/{wu.pk}/statement/", owner)
    yield Screen("tab", f"/tabs/{token}/", town.resident)
    yield Screen("tabs", "/tabs/", town.resident)


def stock_screens(town: Corner) -> Iterator[Screen]:
    """A gap, a batch that expires, goods set aside, a transfer on its way, a count under way."""
    owner, shop = actor(town.owner), town.shop
    stock.let_counter_go_below(shop_id=shop.pk, allowed=True, by=owner, at=MORNING)
    ham = named(cast.article(shop, town.owner, name="Ham rolls", stock="0"), "火腿卷")
    buns = named(cast.article(shop, town.owner, name="Cream buns", stock="20"), "奶油包")
    stock.track_batches(shop_id=shop.pk, sku_id=ham.pk, by=owner, at=MORNING)
    for days in (-1, 3):
        expires = clock.business_date(MORNING) + timedelta(days=days)
        line = ReceiptLine(ham.pk, D(4), 850, "中央厨房", batch=f"L{days + 20}", expires_on=expires)
        stock.receive_stock(shop_id=shop.pk, lines=[line], key=uuid4().hex, by=owner, at=MORNING)
    sell(town, buns, "23")
    sale_id = uuid4()
    sell(town, town.milk, "3", sale_id=sale_id)
    with transaction.atomic():
        stock.take_back(shop_id=shop.pk, sale_id=sale_id, lines=[TakenBack(town.milk.pk, D(1), "quarantine")], reason="压扁了", by=owner, at=MORNING)
    other = second_shop(town, "桂花面包房河边店")
    twin_of(town.milk, other, town)
    packed = [Packed(town.milk.pk, D(5))]
    sent = stock.draft_transfer(source_id=shop.pk, destination_id=other.pk, lines=packed, key="d", by=owner, at=MORNING)
    stock.dispatch_transfer(transfer_id=sent.pk, key="g", by=owner, at=MORNING)
    count = stock.plan_count(shop_id=shop.pk, name="十一月", sku_ids=[], key="p", by=owner, at=MORNING)
    stock.start_count(count_id=count.pk, by=owner, at=MORNING)
    stock.tally(count_id=count.pk, sku_id=town.milk.pk, counted=D(7), by=owner, at=MORNING)
    for name, path in {
        "stock": "",
        "shelf": f"articles/{town.milk.pk}/",
        "gap": f"articles/{buns.pk}/",
        "batches": f"articles/{ham.pk}/",
        "transfers": "transfers/",
        "transfer": f"transfers/{sent.pk}/",
        "counts": "counts/",
        "sheet": f"counts/{count.pk}/",
    }.items():
        yield Screen(name, f"/shop/stock/{path}", town.owner)


def goods_screens(town: Corner, cake: Sku, bun: Sku) -> Iterator[Screen]:
    by = actor(town.owner)
    sweetness = Question("甜度", "Sweetness", (Answer("正常", "Full"), Answer("半糖", "Half")), 1, 1)
    candles = Question("加料", "Extras", (Answer("蜡烛", "Candles", 200), Answer("水果", "Fruit", 900)), 0, 2)
    groups = [define_group(shop_id=town.shop.pk, question=question, by=by, at=MORNING) for question in (sweetness, candles)]
    for group in groups:
        ask_with(sku_id=cake.pk, group_id=group.pk, by=by, at=MORNING)
    content = "编码,名称,售价\nn1,酱油,12.5\nn2,醋,=1+1\n".encode("gb18030")
    waiting = upload_import(shop_id=town.shop.pk, name="goods.csv", content=content, by=by, at=MORNING)
    bun.refresh_from_db()
    dearer = Bulk("price_by_percent", percent=D(5))
    batch = change_many(shop_id=town.shop.pk, seen={bun.pk: bun.version}, bulk=dearer, by=by, at=MORNING)
    for name, path in {
        "goods": "",
        "article": f"{cake.pk}/",
        "labels": f"labels/?sku={bun.pk}",
        "change": f"changes/{batch.pk}/",
        "choices": "choices/",
        "choice": f"choices/{groups[0].pk}/",
        "import": "import/",
        "import-read": f"import/{waiting.pk}/",
    }.items():
        yield Screen(name, f"/shop/goods/{path}", town.owner)
    yield Screen("choose", f"/s/{town.shop.pk}/{cake.pk}/", town.resident)


def money_back_screens(town: Corner, operator: Person) -> Iterator[Screen]:
    order, second = handed_over(town, bread="1"), handed_over(town, "2")
    case = applied(town, order, (1, "1"), shots=[taken(drawn())])
    dispute = escalated(town, second)
    yield Screen("my-cases", "/after-sale/", town.resident)
    yield Screen("apply", f"/after-sale/orders/{order.pk}/", town.resident)
    yield Screen("my-case", f"/after-sale/{case.pk}/", town.resident)
    yield Screen("completed", f"/orders/{order.pk}/", town.resident)
    yield Screen("cases", "/shop/after-sale/", town.owner)
    yield Screen("shop-case", f"/shop/after-sale/{case.pk}/", town.owner)
    yield Screen("support", f"/shop/orders/{order.pk}/?view=support", town.owner)
    yield Screen("disputes", "/bank/disputes/", operator)
    yield Screen("dispute", f"/bank/disputes/{dispute.pk}/", operator)


def deal_screens(town: Corner, operator: Person) -> Iterator[Screen]:
    coupon = dealing.coupon(town, name="满 20 减 5")
    ladder = dealing.ladder(town, name="满减")
    dealing.claimed(coupon, town.resident)
    made = dealing.budget(actor(operator), amount_minor=500_000)
    ahead = {"uses": 10, "price_minor": 16_800, "valid_days": 180}
    define_product(shop_id=town.shop.pk, sku_id=town.milk.pk, name="酸面包 10 个", key="card", by=actor(town.owner), at=MORNING, **ahead)
    yield Screen("promotions", "/shop/promotions/", town.owner)
    code = {"shop_id": town.shop.pk, "kind": "table", "place": "靠窗"}
    for _ in range(3):
        count_scan(**code, at=MORNING)
    count_steps(**code, on=clock.business_date(MORNING), reached=0, step=PAID, at=MORNING)
    yield Screen("arrivals", "/shop/arrivals/", town.owner)
    yield Screen("promotion", f"/shop/promotions/{ladder.pk}/", town.owner)
    for kind in ("ladder", "coupon", "flash"):
        yield Screen(f"new-{kind}", f"/shop/promotions/new/{kind}/", town.owner)
    yield Screen("vouchers", "/shop/vouchers/", town.owner)
    yield Screen("redeem", "/shop/till/voucher/", town.owner)
    yield Screen("budgets", "/bank/budgets/", operator)
    yield Screen("custody", "/bank/custody/", operator)
    yield Screen("budget", f"/bank/budgets/{made.pk}/", operator)


def people_screens(town: Corner) -> Iterator[Screen]:
    pinned(town.shop, hired(town.shop, "cashier"))
    invitation = asked(town.shop, town.owner)
    for name, path in {"staff": "", "limits": "limits/", "trail": "trail/", "my-pin": "my-pin/"}.items():
        yield Screen(name, f"/shop/staff/{path}", town.owner)
    yield Screen("join-staff", f"/join/{links.write(invitation)}/", town.outsider)


def delivery_screens(town: Corner) -> Iterator[Screen]:
    """A rider with an order for each of her buttons, one that waits for anybody, and one that came back."""
    rider = hired(town.shop, "rider")
    Party.objects.filter(pk=rider.party_id).update(name_zh="阿强", name_en="Qiang")
    fresh, on_way, failed = given(town, rider), on_its_way(town, rider), on_its_way(town, rider)
    fail(delivery_id=failed.pk, reason="nobody_there", note="按了三次门铃", by=actor(rider), at=MORNING)
    order_in("accepted", town, channel="delivery")
    yield Screen("rides", "/shop/deliveries/", rider)
    for name, one in {"ride": fresh, "ride-door": on_way, "ride-failed": failed}.items():
        yield Screen(name, f"/shop/deliveries/{one.pk}/", rider)
    broken = on_its_way(town, rider)
    fail(delivery_id=broken.pk, reason="damaged", note="汤洒了一半", shots=[taken(drawn())], by=actor(rider), at=MORNING)
    mat = on_its_way(town, rider)
    let_leave(order_id=mat.order_id, by=actor(town.resident), at=MORNING)
    yield Screen("ride-leave", f"/shop/deliveries/{mat.pk}/", rider)
    lying = on_its_way(town, rider)
    let_leave(order_id=lying.order_id, by=actor(town.resident), at=MORNING)
    leave_at_door(delivery_id=lying.pk, shots=[taken(drawn())], key="lying", by=actor(rider), at=MORNING)
    yield Screen("left-at-door", f"/orders/{lying.order_id}/", town.resident)
    yield Screen("came-back-broken", f"/shop/orders/{broken.order_id}/", town.owner)
    yield Screen("who-brings-it", f"/shop/orders/{failed.order_id}/", town.owner)
    yield Screen("door-code", f"/orders/{on_way.order_id}/", town.resident)
    yield Screen("no-rides", "/shop/deliveries/", hired(town.rival_shop, "rider"))


def point_screens(town: Corner) -> Iterator[Screen]:
    """A shop that receives: one parcel expected, one that lies there, one that nobody collected; and the shop that brings them."""
    point = served(town)
    waiting, lying, late = sent(point, town), dropped(point, town), dropped(point, town)
    Parcel.objects.filter(pk=late.pk).update(dropped_at=MORNING - KEPT_FOR, keep_until=MORNING)
    go_back(order_id=late.order_id, at=MORNING)
    yield Screen("points-receiving", "/shop/points/", town.rival)
    yield Screen("points-bringing", "/shop/points/", town.owner)
    yield Screen("to-drop", f"/shop/orders/{waiting.pk}/", town.owner)
    yield Screen("parcel-lies-there", f"/orders/{lying.order_id}/", town.resident)
    yield Screen("to-collect", f"/shop/orders/{lying.order_id}/", town.owner)
    put(town.outsider, town.milk, "2")
    yield Screen("basket-to-a-point", "/basket/", town.outsider, lambda page: page.locator("input[value=point]").check())


def courier_screens(town: Corner) -> Iterator[Screen]:
    """An order that waits for a courier, one that a courier has, one that it says it handed over, and one that it lost."""
    couriering.let(town)
    waits, (gone, said, lost) = order_in("ready", town, channel="delivery"), [couriering.sent(town) for _ in range(3)]
    for one, minutes, manner in ((gone, 6, "prompt"), (said, 16, "prompt"), (lost, 9, "drops")):
        couriering.firm().manner = manner
        for minute in range(minutes):
            work_on(dispatch_id=one.pk, at=couriering.later(minute))
            one.refresh_from_db()
            if one.next_at is not None:
                type(one).objects.filter(pk=one.pk).update(next_at=couriering.later(minute + 1))
    couriering.firm().manner = "prompt"
    for one in (said, lost):
        settle_dispatch(dispatch_id=one.pk, at=couriering.later(20))

    def ask(page: Page) -> None:
        page.wait_for_selector("#courier-offers button")
        page.wait_for_function(STILL)
        page.locator("#courier-offers button").click()
        page.wait_for_selector("#courier-offers .round-row")

    yield Screen("couriers", "/shop/couriers/", town.owner)
    yield Screen("couriers-day", f"/shop/couriers/days/{MORNING.date()}/", town.owner)
    yield Screen("courier-asked", f"/shop/orders/{waits.pk}/", town.owner, ask)
    for name, one in {"courier-rides": gone, "courier-says": said, "courier-lost-it": lost}.items():
        yield Screen(name, f"/shop/orders/{one.delivery.order_id}/", town.owner)
    yield Screen("courier-comes", f"/orders/{gone.delivery.order_id}/", town.resident)
    yield Screen("courier-says-so", f"/orders/{said.delivery.order_id}/", town.resident)
    yield Screen("practice-courier", f"/simulated-courier/{gone.pk}/", town.owner)


def report_screens(town: Corner, operator: Person) -> Iterator[Screen]:
    while fold():
        pass
    appeal_score(shop_id=town.shop.pk, part="cancels", words="那天停电，是我们请客人取消的", key="appeal", by=actor(town.owner), at=clock.now())
    for name, path in {
        "reports": "",
        "report-sales": "sales/",
        "report-goods": "goods/",
        "report-month": "month/",
        "report-rows": "month/cost/",
        "report-ageing": "ageing/",
        "report-tax": "tax/",
        "health": "health/",
    }.items():
        yield Screen(name, f"/shop/reports/{path}", town.owner)
    before = (clock.business_date(clock.now()).replace(day=1) - timedelta(days=1)).replace(day=1)
    yield Screen("report-month-open", f"/shop/reports/month/?month={before:%Y-%m}", town.rival)
    close_month(shop_id=town.shop.pk, first=before, key="month", by=actor(town.owner), at=clock.now())
    yield Screen("report-month-closed", f"/shop/reports/month/?month={before:%Y-%m}", town.owner)
    yield Screen("appeals", "/bank/appeals/", operator)


def bank_screens(operator: Person) -> Iterator[Screen]:
    by, now = actor(operator), clock.now()
    yesterday = clock.business_date(now) - timedelta(days=1)
    reconcile_day(on=yesterday, by=by, at=now)
    rules = [RuleDraft({"channel": "code"}, D("0.0038")), RuleDraft({}, D("0.006"), min_minor=10)]
    draft_tariff(drafts=rules, from_on=yesterday + timedelta(days=30), tax_rate=D("0.06"), key="t", by=by, at=now)
    yield Screen("days", "/bank/reconciliation/", operator)
    yield Screen("day", f"/bank/reconciliation/{yesterday}/", operator)
    yield Screen("payouts", "/bank/payouts/", operator)
    yield Screen("tariffs", "/bank/tariffs/", operator)
    yield Screen("tariff", "/bank/tariffs/new/", operator)
    register_client(name="Hearth & Street", public_key="11" * 32, key="c", by=by, at=now)
    yield Screen("clients", "/bank/platforms/", operator)
