"""A shopkeeper's morning: the first page and the reports behind it, clean to see, to hear and to touch, and a month taken away as a PDF."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from ecosystem.kernel import clock
from merchants.reports.actions import fold
from tests.journeys.browser import DESKTOP, PHONE, Door
from tests.journeys.street import Street, street

pytestmark = [pytest.mark.browser, pytest.mark.journey, pytest.mark.timeout(600)]
PICTURES = os.environ.get("REPORT_PICTURES", "")


def traded() -> Street:
    made = street(now=clock.now(), days=40)
    while fold():
        pass
    return made


def test_the_owner_reads_her_month_takes_it_away_and_appeals_her_score(door: Door, tmp_path: Path) -> None:
    town = traded()
    visitor = door.enter(town.owner, "zh-hans", size=PHONE, accept_downloads=True)
    page = visitor.open("/shop/")
    page.get_by_role("link", name="全部报表").click()
    page.get_by_role("link", name="月报", exact=True).click()
    expect(page.get_by_role("heading", name="损益表")).to_be_visible()
    with page.expect_download() as coming:
        page.get_by_role("link", name="PDF").click()
    kept = tmp_path / "month.pdf"
    coming.value.save_as(kept)
    text = "".join(leaf.extract_text() for leaf in PdfReader(kept).pages)
    assert all(words in text for words in ("桂花面包房", "损益表", "商品成本", "利润", "结算单", "税额小结"))
    page.get_by_role("link", name="商品成本").click()
    expect(page.get_by_role("heading", name="商品成本")).to_be_visible()
    expect(page.locator("tbody tr").first).to_be_visible()
    page = visitor.open("/shop/reports/")
    page.get_by_role("link", name="健康分", exact=True).click()
    expect(page.locator(".health-points")).to_have_text("100")
    page.get_by_label("哪里不对").fill("那天停电，退款是我们自己要求的")
    page.get_by_role("button", name="提交申诉").click()
    expect(page.get_by_text("银行处理中")).to_be_visible()
    bank = door.enter(town.operator, "en", size=DESKTOP)
    desk = bank.open("/bank/reconciliation/")
    desk.get_by_role("link", name="Appeals").click()
    desk.get_by_label("Your answer, as the shop reads it").fill("The power cut is known to us.")
    desk.get_by_role("button", name="Leave the part out for thirty days").click()
    expect(desk.get_by_text("The power cut is known to us.")).to_be_visible()
    if PICTURES:
        desk.screenshot(path=Path(PICTURES) / "appeals-en-1280.png", full_page=True)
    visitor.open("/shop/reports/health/")
    expect(page.get_by_text("The power cut is known to us.")).to_be_visible()
    assert bank.faults == []
    assert visitor.faults == []
