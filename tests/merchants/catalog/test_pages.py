"""The pages and endpoints of the catalogue: what two people see of one article, files, labels, strangers, and statements."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from merchants.catalog.actions import (
    Answer,
    Question,
    apply_import,
    ask_with,
    change_many,
    change_price,
    define_group,
    edit_article,
    undo_batch,
    upload_import,
)
from merchants.catalog.errors import BadTax
from merchants.catalog.models import Batch, Import, ModifierGroup, Sku, Variant
from merchants.catalog.rules.bars import LEFT_ODD, modules, runs
from merchants.catalog.rules.bulk import Bulk
from tests import cast
from tests.cast import MORNING, Corner, actor
from tests.merchants.catalog.addresses import ADDRESSES
from tests.merchants.test_budgets import statements
from tests.trading import Api, standing

pytestmark = pytest.mark.django_db
GTIN = "6901028075763"
HTMX = {"HX-Request": "true"}
CSV = b"code,name,price\nn1,Soy,12.50\nn2,Salt,zero\n"


@pytest.fixture
def town(corner: Corner) -> Iterator[Corner]:
    with time_machine.travel(MORNING, tick=False):
        yield corner


def owner(town: Corner) -> Any:
    return Api(town.owner).client


def form_of(page: Any) -> dict[str, str]:
    """The first form of an article's page as a browser would send it."""
    html = page.content.decode()
    form = html[html.index("/edit/") :].split("</form>")[0]
    found = re.findall(r'<input[^>]*name="([^"]+)"[^>]*?(?:value="([^"]*)")', form)
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


def test_a_price_is_changed_in_its_row(town: Corner) -> None:
    answer = owner(town).post(f"/shop/goods/{town.milk.pk}/price/", {"price": "¥6.50", "version": "1", "was": "¥5.00"}, headers=HTMX)
    assert answer.status_code == 200
    assert "¥6.50" in answer.content.decode()
    assert Sku.objects.get(pk=town.milk.pk).price_minor == 650


def test_who_is_second_on_a_price_sees_the_new_one_and_keeps_what_she_typed(town: Corner) -> None:
    change_price(sku_id=town.milk.pk, price_minor=700, seen_version=1, by=actor(town.owner), at=MORNING)
    answer = owner(town).post(f"/shop/goods/{town.milk.pk}/price/", {"price": "6.50", "version": "1", "was": "¥5.00"}, headers=HTMX)
    row = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="6.50"' in row
    assert "¥7.00" in row
    assert "¥5.00" in row
    assert 'name="version" value="2"' in row
    assert Sku.objects.get(pk=town.milk.pk).price_minor == 700
    assert owner(town).post(f"/shop/goods/{town.milk.pk}/price/", {"price": "6.50", "version": "2"}, headers=HTMX).status_code == 200


def test_who_is_second_on_an_article_sees_what_changed_and_loses_nothing_typed(town: Corner) -> None:
    client = owner(town)
    mine = form_of(client.get(f"/shop/goods/{town.milk.pk}/"))
    mine |= {"name_zh": "我写的", "section_zh": "冷柜"}
    edit_article(sku_id=town.milk.pk, changes={"price_minor": 777, "name_zh": "别人写的"}, seen_version=1, by=actor(town.owner), at=MORNING)
    answer = client.post(f"/shop/goods/{town.milk.pk}/edit/", mine, headers=HTMX)
    page = answer.content.decode()
    assert answer.status_code == 409
    for word in ("我写的", "别人写的", "冷柜", "7.77"):
        assert word in page
    again = form_of(answer)
    assert (again["version"], again["name_zh"], again["price"]) == ("2", "我写的", "7.77")
    assert client.post(f"/shop/goods/{town.milk.pk}/edit/", again, headers=HTMX).status_code == 200
    milk = Sku.objects.get(pk=town.milk.pk)
    assert (milk.name_zh, milk.section_zh, milk.price_minor) == ("我写的", "冷柜", 777)


def test_many_ticked_are_changed_and_taken_back(town: Corner) -> None:
    ticked = [f"{town.milk.pk}:1", f"{town.bread.pk}:1"]
    answer = owner(town).post("/shop/goods/bulk/", {"sku": ticked, "act": "price_by_percent", "percent": "10"}, headers=HTMX)
    assert answer.status_code == 200
    batch = Batch.objects.get()
    assert f"/shop/goods/changes/{batch.pk}/undo/" in answer.content.decode()
    assert owner(town).get(f"/shop/goods/changes/{batch.pk}/").status_code == 200
    assert owner(town).post(f"/shop/goods/changes/{batch.pk}/undo/").status_code == 200
    assert set(Sku.objects.filter(shop=town.shop).values_list("price_minor", flat=True)) == {500, 1250}


def test_ticks_are_kept_when_somebody_was_quicker(town: Corner) -> None:
    change_price(sku_id=town.milk.pk, price_minor=700, seen_version=1, by=actor(town.owner), at=MORNING)
    ticked = [f"{town.milk.pk}:1", f"{town.bread.pk}:1"]
    answer = owner(town).post("/shop/goods/bulk/", {"sku": ticked, "act": "price_by_percent", "percent": "12"}, headers=HTMX)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert page.count("checked") == 2
    assert "row-moved" in page
    assert 'value="12"' in page
    assert not Batch.objects.exists()


def test_a_scanner_opens_the_article_or_the_form_to_add_it(town: Corner) -> None:
    Variant.objects.filter(pk=town.milk.variant_id).update(barcode=GTIN)
    found = owner(town).get("/shop/goods/scan/", {"code": GTIN})
    assert found["Location"] == f"/shop/goods/{town.milk.pk}/"
    page = owner(town).get("/shop/goods/scan/", {"code": "4006381333931"}).content.decode()
    assert 'value="4006381333931"' in page
    answer = owner(town).post("/shop/goods/add/", {"name_zh": "铅笔", "price": "2", "unit": "piece", "barcode": "4006381333931"})
    assert answer.status_code == 302
    assert Variant.objects.get(barcode="4006381333931").code == "4006381333931"


def test_a_file_is_tried_then_taken_in_then_taken_back(town: Corner) -> None:
    client = owner(town)
    answer = client.post("/shop/goods/import/send/", {"file": SimpleUploadedFile("g.csv", CSV)})
    page = client.get(answer["Location"])
    assert page.context["counts"] == {"added": 1, "changed": 0, "same": 0, "refused": 1}
    assert not Sku.objects.filter(code="n1").exists()
    waiting = Import.objects.get()
    faults = b"".join(client.get(f"/shop/goods/import/{waiting.pk}/faults.csv").streaming_content).decode()
    assert faults.startswith("\ufeff")
    assert "3," in faults
    assert "zero" in faults
    client.post(f"/shop/goods/import/{waiting.pk}/take-in/")
    assert Sku.objects.get(code="n1").price_minor == 1_250
    assert client.get(f"/shop/goods/import/{waiting.pk}/").status_code == 200
    assert client.get(f"/shop/goods/import/{waiting.pk}/faults.csv").status_code == 404


def test_the_goods_go_out_and_come_back_the_same(town: Corner) -> None:
    client = owner(town)
    for ending in ("csv", "xlsx"):
        answer = client.get(f"/shop/goods/goods.{ending}")
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        sent = client.post("/shop/goods/import/send/", {"file": SimpleUploadedFile(f"g.{ending}", content)})
        page = client.get(sent["Location"])
        assert page.context["counts"] == {"added": 0, "changed": 0, "same": 2, "refused": 0}


def test_an_empty_shop_is_offered_a_file_or_a_first_article(town: Corner) -> None:
    cast.shop(town.outsider, "Bare")
    page = Api(town.outsider).client.get("/shop/goods/").content.decode()
    assert "/shop/goods/import/" in page
    assert "/shop/goods/add/" in page


def test_choices_are_written_asked_and_changed_on_their_pages(town: Corner) -> None:
    client = owner(town)
    answers = {"answer_zh": ["半糖", ""], "answer_en": ["Half", ""], "delta": ["+1.00", ""], "uses": ["", ""], "uses_quantity": ["", ""]}
    assert client.post("/shop/goods/choices/add/", {"name_zh": "甜度", "least": "0", "most": "1", **answers}).status_code == 302
    group = ModifierGroup.objects.get()
    assert client.post(f"/shop/goods/{town.milk.pk}/ask/", {"group": str(group.pk)}).status_code == 302
    assert client.get(f"/shop/goods/choices/{group.pk}/").status_code == 200
    sheet = Api(town.resident).client.get(f"/s/{town.shop.pk}/{town.milk.pk}/").content.decode()
    assert "+¥1.00" in sheet
    answers["uses"], answers["uses_quantity"] = [str(town.bread.pk), ""], ["0.5", ""]
    changed = {"name_zh": "甜", "least": "1", "most": "1", "version": "1", **answers}
    assert client.post(f"/shop/goods/choices/{group.pk}/change/", changed).status_code == 302
    assert ModifierGroup.objects.get().version == 2


@pytest.mark.parametrize("gtin", ["6901028075763", "4006381333931", "96385074", "036000291452"])
def test_bars_are_read_back_as_their_digits(gtin: str) -> None:
    code = modules(gtin)
    sides = 28 if len(gtin) == 8 else 42
    assert (code[:3], code[-3:], code[3 + sides : 8 + sides], len(code)) == ("101", "101", "01010", 11 + 2 * sides)
    right = ["".join("10"[int(module)] for module in odd) for odd in LEFT_ODD]
    digits = code[3 : 3 + sides] + code[8 + sides : -3]
    read = [digits[place : place + 7] for place in range(0, len(digits), 7)]
    even = [each[::-1] for each in right]
    told = "".join(str(next(table.index(seven) for table in (list(LEFT_ODD), right, even) if seven in table)) for seven in read)
    assert told == gtin.rjust(13, "0")[1:] if len(gtin) != 8 else told == gtin
    assert sum(width for _, width in runs(gtin)) == code.count("1")


def test_labels_say_the_price_and_carry_the_bars(town: Corner) -> None:
    Variant.objects.filter(pk=town.milk.variant_id).update(barcode=GTIN)
    page = owner(town).get("/shop/goods/labels/", {"sku": f"{town.milk.pk}:1"}).content.decode()
    assert "¥5.00" in page
    assert "<rect" in page
    assert "Bread" not in page


def things(town: Corner) -> dict[str, object]:
    by = actor(town.owner)
    group = define_group(shop_id=town.shop.pk, question=Question("甜", "Sweet", (Answer("a", "a"),)), by=by, at=MORNING)
    batch = change_many(shop_id=town.shop.pk, seen={town.bread.pk: 1}, bulk=Bulk("take_off_sale"), by=by, at=MORNING)
    file = upload_import(shop_id=town.shop.pk, name="g.csv", content=CSV, by=by, at=MORNING)
    return {"sku": town.milk.pk, "shop": town.shop.pk, "group": group.pk, "batch": batch.pk, "file": file.pk}


def ask(client: Any, method: str, address: str, body: dict[str, Any], names: dict[str, object]) -> tuple[int, bytes]:
    told = {field: value.format(**names) if isinstance(value, str) else value for field, value in body.items()}
    at = address.format(**names)
    match method:
        case "get":
            answer = client.get(at)
        case "post":
            answer = client.post(at, told)
        case _:
            verb = client.patch if method == "patch" else client.post
            answer = verb(at, told, content_type="application/json", headers={"Idempotency-Key": uuid4().hex})
    return answer.status_code, re.sub(rb"[0-9A-Za-z]{64}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", b"", b"" if answer.streaming else answer.content)


@pytest.mark.parametrize(("method", "address", "body"), ADDRESSES)
def test_strangers_get_the_answer_of_an_absent_thing_and_visitors_sign_in(town: Corner, method: str, address: str, body: dict[str, Any]) -> None:
    names = things(town)
    nobodys = {name: uuid4() for name in names}
    before = (standing(), Import.objects.count(), ModifierGroup.objects.count(), Batch.objects.filter(undone_at=None).count())
    for stranger in (town.outsider, town.rival):
        client = Api(stranger).client
        mine, absent = ask(client, method, address, body, names), ask(client, method, address, body, nobodys)
        assert mine == absent
        assert mine[0] == 404
    assert ask(Api().client, method, address, body, names)[0] in {302, 401}
    assert (standing(), Import.objects.count(), ModifierGroup.objects.count(), Batch.objects.filter(undone_at=None).count()) == before


def test_a_program_edits_imports_once_and_takes_back(town: Corner) -> None:
    api = Api(town.owner)
    answer = api.client.patch(f"/api/v1/skus/{town.milk.pk}", {"version": 1, "barcode": GTIN, "daily_cap": "5"}, content_type="application/json")
    assert (answer.status_code, answer.json()["barcode"], answer.json()["version"]) == (200, GTIN, 2)
    stale = api.client.patch(f"/api/v1/skus/{town.milk.pk}", {"version": 1, "name_zh": "x"}, content_type="application/json")
    assert (stale.status_code, stale.json()["code"], stale.json()["now"]["barcode"]) == (409, "sku_changed", GTIN)
    lines = {
        "lines": [{"code": "p1", "name_zh": "盐", "price": "2.50"}, {"code": "p2", "name_zh": "糖", "price": "free"}, {"barcode": GTIN, "price": "6"}]
    }
    first, again = (api.post(f"shops/{town.shop.pk}/sku-lines", lines, key="k").json() for _ in range(2))
    assert (first["added"], first["changed"], first["refused"], first["faults"][0]["line"]) == (1, 1, 1, 2)
    assert (again["batch"], again["added"]) == (first["batch"], 1)
    assert api.post(f"shops/{town.shop.pk}/sku-lines", {"lines": lines["lines"][:1]}, key="k").status_code == 422
    assert api.post(f"sku-batches/{first['batch']}/undo").json() == {"restored": 2, "left": []}
    assert Sku.objects.get(pk=town.milk.pk).price_minor == 500


@pytest.mark.parametrize(
    "address", ["/shop/goods/", "/shop/goods/{sku}/", "/shop/goods/labels/", "/s/{shop}/", "/s/{shop}/{sku}/", "/api/v1/shops/{shop}/skus"]
)
def test_a_screen_takes_the_same_statements_for_one_article_or_five_hundred(town: Corner, address: str) -> None:
    group = define_group(shop_id=town.shop.pk, question=Question("甜", "Sweet", (Answer("a", "a"),)), by=actor(town.owner), at=MORNING)
    ask_with(sku_id=town.milk.pk, group_id=group.pk, by=actor(town.owner), at=MORNING)
    path, client = address.format(shop=town.shop.pk, sku=town.milk.pk), owner(town)
    few = len(statements(lambda: client.get(path)))
    lines = [{"code": f"m{number}", "name_zh": f"货{number}", "price": "1"} for number in range(500)]
    assert Api(town.owner).post(f"shops/{town.shop.pk}/sku-lines", {"lines": lines}).json()["added"] == 500
    assert len(statements(lambda: client.get(path))) - few <= (1 if path == "/shop/goods/" else 0), "one more tells of the last batch"


def test_tax_and_minutes_are_set_for_many_by_a_file_and_by_a_program_and_goes_out_again(town: Corner) -> None:
    who, api = actor(town.owner), Api(town.owner)
    seen = {town.milk.pk: 1, town.bread.pk: 1}
    batch = change_many(shop_id=town.shop.pk, seen=seen, bulk=Bulk("tax", tax_bp=900), by=who, at=MORNING)

    def rates() -> list[int | None]:
        return list(Variant.objects.filter(listings__shop=town.shop).order_by("pk").values_list("tax_bp", flat=True))

    assert set(rates()) == {900}
    header = ["code", "name_zh", "price", "税率", "制作分钟"]
    wrong = [[town.bread.code, "", "", "50.01", "5"], ["n2", "新", "1", "", "1441"], ["n3", "新", "1", "", "2.5"]]
    rows = [header, [town.milk.code, "", "", "13%", "25"], *wrong, ["n1", "新", "1", "8.5", "40"]]
    content = "\n".join(",".join(row) for row in rows).encode()
    sent = upload_import(shop_id=town.shop.pk, name="t.csv", content=content, by=who, at=MORNING)
    taken = apply_import(import_id=sent.pk, by=who, at=MORNING)
    assert (taken.counts, sorted(rates())) == ({"added": 1, "changed": 1, "same": 0, "refused": 3}, [850, 900, 1_300])
    body = b"".join(owner(town).get("/shop/goods/goods.csv"))  # type: ignore[arg-type]
    told = {line.split(",")[0]: tuple(line.rstrip().split(",")[-2:]) for line in body.decode("utf-8-sig").splitlines()}
    assert (told[town.milk.code], told[town.bread.code], told["n1"]) == (("25", "13"), ("0", "9"), ("40", "8.5"))
    answer = api.client.patch(f"/api/v1/skus/{town.milk.pk}", {"version": 3, "tax_bp": None, "make_minutes": 30}, content_type="application/json")
    assert (answer.json()["tax_bp"], answer.json()["make_minutes"], answer.json()["version"]) == (None, 30, 4)
    assert api.client.patch(f"/api/v1/skus/{town.milk.pk}", {"version": 4, "tax_bp": 5_001}, content_type="application/json").status_code == 422
    with pytest.raises(BadTax):
        change_many(shop_id=town.shop.pk, seen={town.milk.pk: 4}, bulk=Bulk("tax", tax_bp=5_001), by=who, at=MORNING)
    assert undo_batch(batch_id=batch.pk, by=who, at=MORNING).restored == 1  # the loaf, which nobody changed since
    assert sorted(rates(), key=str) == [850, None, None]
