"""A small file of made-up lines, from Parquet to the books: what is refused, what is kept, and what may be seen of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import duckdb
import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, InternalError, connection, transaction
from django.db.utils import ProgrammingError

from ecosystem.identity.public import Person
from ecosystem.kernel.clock import TOWN_TIME
from ecosystem.ledger.public import prove_books
from merchants.procurement.models import Invoice, Order, Return, Supplier
from merchants.wholesale.actions import load_year
from merchants.wholesale.errors import DoesNotAddUp, LoadedBefore, NothingToLoad
from merchants.wholesale.models import LeftOver, Load, Tally
from merchants.wholesale.settling import EMAIL
from merchants.wholesale.source import Line
from tests import buying, cast
from tests.merchants.test_budgets import statements
from tests.merchants.wholesale.lines import line, own_of, planned
from tests.trading import Api

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 26, tzinfo=UTC)
LINES = [
    line(quantity=12),
    line(quantity=6, code="22041", price_milli=2_100),
    line(code="POST", price_milli=4_950),
    line(invoice="C2", quantity=-2, minute=5),
    line(invoice="C3", quantity=-1, minute=6, price_milli=1_000),
    line(invoice="4", customer=None, minute=7),
]


def load(lines: Sequence[Line] = LINES, *, digest: bytes = b"1" * 32, at: datetime = AT, said: Mapping[str, int] | None = None) -> Load:
    """``said`` is what the file says of itself otherwise than its lines do."""
    year = planned(lines)
    own = replace(own_of(year, cancelled_lines=2), **(said or {}))
    return load_year(year=year, own=own, file_name="year.parquet", digest=digest, at=at, say=lambda _: None)


def nothing_stands() -> bool:
    return not (Load.objects.exists() or Supplier.objects.exists() or Order.objects.exists() or Person.objects.filter(email=EMAIL).exists())


def test_a_load_keeps_what_became_of_every_line() -> None:
    made = load()
    assert (made.lines, made.invoices, made.orders, made.gave_back, made.left_out, made.buyers, made.returns) == (6, 4, 1, 1, 2, 1, 1)
    assert {tally.verdict: (tally.lines, tally.taken_minor, tally.refused_minor) for tally in made.tallies.all()} == {
        "sold": (2, 12 * 125 + 6 * 210, 0),
        "carriage": (1, 495, 0),
        "back": (1, -250, 0),
        "other_price": (1, 0, -100),
        "no_customer": (1, 0, 125),
    }
    (left,) = made.left_over.all()
    assert (left.document, left.code, left.customer, left.quantity, left.why) == ("C3", "85048", 13085, -1, "other_price")
    order, invoice = Order.objects.get(), Invoice.objects.get()
    assert (order.status, order.freight_minor, order.landed_minor) == ("short_closed", 495, 495)
    assert (invoice.number, invoice.status, invoice.payable_minor) == ("1", "approved", made.taken_minor)
    assert not invoice.pay_when_due
    assert Return.objects.get().acknowledged_at is not None
    assert prove_books(at=AT).differences == 0


def test_the_same_file_again_is_not_loaded_again_and_another_one_is_refused() -> None:
    made = load()
    assert load() == made
    with pytest.raises(LoadedBefore):
        load(digest=b"2" * 32)
    assert (Load.objects.count(), Order.objects.count()) == (1, 1)


@pytest.mark.parametrize("lines", [[], [line(customer=None)]])
def test_a_file_in_which_nobody_bought_anything_is_refused(lines: list[Line]) -> None:
    with pytest.raises(NothingToLoad):
        load(lines)
    assert nothing_stands()


def test_a_year_that_is_not_over_is_refused() -> None:
    with pytest.raises(NothingToLoad):
        load(at=datetime(2009, 11, 30, tzinfo=UTC))
    assert nothing_stands()


@pytest.mark.parametrize("changes", [{"lines": 7}, {"invoices": 5}, {"net_minor": 1}])
def test_a_sum_that_is_not_the_files_loads_nothing(changes: dict[str, int]) -> None:
    with pytest.raises(DoesNotAddUp):
        load(said=changes)
    assert nothing_stands()


def test_the_books_say_when_the_report_does_not_fit_the_orders() -> None:
    load()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procurement_order SET freight_minor = freight_minor + 1")
    run = prove_books(at=AT)
    differing = {row["name"] for row in run.details if row["differences"]}
    assert "what a load took is what its orders and returns are worth" in differing


def parquet(folder: Path, rows: Sequence[str]) -> Path:
    file = folder / "small.parquet"
    columns = '"Invoice", "StockCode", "Description", "Quantity", "InvoiceDate", "Price", "Customer ID", "Country"'
    values = ", ".join(f"({row})" for row in rows)
    duckdb.connect().execute(f"COPY (SELECT * FROM (VALUES {values}) told({columns})) TO '{file}' (FORMAT parquet)")
    return file


ROWS = (
    "'489434', '85048', 'CHRISTMAS LIGHTS', 12::BIGINT, '2009-12-01 07:45:00', 6.95::DOUBLE, 13085.0::DOUBLE, 'United Kingdom'",
    "'489434', ' 79323p', 'CHERRY LIGHTS ', 12, '2009-12-01 07:46:00', 6.75, 13085.0, 'United Kingdom'",
    "'489435', '79323P', 'CHERRY LIGHTS', 1, '2009-12-02 08:00:00', 0.001, 13085.0, 'EIRE'",
    "'C489449', '85048', 'CHRISTMAS LIGHTS', -2, '2009-12-03 09:00:00', 6.95, 13085.0, 'EIRE'",
    "'C489450', 'M', 'Manual', -1, '2009-12-03 10:00:00', 3.5, NULL, 'EIRE'",
)


def test_the_command_reads_reports_and_loads(tmp_path: Path) -> None:
    file, listed = parquet(tmp_path, ROWS), tmp_path / "left.csv"
    said = StringIO()
    call_command("load_wholesale", file=file, left_over=listed, only_read=True, stdout=said)
    assert "agrees to the penny" in said.getvalue()
    assert nothing_stands()
    assert listed.read_text(encoding="utf-8").splitlines()[1].startswith("4,C489450,M,,2")
    call_command("load_wholesale", file=file, stdout=said)
    assert "books proved: 0 differences" in said.getvalue()
    made = Load.objects.get()
    assert (made.net_milli, made.net_minor, made.taken_minor, made.rounding_milli) == (147_001, 14_700, 15_050, 1)
    order = Order.objects.get()
    assert [(row.article.code, row.name_en, row.returned) for row in order.lines.order_by("position")] == [
        ("85048", "CHRISTMAS LIGHTS", 2),
        ("79323P", "CHERRY LIGHTS", 0),
    ]
    assert order.shop.address_en == "EIRE"
    assert "489434" in order.note
    assert order.made_at.astimezone(TOWN_TIME).weekday() == datetime(2009, 12, 1).weekday()
    call_command("load_wholesale", file=file, stdout=said)
    assert Order.objects.count() == 1


def test_the_command_refuses_what_is_no_such_file(tmp_path: Path) -> None:
    words = tmp_path / "words.parquet"
    words.write_text("no parquet", encoding="utf-8")
    other = tmp_path / "other.parquet"
    duckdb.connect().execute(f"COPY (SELECT 1 AS x) TO '{other}' (FORMAT parquet)")
    for file, told in ((tmp_path / "none.parquet", "is not there"), (words, "is not Parquet"), (other, "lacks Country")):
        with pytest.raises(CommandError, match=told):
            call_command("load_wholesale", file=file)
    assert nothing_stands()


def test_the_report_is_the_suppliers_alone_and_linked_from_her_desk() -> None:
    outsider = cast.person("outsider")
    assert Api(outsider).client.get("/supply/year/").status_code == 404
    load()
    assert Api(outsider).client.get("/supply/year/").status_code == 404
    seller = Api(Person.objects.get(email=EMAIL)).client
    assert "/supply/year/" in seller.get("/supply/orders/").content.decode()
    page = seller.get("/supply/year/").content.decode()
    assert "C3" in page
    assert "¥30.05" in page
    assert "C3" not in seller.get("/supply/year/?why=no_customer&page=x").content.decode()
    assert seller.get("/supply/year/?why=nothing&page=99999999").status_code == 200
    assert len(statements(lambda: seller.get("/supply/year/"))) <= 12


def test_a_verdict_is_counted_once_and_of_some_lines() -> None:
    made = load()
    for name, verdict, lines in (
        ("a_load_counts_a_verdict_once", "sold", 1),
        ("a_verdict_is_of_some_lines", "sample", 0),
        ("a_verdict_is_of_some_lines", "", 1),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Tally.objects.create(load=made, verdict=verdict, lines=lines, taken_minor=0, refused_minor=0)


def test_what_is_left_over_is_of_something_once_and_says_why() -> None:
    made = load()
    (left,) = made.left_over.all()
    values = {"load": made, "document": "C9", "code": "1", "at": AT, "value_minor": -1}
    for name, broken in (
        ("a_line_is_left_over_once", {"number": left.number, "quantity": -1, "why": "x"}),
        ("what_is_left_over_is_of_something", {"number": 99, "quantity": 0, "why": "x"}),
        ("what_is_left_over_says_why", {"number": 99, "quantity": -1, "why": ""}),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            LeftOver.objects.create(**values, **broken)


def test_a_load_is_of_one_file_and_one_supplier_and_holds_no_more_than_its_file() -> None:
    made = load()
    other, _owner = buying.supplier("Another")
    for name, broken in (
        ("a_file_is_loaded_once", {"supplier_id": other.pk}),
        ("supplier_id", {"digest": b"3" * 32}),
        ("a_year_ends_after_it_begins", {"digest": b"3" * 32, "supplier_id": other.pk, "last_on": datetime(2000, 1, 1).date()}),
        ("no_more_is_loaded_than_the_file_holds", {"digest": b"3" * 32, "supplier_id": other.pk, "orders": 5}),
    ):
        values = {field.attname: getattr(made, field.attname) for field in Load._meta.concrete_fields if not field.primary_key}
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Load.objects.create(**{**values, **broken})


@pytest.mark.parametrize("model", [Load, Tally, LeftOver])
def test_a_report_is_never_changed(model: Any) -> None:
    load()
    for change in (lambda: model.objects.update(id=model.objects.values_list("pk")[:1]), lambda: model.objects.all()._raw_delete("default")):
        with pytest.raises((ProgrammingError, InternalError)), transaction.atomic():
            change()
