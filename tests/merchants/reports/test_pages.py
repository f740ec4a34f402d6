"""Reports as pages, files and endpoints: what they say, to whom, and with how many statements."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4
from zipfile import ZipFile

import openpyxl
import pytest
import time_machine
from django.test import Client
from pypdf import PdfReader

from ecosystem.identity.public import Membership, Party, Person, give_role
from merchants.catalog.public import Sku
from merchants.reports.actions import fold
from merchants.reports.models import TaxTerms
from merchants.shops.models import Shop
from merchants.stock.public import adjust_stock
from tests import cast, counter
from tests.cast import MORNING, Corner, actor
from tests.merchants.money import completed, give_back
from tests.merchants.test_budgets import statements
from tests.trading import Api, order_in

pytestmark = pytest.mark.django_db
PAGES = ["", "sales/", "goods/", "ageing/", "month/", *[f"month/{line}/" for line in ("sales", "refunds", "cost", "write-offs", "commission")]]
FILES = ["sales.csv", "goods.xlsx", "ageing.csv", "month.xlsx", "rows-sales.csv", "rows-cost.csv"]


@pytest.fixture
def town() -> Iterator[Corner]:
    with time_machine.travel(MORNING, tick=False):
        yield cast.corner(stock="100", money_minor=10**7)


def trade(town: Corner) -> None:
    """Last Tuesday a sale, today three, of which one came back whole; a loaf on a tab; a broken bottle."""
    wu = counter.customer(town)
    counter.sold(town, counter.line(town.bread), tender="tab", customer=wu, at=MORNING - timedelta(days=7))
    completed(town)
    completed(town)
    give_back(completed(town))
    adjust_stock(shop_id=town.shop.pk, sku_id=town.milk.pk, quantity=Decimal(1), reason="damaged", key=uuid4().hex, by=actor(town.owner), at=MORNING)
    while fold():
        pass


def at_desk(person: Person, language: str = "en") -> Client:
    client = Client()
    client.force_login(person)
    client.cookies["django_language"] = language
    return client


def page(client: Client, address: str) -> str:
    answer = client.get(f"/shop/reports/{address}")
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def panel(town: Corner, person: Person) -> str:
    return page(at_desk(person), f"today/?party={town.shop.party_id}&shop={town.shop.pk}")


def test_today_stands_beside_the_same_weekday_and_says_what_waits(town: Corner) -> None:
    trade(town)
    order_in("paid", town)
    shown = panel(town, town.owner)
    for words in ("¥40.00", "+220%", "than last Tuesday by now: ¥12.50", "¥10.00 each; 1 last Tuesday by now", "1 refund", "1 order waits for you"):
        assert words in shown
    assert "Gross profit, eight days" in shown
    assert "/shop/reports/?shop=" in shown
    clerks = panel(town, cast.clerk(town.shop))
    assert "¥40.00" in clerks
    assert "Gross profit" not in clerks
    assert "/shop/reports/?shop=" not in clerks
    assert f"shop={town.shop.pk}" in at_desk(town.owner).get("/shop/").content.decode()


def test_to_dos_come_by_age_the_late_ones_first(town: Corner) -> None:
    counter.sold(town, counter.line(town.bread), tender="tab", customer=counter.customer(town, days=1), at=MORNING - timedelta(days=7))
    counter.replayed(town, counter.line(town.milk, price_minor=499))
    Sku.objects.filter(pk=town.bread.pk).update(on_sale=True)
    adjust_stock(shop_id=town.shop.pk, sku_id=town.bread.pk, quantity=Decimal(99), reason="lost", key="l", by=actor(town.owner), at=MORNING)
    order_in("paid", town)
    shown = panel(town, town.owner)
    found = [
        shown.index(words) for words in ("1 customer is overdue with ¥12.50", "1 order waits", "1 counter sale to look at", "1 article runs low")
    ]
    assert found == sorted(found)
    assert "overdue" not in panel(town, cast.clerk(town.shop))


def test_a_shop_of_one_day_has_pages_that_say_so(town: Corner) -> None:
    client = at_desk(town.rival)
    assert "No sale in these days yet" in page(client, f"today/?party={town.rival_shop.party_id}")
    for address, words in (
        ("", "Nothing sold in these days"),
        ("sales/", "Nothing sold"),
        ("ageing/", "Nobody owes you anything"),
        ("month/", "¥0.00"),
    ):
        assert words in page(client, address)
    assert "Nothing in this month" in page(client, "month/refunds/")


def test_a_month_adds_up_and_each_line_opens_its_rows(town: Corner) -> None:
    trade(town)
    client = at_desk(town.owner)
    shown = page(client, "month/?month=2026-11")
    for words in ("¥30.00", "−¥10.00", "−¥21.00", "−¥3.50", "−¥0.20", "−¥4.70"):
        assert words in shown, words
    assert "¥0.00" in page(client, "month/?month=2026-09")
    for line in ("sales", "refunds", "cost", "write-offs", "commission", "commission-tax", "acquiring"):
        assert f"/shop/reports/month/{line}/" in shown
    api = Api(town.owner).get(f"shops/{town.shop.pk}/reports/month").json()
    for line, key in (("sales", "sales"), ("refunds", "refunds"), ("cost", "cost"), ("write-offs", "write_offs"), ("commission", "commission")):
        rows = list(csv.reader(io.StringIO(body(client, f"rows-{line}.csv"))))
        assert abs(sum(Decimal(row[-1]) for row in rows[1:])) == Decimal(api[key]["amount"]), line
    assert [page(client, f"month/{line}/") != "" for line in ("sales", "cost")] == [True, True]
    assert client.get("/shop/reports/month/weather/").status_code == 404
    for month in ("2027-01", "1", "2026-13"):
        assert client.get(f"/shop/reports/month/?month={month}").status_code == 404


def body(client: Client, name: str) -> str:
    answer = client.get(f"/shop/reports/files/{name}")
    assert answer.status_code == 200
    return b"".join(answer).decode("utf-8-sig")  # type: ignore[arg-type]


def test_tax_is_told_by_the_rate_of_the_month_or_not_at_all(town: Corner) -> None:
    trade(town)
    owner = Api(town.owner)
    address = f"shops/{town.shop.pk}/reports/month"
    assert owner.get(address).json()["tax"]["amount"] == "0.00"
    TaxTerms.objects.update(free_up_to_minor=0)
    assert owner.get(address).json()["tax"]["amount"] == "0.20"
    TaxTerms.objects.all().delete()
    assert owner.get(address).json()["tax"] is None
    assert "No rate is on file" in page(at_desk(town.owner), "month/")


def test_the_files_say_what_the_pages_say_and_compute_nothing(town: Corner) -> None:
    Sku.objects.filter(pk=town.milk.pk).update(name_zh="=cmd|牛奶", name_en="=cmd|milk")
    trade(town)
    client = at_desk(town.owner)
    answer = client.get("/shop/reports/files/goods.csv")
    raw = b"".join(answer)  # type: ignore[arg-type]
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    assert rows[2][1:6] == ["'=cmd|milk", "6", "30.00", "21.00", "9.00"]
    book = openpyxl.load_workbook(io.BytesIO(b"".join(client.get("/shop/reports/files/goods.xlsx"))))  # type: ignore[arg-type]
    cells = [cell.value for cell in book.worksheets[0][2]]
    assert cells[1:4] == ["'=cmd|milk", 6, 30]
    assert book.worksheets[0]["B2"].data_type == "s"
    month = b"".join(client.get("/shop/reports/files/month.xlsx"))  # type: ignore[arg-type]
    assert [sheet.title for sheet in openpyxl.load_workbook(io.BytesIO(month)).worksheets] == [
        "1 Profit and loss",
        "2 Settlement statement",
        "3 Tax summary",
    ]
    assert ZipFile(io.BytesIO(month)).testzip() is None
    for name in ("weather.csv", "goods.exe", "rows-sales.pdf", "rows-weather.csv"):
        assert client.get(f"/shop/reports/files/{name}").status_code == 404


def test_a_pdf_carries_its_font_and_its_chinese_text(town: Corner) -> None:
    Shop.objects.filter(pk=town.shop.pk).update(name_zh="桂花䴙面包房")
    Sku.objects.filter(pk=town.milk.pk).update(name_zh="鲜牛奶")
    trade(town)
    client = at_desk(town.owner, "zh-hans")
    for name, wanted in (("month", ("损益表", "结算单", "桂花䴙面包房", "财政部", "¥30.00")), ("goods", ("鲜牛奶", "毛利率"))):
        answer = client.get(f"/shop/reports/files/{name}.pdf")
        assert answer["Content-Type"] == "application/pdf"
        read = PdfReader(io.BytesIO(b"".join(answer)))  # type: ignore[arg-type]
        text = "".join(leaf.extract_text() for leaf in read.pages).replace("\n", "")
        for words in wanted:
            assert words in text, words
        for font in read.pages[0]["/Resources"]["/Font"].values():  # type: ignore[index]
            font = font.get_object()
            if "Noto" in font["/BaseFont"]:
                assert "/FontFile2" in font["/FontDescriptor"].get_object()


def test_programs_read_reports(town: Corner) -> None:
    trade(town)
    api = Api(town.owner)
    sales = api.get(f"shops/{town.shop.pk}/reports/sales?days=7").json()
    assert (sales["tickets"], sales["sales"]["amount"], sales["sales_before"]["amount"]) == (3, "30.00", "12.50")
    assert sales["days"][-1] == {"on": "2026-11-03", "sales": {"amount": "30.00", "currency": "CNY"}}
    assert [share["value"] for share in sales["hours"]] == ["10"]
    goods = api.get(f"shops/{town.shop.pk}/reports/goods").json()
    assert goods[0]["sku"] == str(town.milk.pk)
    assert (goods[0]["sold"], goods[0]["margin_bp"]) == ("6.000", 3000)


def test_reports_are_read_by_who_keeps_the_books(town: Corner) -> None:
    trade(town)
    accountant = cast.person("accountant")
    give_role_of(accountant, town, Membership.Role.ACCOUNTANT)
    strangers = [town.outsider, town.rival, cast.clerk(town.shop)]
    for address in [*PAGES, *[f"files/{name}" for name in [*FILES, "month.pdf"]]]:
        assert at_desk(accountant).get(f"/shop/reports/{address}?shop={town.shop.pk}").status_code == 200, address
        for stranger in strangers:
            assert at_desk(stranger).get(f"/shop/reports/{address}?shop={town.shop.pk}").status_code == 404, address
            assert at_desk(stranger).get(f"/shop/reports/{address}?shop={uuid4()}").status_code == 404, address
        assert Client().get(f"/shop/reports/{address}")["Location"].startswith("/accounts/login/")
    assert at_desk(town.outsider).get(f"/shop/reports/today/?party={town.shop.party_id}").status_code == 404
    for name in ("sales", "goods", "month"):
        assert Api(accountant).get(f"shops/{town.shop.pk}/reports/{name}").status_code == 200
        assert Api().get(f"shops/{town.shop.pk}/reports/{name}").status_code == 401
        for stranger in strangers:
            mine, absent = (Api(stranger).get(f"shops/{shop}/reports/{name}") for shop in (town.shop.pk, uuid4()))
            assert mine.status_code == absent.status_code == 404
            assert mine.json()["code"] == absent.json()["code"]


def give_role_of(person: Person, town: Corner, role: str) -> None:
    from django.db import transaction

    with transaction.atomic():
        give_role(person=person, party=Party.objects.get(pk=town.shop.party_id), role=role, at=MORNING)


BUDGET = {"": 14, "sales/": 9, "goods/": 6, "ageing/": 7, "month/": 10, "month/sales/": 6, "today/": 14, "files/month.csv": 8, "files/ageing.csv": 7}


def test_each_report_keeps_to_its_statements_however_much_was_traded(town: Corner) -> None:
    client = at_desk(town.owner)
    taken: list[dict[str, int]] = []
    for more in (1, 3):
        counter.shift(town, drawer=str(more))
        for number in range(more):
            trade(town)
            counter.sold(town, counter.line(cast.article(town.shop, town.owner, name=f"Jam {more} {number}")))
        while fold():
            pass
        asked = {name: f"/shop/reports/{name}?party={town.shop.party_id}" for name in BUDGET}
        for address in asked.values():
            client.get(address)
        taken.append({name: len(statements(lambda address=address: b"".join(client.get(address)))) for name, address in asked.items()})  # type: ignore[misc]
    assert taken[0] == taken[1]
    assert {name: count for name, count in taken[0].items() if count > BUDGET[name]} == {}
