"""A shopkeeper's goods in a browser: price by keys, many at once and back, a file, two people on one article; and a buyer's sheet."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

import pytest

from ecosystem.kernel import clock
from merchants.catalog.actions import Answer, Question, add_sku, add_variant, ask_with, define_group, edit_article
from merchants.catalog.models import Sku
from merchants.catalog.public import Article, sold_by
from merchants.orders.public import Line
from merchants.stock.public import ReceiptLine, receive_stock
from residents.baskets.models import BasketLine
from tests import cast
from tests.cast import Corner, actor
from tests.journeys.browser import DESKTOP, PHONE, Door

pytestmark = [pytest.mark.journey, pytest.mark.browser, pytest.mark.timeout(600)]


@pytest.fixture
def town(committed: str) -> Corner:
    now = clock.now()
    town = cast.corner()
    by = actor(town.owner)
    article = Article("tea", "奶茶", "Milk tea", 1_200, "tea", "中杯", "饮品", "Drinks", "6901028075763", sold_by("cup"))
    tea = add_sku(shop_id=town.shop.pk, article=article, by=by, at=now)
    large = add_variant(sku_id=tea.pk, article=Article("tea-l", "-", "-", 1_500, size="大杯", units=sold_by("cup")), by=by, at=now)
    lines = [ReceiptLine(sku.pk, Decimal(40), 500) for sku in (tea, large)]
    receive_stock(shop_id=town.shop.pk, lines=lines, key=uuid4().hex, by=by, at=now)
    toppings = Question("加料", "Toppings", (Answer("珍珠", "Pearls", 200), Answer("布丁", "Pudding", 300)), 0, 2)
    for question in (Question("甜度", "Sweetness", (Answer("正常", "Full"), Answer("半糖", "Half")), 1, 1), toppings):
        group = define_group(shop_id=town.shop.pk, question=question, by=by, at=now)
        ask_with(sku_id=tea.pk, group_id=group.pk, by=by, at=now)
    return town


@pytest.mark.parametrize(("language", "size"), [("zh-hans", PHONE), ("en", DESKTOP)])
def test_a_shopkeeper_keeps_her_goods(door: Door, town: Corner, language: str, size: tuple[int, int]) -> None:
    visitor = door.enter(town.owner, language, size=size)
    page = visitor.open("/shop/goods/")
    cell = page.locator(f"#price-{town.milk.pk}")
    cell.fill("6.50")
    cell.press("Enter")
    page.wait_for_function("id => document.querySelector(`#sku-${id} [name=version]`).value === '2'", arg=str(town.milk.pk))
    assert page.evaluate("document.activeElement.hasAttribute('data-cell')")
    for tick in page.locator("[data-tick]").all()[:2]:
        tick.check()
    page.fill("[name=percent]", "10")
    page.locator(".bulk-bar .btn-primary").click()
    page.wait_for_selector("#done")
    page.locator("#done .btn-undo").click()
    page.wait_for_url("**/undo/")
    assert Sku.objects.get(pk=town.milk.pk).price_minor == 650
    page = visitor.open("/shop/goods/import/")
    content = "编码,名称,售价\nn1,酱油,12.5\nn2,醋,=1+1\n".encode("gb18030")
    page.set_input_files("#file", {"name": "goods.csv", "mimeType": "text/csv", "buffer": content})
    page.locator("form[enctype] .btn-primary").click()
    page.wait_for_selector(".counts")
    assert page.locator(".faults li").count() == 1
    page.locator(".btn-primary.btn-lg").click()
    page.wait_for_selector(".btn-undo")
    assert Sku.objects.filter(code="n1").exists()
    page = visitor.open("/shop/goods/")
    page.locator("#scan").focus()
    page.keyboard.type("6901028075763")
    page.keyboard.press("Enter")
    page.wait_for_selector("#f-name_zh")
    assert page.input_value("#f-barcode") == "6901028075763"
    assert visitor.faults == []


def test_the_second_of_two_at_one_article_loses_nothing(door: Door, town: Corner) -> None:
    visitor = door.enter(town.owner, "en", size=DESKTOP)
    page = visitor.open(f"/shop/goods/{town.milk.pk}/")
    page.fill("#f-section_en", "Fridge")
    version = Sku.objects.get(pk=town.milk.pk).version
    edit_article(sku_id=town.milk.pk, changes={"price_minor": 777}, seen_version=version, by=actor(town.owner), at=clock.now())
    page.locator("#article form .btn-primary").first.click()
    page.wait_for_selector(".moved")
    assert (page.input_value("#f-section_en"), page.input_value("#f-price")) == ("Fridge", "7.77")
    page.locator("#article form .btn-primary").first.click()
    page.wait_for_selector("#article .note[data-tone=good]")
    milk = Sku.objects.get(pk=town.milk.pk)
    assert (milk.section_en, milk.price_minor) == ("Fridge", 777)


@pytest.mark.parametrize(("language", "size"), [("zh-hans", PHONE), ("en", DESKTOP)])
def test_a_buyer_chooses_on_the_sheet(door: Door, town: Corner, language: str, size: tuple[int, int]) -> None:
    visitor = door.enter(town.resident, language, size=size)
    page = visitor.open(f"/s/{town.shop.pk}/")
    page.locator(".goods-choose").first.click()
    page.wait_for_selector("dialog[open]")
    page.locator("dialog fieldset[data-least='1'] input").last.check()
    page.locator("dialog input[type=checkbox]").first.check()
    page.locator("dialog [data-step='1']").click()
    assert "28.00" in page.locator("[data-sum]").inner_text()
    page.locator("dialog .btn-primary").click()
    page.wait_for_selector("dialog:not([open])", state="attached")
    page.wait_for_selector("#basket-bar a")
    line = BasketLine.objects.get()
    assert (line.quantity, len(line.options)) == (2, 2)
    page.locator("#basket-bar a").click()
    page.locator(".pay-card .btn-primary:visible").click()
    page.wait_for_url("**/orders/**")
    assert (Line.objects.get().gross_minor, Line.objects.get().modifiers_minor) == (2_800, 200)
    assert visitor.faults == []
