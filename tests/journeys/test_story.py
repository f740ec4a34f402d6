"""One order becomes a repaid loan, in a browser, in both languages."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from ecosystem.feed.public import FactRow
from ecosystem.kernel import clock
from ecosystem.ledger.public import available_of, balance_of, deposit_of, prove_books
from lending.limits.public import owed_by
from merchants.orders.public import code_of
from tests.journeys.browser import DESKTOP, PHONE, Door
from tests.journeys.street import Street, street

pytestmark = [pytest.mark.browser, pytest.mark.journey, pytest.mark.timeout(600)]
# Kept by the window, so that it outlives the pages that it counts on.
COUNT = """
for (const kind of ["click", "change"]) addEventListener(kind, event => {
  if (!event.isTrusted || !location.pathname.startsWith("/credit")) return;
  if (kind === "change" && !event.target.name) return;
  sessionStorage.setItem(kind, Number(sessionStorage.getItem(kind) ?? 0) + 1);
}, true);
"""
PAYOUTS = "#payouts tbody tr"
FIELDS = "form[action*='/accept/'] :is(input:not([type=hidden]), select, textarea)"


def _money(text: str) -> int:
    """The first amount in a text, in minor units."""
    found = re.search(r"¥\s?([\d,]+)\.(\d\d)", text)
    assert found, text
    return int(found[1].replace(",", "") + found[2])


def _buy(page: Page, site: str, town: Street, article: int, times: int) -> None:
    page.goto(f"{site}/s/{town.shop.pk}/")
    take = page.locator(f".goods-item:has(input[value='{town.skus[article].pk}'])")
    for done in range(times):
        with page.expect_response(re.compile("/basket/put/")):
            take.locator("[data-step='1']").click()
        expect(take.locator("input[name=quantity]")).to_have_value(str(done + 1))
    page.locator("#basket-bar a").click()
    page.locator("form[action='/basket/pay/'] button.only-pickup").click()
    page.wait_for_url(re.compile("/orders/[0-9a-f-]+/$"))


def _serve(page: Page) -> None:
    """The board shows the order by itself; accept, ready, handed over against the code that the buyer says."""
    for step in ("accept", "ready"):
        button = page.locator(f".board-card form[action$='/{step}/'] button").first
        expect(button).to_be_visible()
        button.click()
        expect(button).to_have_count(0)
    card = page.locator(".board-card").first
    card.locator(".board-do summary.btn-primary").click()
    card.locator("input[name=code]").fill(code_of(UUID((card.get_attribute("id") or "").removeprefix("order-"))))
    card.locator("form[action$='/hand-over/'] button.btn-primary").click()
    expect(page.locator(".board-card")).to_have_count(0)


def _pay_out(page: Page, site: str) -> None:
    page.goto(f"{site}/shop/funds/")
    before = page.locator(PAYOUTS).count()
    page.locator("form[action$='/pay-out/'] button").click()
    expect(page.locator(PAYOUTS)).to_have_count(before + 1)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_an_order_becomes_a_loan_that_sales_and_the_owner_repay(door: Door, language: str) -> None:
    town, site = street(now=clock.now()), door.site.url
    account = deposit_of(town.shop.party_id)
    resident, owner = door.enter(town.resident, language, size=PHONE), door.enter(town.owner, language, size=DESKTOP)
    owner.context.add_init_script(COUNT)
    board, credit = owner.open("/shop/orders/"), owner.context.new_page()
    assert (board.get_attribute("html", "lang") or "").lower().startswith(language[:2])

    _buy(resident.page, site, town, article=0, times=2)
    _serve(board)
    expect(resident.page.locator(".steps-line li").last).to_have_attribute("data-state", "done")
    before = balance_of(account)
    _pay_out(board, site)
    assert balance_of(account) == before + 3_722

    before = balance_of(account)
    _take_the_offer(credit, site)
    lent = balance_of(account) - before
    assert lent >= 50_000
    assert owed_by(town.shop.party_id) == lent
    counted = {kind: int(credit.evaluate(f"sessionStorage.getItem('{kind}') ?? 0")) for kind in ("click", "change")}
    assert counted["click"] <= 3, counted
    assert counted["change"] <= 3, counted

    _buy(resident.page, site, town, article=6, times=3)
    owner.open("/shop/orders/")
    _serve(board)
    _pay_out(board, site)
    withheld = lent - owed_by(town.shop.party_id)
    assert withheld > 0
    why = board.locator(f"{PAYOUTS} details.why").first
    why.locator("summary").click()
    expect(why.locator("li").first).to_be_visible()
    assert _money(board.locator(PAYOUTS).first.locator("td").nth(3).inner_text()) == withheld

    _repay_the_rest(credit, site, lent - withheld)
    assert owed_by(town.shop.party_id) == 0
    assert balance_of(available_of(town.shop.party_id)) == 0
    kinds = set(FactRow.objects.filter(about=town.shop.party_id).values_list("kind", flat=True))
    assert {"trade.order_settled", "trade.payout_made", "credit.offer_made", "credit.loan_opened", "credit.repaid"} <= kinds
    faults = [*resident.faults, *owner.faults]
    assert not faults, "\n".join(faults)
    run = prove_books(at=clock.now())
    assert run.differences == 0, [line for line in run.details if line["differences"]]


def _take_the_offer(page: Page, site: str) -> None:
    """Agree, tick, take: three clicks, and no more than three fields are asked for."""
    page.goto(f"{site}/credit/")
    page.locator("form[action='/credit/agree/'] button").click()
    fields = page.locator(FIELDS)
    expect(fields.first).to_be_visible()
    assert fields.count() <= 3
    page.locator("input[name=agree]").check()
    page.locator("form[action*='/accept/'] button").click()
    page.wait_for_url(re.compile(r"/loan/\?loan="))


def _repay_the_rest(page: Page, site: str, owed_minor: int) -> None:
    page.goto(f"{site}/credit/loan/")
    assert _money(page.locator(".stat-figure").first.inner_text()) == owed_minor
    expect(page.locator("#loan details li").first).to_be_visible()
    page.locator("form[action$='/repay/'] button").click()
    expect(page.locator("form[action$='/repay/']")).to_have_count(0)
    assert _money(page.locator(".stat-figure").first.inner_text()) == 0
