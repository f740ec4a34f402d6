"""The counter in a browser: cash online and offline, a code, a tab; what is read out is what the table says."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from ecosystem.kernel import clock
from ecosystem.ledger.public import balance_of, drawer_of
from merchants.customers.models import Card
from merchants.orders.public import Order
from merchants.promotions.public import Coupon, code_of
from merchants.till.actions import redeem_voucher
from merchants.till.models import Sale, Todo
from merchants.vouchers.models import Redemption, Voucher
from merchants.vouchers.public import token_of
from merchants.vouchers.rules import signed
from residents.baskets.actions import pay_order
from tests import cast, counter, dealing
from tests.cast import Corner, actor
from tests.journeys.browser import DESKTOP, PHONE, Door, Visitor
from tests.merchants.vouchers.test_vouchers import bought, product
from tests.trading import differences

pytestmark = [pytest.mark.browser, pytest.mark.journey, pytest.mark.timeout(300)]
READINGS = json.loads((Path(__file__).parent.parent / "merchants" / "till" / "readings.json").read_text(encoding="utf-8"))
SHOTS = os.environ.get("TWIN_SHOTS", "")
# A voice that can be heard by a test.
VOICE = """
window.spoken = [];
Object.defineProperty(window, "speechSynthesis", { value: { speak: words => window.spoken.push([words.lang, words.text]), cancel() {} } });
"""


@pytest.fixture
def town(committed: str) -> Corner:
    town = cast.corner()
    counter.shift(town, at=clock.now())
    return town


def shot(visitor: Visitor, name: str) -> None:
    if SHOTS:
        visitor.page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


def take(page: Page, name: str, times: int = 1) -> None:
    for _ in range(times):
        page.locator(".till-choice", has_text=name).click()


def sell_for_cash(page: Page, name: str) -> None:
    take(page, name)
    page.locator("[data-pay]").click()
    expect(page.locator("[data-none]")).to_be_visible()


def scan(page: Page, token: str, *, refused: str = "") -> None:
    """A voucher's code read where goods are; taken, or refused with a word of the page's."""
    page.fill("[data-find]", token)
    page.press("[data-find]", "Enter")
    panel = page.locator("[data-voucher-panel]")
    panel.locator(".btn-primary").click()
    if not refused:
        expect(panel).to_be_hidden()
        return
    expect(panel.locator("[data-voucher-problem]")).to_have_text(page.locator("#till").get_attribute(f"data-say-voucher-{refused}") or "?")
    panel.locator("[data-voucher-close]").click()


def take_vouchers(clerk: Visitor, town: Corner, voucher: Voucher, code: str, name: str) -> None:
    """Two uses by two codes while there is no network; what is no good is refused by the page alone; another till takes one meanwhile."""
    page, now = clerk.page, clock.now()
    first, second, third = (token_of(voucher, now - timedelta(seconds=number)) for number in range(3))
    page.fill("[data-find]", first)
    page.press("[data-find]", "Enter")
    expect(page.locator("[data-voucher-name]")).to_have_text("Milk card")
    shot(clerk, f"{name}-voucher")
    page.locator("[data-voucher-close]").click()
    scan(page, first)
    expect(page.locator("[data-said]")).to_contain_text("Milk card")
    scan(page, first, refused="again")
    scan(page, first[:-9] + ("B" if first[-9] == "A" else "A") + first[-8:], refused="stale")
    scan(page, token_of(voucher, now - timedelta(minutes=5)), refused="stale")
    scan(page, signed(uuid4(), uuid4(), 2, now), refused="none")
    scan(page, second)
    scan(page, third, refused="over")
    redeem_voucher(shop_id=town.shop.pk, shown=code, key="other", by=actor(town.owner), at=clock.now())


@pytest.mark.parametrize(("language", "size"), [("zh-hans", PHONE), ("en", DESKTOP)])
def test_three_sales_without_a_network_are_three_sales(door: Door, town: Corner, language: str, size: tuple[int, int]) -> None:
    clerk = door.enter(cast.clerk(town.shop), language, size=size)
    voucher, code = bought(town, product(town, uses=2), at=clock.now())
    page = clerk.open("/shop/till/")
    expect(page.locator(".till-choice")).to_have_count(2)
    shot(clerk, f"till-{language}-empty")
    sell_for_cash(page, "Bread")
    expect(page.locator("[data-last-receipt]")).to_be_visible()
    shot(clerk, f"till-{language}-sold")
    assert clerk.wider_than_window() <= 0
    clerk.context.set_offline(True)
    for name in ("Milk", "Bread", "Milk"):
        sell_for_cash(page, name)
    expect(page.locator("[data-queue-text]")).to_contain_text("3")
    number = page.locator("[data-last-number]").inner_text()
    take_vouchers(clerk, town, voucher, code, f"till-{language}-offline")
    expect(page.locator("[data-queue-text]")).to_contain_text("5")
    shot(clerk, f"till-{language}-offline")
    assert Sale.objects.count() == 1
    clerk.context.set_offline(False)
    expect(page.locator("[data-queue]")).to_be_hidden(timeout=30_000)
    assert (Sale.objects.count(), Sale.objects.filter(offline=True).count(), Todo.objects.get().code) == (4, 3, "voucher_over")
    assert [one.taken_at is None for one in Redemption.objects.order_by("number")] == [True, False]
    todos = door.enter(town.owner, language, size=size)
    todos.open("/shop/till/todos/")
    shot(todos, f"till-{language}-todos")
    assert todos.wider_than_window() <= 0
    assert Order.objects.filter(number=number).exists()
    assert balance_of(drawer_of(town.shop.party_id)) == 10_000 + 2 * 1_250 + 2 * 500
    page.reload()
    expect(page.locator(".till-choice")).to_have_count(2)
    assert Sale.objects.count() == 4
    assert [fault for fault in clerk.faults if "ERR_INTERNET_DISCONNECTED" not in fault and "WebSocket" not in fault] == []
    assert differences() == []


def test_a_barcode_a_weight_a_discount_and_the_change_by_keyboard(door: Door, town: Corner) -> None:
    nuts = cast.article(town.shop, town.owner, name="Nuts", unit="kg")
    owner = door.enter(town.owner, "en", size=DESKTOP)
    owner.context.add_init_script(VOICE)
    page = owner.open("/shop/till/")
    expect(page.locator(".till-choice")).to_have_count(3)
    page.locator("[data-voice]").check()
    page.keyboard.press("F2")
    page.keyboard.type(nuts.code)
    page.keyboard.press("Enter")
    page.locator("[data-much]").fill("1.25")
    page.locator("[data-much]").blur()
    expect(page.locator("[data-total]")).to_have_text("¥6.25")
    page.locator(".till-off summary").click()
    page.locator("[data-off]").fill("1")
    page.locator("[data-off]").blur()
    page.locator("[data-open-amount]").fill("14.75")
    page.keyboard.press("Enter")
    expect(page.locator("[data-total]")).to_have_text("¥20.00")
    page.locator("[data-tendered]").fill("50")
    expect(page.locator("[data-change]")).to_have_text("¥30.00")
    shot(owner, "till-en-ticket")
    page.keyboard.press("F4")
    expect(page.locator("[data-said]")).to_have_text("Received twenty yuan")
    assert page.evaluate("window.spoken.at(-1)") == ["en-GB", "Received twenty yuan"]
    sale = Sale.objects.get()
    assert (sale.order.total_minor, sale.order.discount_minor, sale.tendered_minor) == (2_000, 100, 5_000)
    page.locator("[data-last-receipt]").click()
    expect(page.locator(".slip-total")).to_contain_text("20.00")
    shot(owner, "receipt-en")
    assert owner.faults == []


def test_a_tab_is_refused_at_its_limit_and_a_code_is_paid_while_it_is_shown(door: Door, town: Corner) -> None:
    counter.customer(town, "吴阿姨", limit_minor=1_300, phone="13812345678")
    owner = door.enter(town.owner, "zh-hans", size=PHONE)
    owner.context.add_init_script(VOICE)
    page = owner.open("/shop/till/")
    expect(page.locator(".till-choice")).to_have_count(2)
    page.locator("[data-voice]").check()
    for wanted in ("", "tab_limit_reached"):
        take(page, "Bread")
        page.locator(".till-tenders label", has=page.locator("[value=tab]")).click()
        page.locator("#customer").fill("1381")
        expect(page.locator("[name=card]")).to_be_checked()
        page.locator("[data-pay]").click()
        expect(page.locator("[data-problem]" if wanted else "[data-last]")).to_be_visible()
    shot(owner, "till-zh-limit")
    assert Card.objects.get().balance_minor == 1_250
    page.locator(".till-tenders label", has=page.locator("[value=code]")).click()
    page.locator("[data-pay]").click()
    expect(page.locator(".code-svg")).to_be_visible()
    shot(owner, "till-zh-code")
    order = Order.objects.get(channel="code")
    pay_order(order_id=order.pk, method="bank_account", key="p", by=actor(town.resident), at=clock.now())
    expect(page.locator("[data-received-zh]")).to_have_text("收款十二元五角")
    assert page.evaluate("window.spoken.at(-1)") == ["zh-CN", "收款十二元五角"]
    page.locator("[data-code-close]").click()
    assert [fault for fault in owner.faults if "409" not in fault] == []
    assert differences() == []


def test_the_browser_reads_amounts_as_the_server_does(door: Door, town: Corner) -> None:
    page = door.enter(town.owner, "en").open("/shop/till/")
    read = "async rows => { const m = await import('/static/till/reading.js'); return rows.map(([n]) => [n, m.amountZh(n), m.amountEn(n)]); }"
    assert page.evaluate(read, READINGS) == READINGS


def show_a_coupon(page: Page, held: Coupon) -> None:
    """Scanned where goods are, taken out again, refused for a bad code, and read in its own field."""
    page.fill("[data-find]", code_of(held.pk, clock.now()))
    page.press("[data-find]", "Enter")
    expect(page.locator("[data-coupon-shown]")).to_contain_text("回头券")
    expect(page.locator("[data-total]")).to_have_text("¥22.00")
    page.locator("[data-coupon-drop]").click()
    expect(page.locator("[data-total]")).to_have_text("¥27.00")
    page.locator("[data-coupon] summary").click()
    page.fill("[data-coupon-code]", "TCQ.x.1.y")
    page.press("[data-coupon-code]", "Enter")
    expect(page.locator("[data-coupon-problem]")).to_be_visible()
    page.fill("[data-coupon-code]", code_of(held.pk, clock.now()))
    page.press("[data-coupon-code]", "Enter")
    expect(page.locator("[data-total]")).to_have_text("¥22.00")


@pytest.mark.parametrize(("language", "size"), [("zh-hans", PHONE), ("en", DESKTOP)])
def test_what_comes_off_is_on_the_till_before_the_money_is_taken(door: Door, town: Corner, language: str, size: tuple[int, int]) -> None:
    dealing.ladder(town, (3_000, 300), name="满三十减三")
    banks = dealing.budget(dealing.operator(), share_pct=50)
    dealing.ladder(town, (3_000, 500), name="银行补贴", platform_budget_id=banks.pk)
    held = dealing.claimed(dealing.coupon(town, name="回头券"), town.resident, at=clock.now())
    clerk = door.enter(cast.clerk(town.shop), language, size=size)
    page = clerk.open("/shop/till/")
    take(page, "Milk", 6)
    expect(page.locator("[data-deals] li")).to_contain_text("满三十减三")
    expect(page.locator("[data-deals] li")).to_contain_text("−¥3.00")
    expect(page.locator("[data-total]")).to_have_text("¥27.00")
    # What others share in is for codes alone, and the till says so.
    expect(page.locator("[data-by-code]")).to_contain_text("¥2.00")
    shot(clerk, f"till-deal-{language}")
    show_a_coupon(page, held)
    shot(clerk, f"till-coupon-{language}")
    page.locator("[data-pay]").click()
    expect(page.locator("[data-none]")).to_be_visible()
    order = Order.objects.get()
    assert (order.tender, order.discount_minor, order.total_minor) == ("cash", 800, 2_200)
    assert Coupon.objects.get().status == "used"
    expect(page.locator("[data-coupon-shown]")).to_be_hidden()
    receipt = clerk.open(f"/shop/till/{order.pk}/receipt/")
    expect(receipt.locator(".slip-rows")).to_contain_text("满三十减三")
    shot(clerk, f"receipt-deal-{language}")
    clerk.open("/shop/till/")
    take(page, "Milk", 6)
    page.locator("label", has=page.locator("input[name=tender][value=code]")).click()
    expect(page.locator("[data-total]")).to_have_text("¥25.00")
    assert differences() == []
