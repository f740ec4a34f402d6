"""Goods from files: what is read, what is refused and why, taken in once, taken back within a day."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta

import openpyxl
import pytest
import xlsxwriter
from django.utils import translation

from ecosystem.kernel.errors import DomainError
from merchants.catalog.actions import apply_import, map_import, undo_batch, upload_import
from merchants.catalog.errors import ColumnsMissing, FileTooLarge, FileUnreadable, ImportNotFound, TooManyRows
from merchants.catalog.models import Import, PriceChange, Sku, Variant
from merchants.catalog.queries import known_at
from merchants.catalog.tables import reading
from merchants.catalog.tables.columns import guessed
from merchants.catalog.tables.planning import Plan, plan, read_all
from merchants.catalog.tables.writing import csv_lines, workbook
from tests.cast import MORNING, Corner, actor
from tests.trading import buy, standing

pytestmark = pytest.mark.django_db
GTIN = "6901028075763"
TABLE = [["编码", "条码", "名称", "英文名", "分类", "单位", "售价", "上架"], ["a1", GTIN, "酱油", "Soy sauce", "调味", "瓶", "12.50", "是"]]


@pytest.fixture
def town(corner: Corner) -> Corner:
    return corner


def csv_of(*rows: list[str], encoding: str = "utf-8") -> bytes:
    return "\r\n".join(",".join(row) for row in rows).encode(encoding)


def xlsx_of(*rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def upload(town: Corner, content: bytes) -> Import:
    return upload_import(shop_id=town.shop.pk, name="goods.csv", content=content, by=actor(town.owner), at=MORNING)


def take_in(town: Corner, content: bytes) -> Import:
    return apply_import(import_id=upload(town, content).pk, by=actor(town.owner), at=MORNING)


def planned(town: Corner, content: bytes) -> Plan:
    rows = reading.rows_of(content)
    return plan(read_all(rows, guessed(rows[0])), known_at(town.shop.pk, town.shop.party_id, by=actor(town.owner)))


@pytest.mark.parametrize(
    "content",
    [
        csv_of(*TABLE),
        csv_of(*TABLE, encoding="utf-8-sig"),
        csv_of(*TABLE, encoding="gb18030"),
        csv_of(*TABLE, encoding="utf-16"),
        csv_of(*TABLE).replace(b",", b";"),
        csv_of(*TABLE).replace(b",", b"\t"),
        xlsx_of(*TABLE),
        xlsx_of([None, None], *TABLE, [None]),
    ],
)
def test_a_file_is_read_as_it_was_meant(town: Corner, content: bytes) -> None:
    done = take_in(town, content)
    assert done.counts == {"added": 1, "changed": 0, "same": 0, "refused": 0}
    sku = Sku.objects.select_related("variant").get(shop=town.shop, code="a1")
    assert (sku.name_zh, sku.name_en, sku.section_zh, sku.price_minor, sku.on_sale) == ("酱油", "Soy sauce", "调味", 1_250, True)
    assert (sku.variant.barcode, sku.variant.sale_unit, sku.variant.whole_only) == (GTIN, "bottle", True)
    assert list(PriceChange.objects.filter(sku=sku).values_list("price_minor", flat=True)) == [1_250]


def test_numbers_of_a_spreadsheet_are_codes_and_prices(town: Corner) -> None:
    take_in(town, xlsx_of(["code", "barcode", "name", "price"], [1001, float(GTIN), "Soy", 12.5]))
    sku = Sku.objects.select_related("variant").get(code="1001")
    assert (sku.variant.barcode, sku.price_minor) == (GTIN, 1_250)


def test_the_same_file_again_changes_nothing(town: Corner) -> None:
    content = csv_of(*TABLE)
    take_in(town, content)
    before = standing()[4]
    done = take_in(town, content)
    assert done.counts == {"added": 0, "changed": 0, "same": 1, "refused": 0}
    assert standing()[4] == before
    assert Variant.objects.filter(code="a1").count() == 1


def test_a_file_taken_in_twice_is_taken_in_once(town: Corner) -> None:
    waiting = upload(town, csv_of(*TABLE))
    first = apply_import(import_id=waiting.pk, by=actor(town.owner), at=MORNING)
    again = apply_import(import_id=waiting.pk, by=actor(town.owner), at=MORNING)
    assert first.batch_id == again.batch_id
    assert Import.objects.get().content is None
    with pytest.raises(ImportNotFound):
        map_import(import_id=waiting.pk, mapping={"code": 0}, by=actor(town.owner), at=MORNING)


def test_an_article_is_found_by_its_code_or_its_barcode(town: Corner) -> None:
    take_in(town, csv_of(*TABLE))
    done = take_in(town, csv_of(["条码", "价格"], [GTIN, "13"]))
    assert done.counts["changed"] == 1
    done = take_in(town, csv_of(["货号", "商品名称"], ["a1", "老抽"]))
    assert done.counts["changed"] == 1
    sku = Sku.objects.get(code="a1")
    assert (sku.name_zh, sku.name_en, sku.price_minor, sku.version) == ("老抽", "Soy sauce", 1_300, 3)


ROWS = [
    (["b1", "", "盐", "", "", "包", "2", ""], None),
    (["b1", "", "盐", "", "", "包", "3", ""], "row_said_twice"),
    (["", "", "盐", "", "", "包", "3", ""], "row_key_missing"),
    (["b2", "6901028075764", "盐", "", "", "包", "3", ""], "bad_barcode"),
    (["b3", "", "", "", "", "包", "3", ""], "bad_name"),
    (["b4", "", "盐", "", "", "包", "", ""], "bad_price"),
    (["b5", "", "盐", "", "", "包", "0", ""], "bad_price"),
    (["b6", "", "盐", "", "", "包", "three", ""], "not_an_amount"),
    (["b7", "", "盐", "", "", "包", "=1+1", ""], "row_computed"),
    (["b8", "", "盐", "", "", "光年", "3", ""], "bad_units"),
    (["b9", "", "盐", "", "", "包", "3", "也许"], "row_not_yes_or_no"),
    (["c1", GTIN, "盐", "", "", "包", "3", ""], None),
    (["c2", GTIN, "盐", "", "", "包", "3", ""], "row_said_twice"),
    (["c3", "", "盐\u202e", "", "", "包", "3", ""], "bad_name"),
]


def test_good_rows_are_taken_and_bad_ones_told_in_both_languages(town: Corner) -> None:
    content = csv_of(TABLE[0], *[row for row, _ in ROWS])
    found = planned(town, content)
    expected = {number: code for number, (_, code) in enumerate(ROWS, start=2) if code}
    assert {fault.number: fault.refusal.code for fault in found.faults} == expected
    for fault in found.faults:
        with translation.override("zh-hans"):
            chinese = fault.refusal.explain()
        with translation.override("en"):
            assert fault.refusal.explain() != chinese
    done = take_in(town, content)
    assert done.counts == {"added": 2, "changed": 0, "same": 0, "refused": len(expected)}
    assert sorted(Sku.objects.filter(shop=town.shop, name_zh="盐").values_list("code", flat=True)) == ["b1", "c1"]


def test_a_barcode_of_another_article_and_another_unit_are_refused(town: Corner) -> None:
    take_in(town, csv_of(*TABLE))
    found = planned(town, csv_of(TABLE[0], ["new", GTIN, "盐", "", "", "", "3", ""], ["a1", "", "", "", "", "箱", "", ""]))
    assert [fault.refusal.code for fault in found.faults] == ["barcode_taken", "row_unit_stays"]


def test_what_a_file_added_is_archived_and_what_it_changed_is_as_before(town: Corner) -> None:
    content = csv_of(["code", "name", "price"], [town.milk.code, "新奶", "9"], ["z9", "新货", "1"])
    done = take_in(town, content)
    assert (done.counts["added"], done.counts["changed"]) == (1, 1)
    assert done.batch is not None
    buy(town.resident, Sku.objects.get(pk=town.milk.pk))
    undone = undo_batch(batch_id=done.batch.pk, by=actor(town.owner), at=MORNING + timedelta(hours=23))
    milk, added = Sku.objects.get(pk=town.milk.pk), Sku.objects.get(code="z9")
    assert (undone.restored, milk.name_zh, milk.price_minor) == (2, "Milk", 500)
    assert (added.on_sale, added.archived_at) == (False, MORNING + timedelta(hours=23))
    assert take_in(town, content).counts["changed"] == 2, "the same file puts it back"
    assert Sku.objects.get(code="z9").on_sale


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", FileUnreadable),
        (b"\x00\x01\x02", FileUnreadable),
        (b"\xff\xff\xfe broken \x81", FileUnreadable),
        (b"PK\x03\x04 no archive", FileUnreadable),
        (b"a" * (10 * 1024 * 1024 + 1), FileTooLarge),
        (b"code\n" + b"x\n" * 50_001, TooManyRows),
    ],
)
def test_what_is_no_table_is_refused(town: Corner, content: bytes, refusal: type[DomainError]) -> None:
    with pytest.raises(refusal):
        upload(town, content)
    assert not Import.objects.exists()


def test_an_archive_that_unpacks_without_end_is_refused(town: Corner) -> None:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (121 * 1024 * 1024))
    assert len(kept.getvalue()) < 1024 * 1024
    with pytest.raises(FileTooLarge):
        upload(town, kept.getvalue())


@pytest.mark.parametrize("header", ["甲,乙,丙", "code", "name,price"])
def test_a_wrong_header_takes_nothing_in_and_can_be_corrected(town: Corner, header: str) -> None:
    waiting = upload(town, f"{header}\nk1,酱油,3".encode())
    before = standing()
    with pytest.raises(ColumnsMissing):
        apply_import(import_id=waiting.pk, by=actor(town.owner), at=MORNING)
    assert standing() == before
    if header == "甲,乙,丙":
        map_import(import_id=waiting.pk, mapping={"code": 0, "name_zh": 1, "price": 2, "size": 99}, by=actor(town.owner), at=MORNING)
        assert apply_import(import_id=waiting.pk, by=actor(town.owner), at=MORNING).counts["added"] == 1


@pytest.mark.parametrize("name", ["=cmd|'/c calc'!A1", "+1", "-1", "@SUM(A1)"])
@pytest.mark.parametrize("written", ["csv", "xlsx"])
def test_a_formula_is_text_on_its_way_in_and_out(town: Corner, name: str, written: str) -> None:
    take_in(town, xlsx_of(["code", "name", "price"], ["f1", name, "1"]))
    assert Sku.objects.get(code="f1").name_zh == name
    rows = [["code", "name", "price"], ["f1", name, "1"]]
    if written == "csv":
        text = "".join(csv_lines(rows))
        assert text.startswith("\ufeff")
        assert f"'{name}" in text.replace('"', "")
        content = text.encode()
    else:
        content = workbook(rows)
        cell = openpyxl.load_workbook(io.BytesIO(content)).active["B2"]  # type: ignore[index]
        assert (cell.value, cell.data_type, cell.quotePrefix) == (name, "s", True)
    assert take_in(town, content).counts["same"] == 1


def test_a_workbook_of_ours_is_told_from_one_of_a_spreadsheet(town: Corner) -> None:
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["code", "name", "price"])
        sheet.write_row(1, 0, ["q1", "盐", 2.3])
        sheet.write_formula(2, 0, '="q"&2')
    found = planned(town, kept.getvalue())
    assert (len(found.add), len(found.faults)) == (1, 1)


@pytest.mark.parametrize(
    "act",
    [lambda pk, by: apply_import(import_id=pk, by=by, at=MORNING), lambda pk, by: map_import(import_id=pk, mapping={"code": 0}, by=by, at=MORNING)],
)
def test_a_rivals_file_is_not_there(town: Corner, act: Callable[[object, object], object]) -> None:
    waiting = upload(town, csv_of(*TABLE))
    before = standing()
    for stranger in (town.rival, town.outsider):
        with pytest.raises(ImportNotFound):
            act(waiting.pk, actor(stranger))
    assert standing() == before
