"""Takings from elsewhere: what a statement claims, what is refused, what is taken back, and that nothing of it is a sale of ours."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, transaction

from ecosystem.feed.public import FactRow, as_corrected
from ecosystem.identity.public import Membership, Party, give_role
from ecosystem.kernel.errors import DomainError
from merchants.reports.actions import fold
from merchants.reports.models import Day
from merchants.takings.actions import take_back_statement, take_in_statement, upload_statement
from merchants.takings.models import Statement, Taking
from merchants.takings.queries import claimed_by_month
from merchants.takings.rules import checked_platform
from tests import cast
from tests.cast import MORNING, Corner, actor
from tests.merchants.test_budgets import statements
from tests.trading import Api, differences

pytestmark = pytest.mark.django_db
KIND = "trade.takings_claimed"
HEADER = ["订单号", "交易时间", "收款金额", "手续费"]
TABLE = [HEADER, ["MT-1", "2026-11-02 18:30", "¥1,200.50", "-6.00"], ["MT-2", "2026/11/1", "80", ""], ["MT-3", "20261030", "-12.00", "0"]]


@pytest.fixture
def town(corner: Corner) -> Iterator[Corner]:
    with time_machine.travel(MORNING, tick=False):
        yield corner


def csv_of(*rows: list[str], encoding: str = "utf-8") -> bytes:
    return "\r\n".join(",".join(f'"{cell}"' for cell in row) for row in rows).encode(encoding)


def xlsx_of(*rows: list[str]) -> bytes:
    book, kept = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    book.save(kept)
    return kept.getvalue()


def sent(town: Corner, content: bytes, platform: str = "美团") -> Statement:
    return upload_statement(shop_id=town.shop.pk, platform=platform, name="十一月.csv", content=content, by=actor(town.owner), at=MORNING)


def taken(town: Corner, content: bytes, platform: str = "美团") -> Statement:
    return take_in_statement(statement_id=sent(town, content, platform).pk, by=actor(town.owner), at=MORNING)


def taken_back(statement: Statement, town: Corner, hours: int = 1) -> Statement:
    return take_back_statement(statement_id=statement.pk, by=actor(town.owner), at=MORNING + timedelta(hours=hours))


def counted() -> list[tuple[str, int]]:
    """What a reader of the feed that knows corrections counts."""
    facts = as_corrected(FactRow.objects.filter(kind=KIND).order_by("pk"))
    return sorted((fact.body["on"], fact.body["amount_minor"]) for fact in facts if not fact.body["withdrawn"])


def kept() -> tuple[int, ...]:
    return FactRow.objects.count(), Taking.objects.count(), Statement.objects.filter(status="applied").count()


@pytest.mark.parametrize("content", [csv_of(*TABLE, encoding=encoding) for encoding in ("utf-8-sig", "gb18030", "utf-16")] + [xlsx_of(*TABLE)])
def test_rows_become_claims_and_no_sales(town: Corner, content: bytes) -> None:
    done = taken(town, content)
    assert (done.status, done.taken, done.refused, done.content) == ("applied", 3, 0, None)
    facts = list(FactRow.objects.filter(kind=KIND).order_by("occurred_at"))
    assert {(fact.standing, fact.transfer_id, fact.about, fact.source) for fact in facts} == {
        ("claimed", None, town.shop.party_id, f"statement/{town.shop.pk}")
    }
    assert [fact.source_key for fact in facts] == ["美团/MT-3", "美团/MT-2", "美团/MT-1"]
    assert (facts[-1].body["amount_minor"], facts[-1].body["fee_minor"], facts[-1].body["currency"]) == (120_050, 600, "CNY")
    months = [(f"{row.month:%Y-%m}", row.amount_minor, row.fee_minor, row.rows) for row in claimed_by_month(town.shop.pk)]
    assert months == [("2026-11", 128_050, 600, 2), ("2026-10", -1_200, 0, 1)]
    while fold():
        pass
    assert not Day.objects.filter(sales_minor__gt=0).exists()
    assert differences() == []


ROWS = [
    (["A1", "2026-11-01", "10", "1"], None),
    (["A1", "2026-11-01", "10", "1"], "taking_said_twice"),
    (["", "2026-11-01", "10", ""], "bad_reference"),
    (["13800138000", "2026-11-01", "10", ""], "bad_reference"),
    (["王 五", "2026-11-01", "10", ""], "bad_reference"),
    (["A2", "2026-11-04", "10", ""], "bad_day"),
    (["A3", "2026-02-30", "10", ""], "bad_day"),
    (["A4", "2019-11-01", "10", ""], "bad_day"),
    (["A5", "yesterday", "10", ""], "bad_day"),
    (["A6", "2026-11-01", "0", ""], "bad_taking"),
    (["A7", "2026-11-01", "10", "11"], "bad_taking"),
    (["A8", "2026-11-01", "ten", ""], "not_an_amount"),
    (["A9", "2026-11-01", "=1+1", ""], "row_computed"),
    (["K1", "2026-11-01", "10", ""], "taking_known"),
]


def test_bad_rows_are_told_one_by_one_and_the_others_taken(town: Corner) -> None:
    taken(town, csv_of(HEADER, ["K1", "2026-11-01", "7", ""]))
    waiting = sent(town, csv_of(HEADER, *[row for row, _code in ROWS]))
    api = Api(town.owner)
    page = api.client.get(f"/shop/takings/{waiting.pk}/")
    bad = [code for _row, code in ROWS if code]
    assert [fault.refusal.code for fault in page.context["planned"].faults] == bad
    file = b"".join(api.client.get(f"/shop/takings/{waiting.pk}/faults.csv").streaming_content).decode()  # type: ignore[arg-type]
    assert len(file.strip().splitlines()) == len(bad) + 1
    assert "K1" in file
    done = take_in_statement(statement_id=waiting.pk, by=actor(town.owner), at=MORNING)
    assert (done.taken, done.refused) == (1, len(bad))
    # The same reference of another platform is another taking.
    assert taken(town, csv_of(HEADER, ["K1", "2026-11-01", "10", ""]), "饿了么").taken == 1


def test_a_file_counts_once_until_it_is_taken_back(town: Corner) -> None:
    content = csv_of(*TABLE)
    two, first = sent(town, content), taken(town, content)
    before = kept()
    assert take_in_statement(statement_id=first.pk, by=actor(town.owner), at=MORNING).pk == first.pk
    for again in (lambda: sent(town, content), lambda: take_in_statement(statement_id=two.pk, by=actor(town.owner), at=MORNING)):
        with pytest.raises(DomainError) as refusal:
            again()
        assert refusal.value.code == "statement_taken"
    with pytest.raises(DomainError) as refusal:
        taken(town, content + b"\r\n")
    assert refusal.value.code == "statement_empty"
    with pytest.raises(DomainError) as refusal:
        taken_back(two, town)
    assert refusal.value.code == "statement_waits"
    with pytest.raises(DomainError) as refusal:
        taken_back(first, town, hours=25)
    assert refusal.value.code == "too_late_to_take_back"
    assert kept() == before

    whole = counted()
    taken_back(first, town)
    assert counted() == []
    assert claimed_by_month(town.shop.pk) == []
    with pytest.raises(DomainError) as refusal:
        taken_back(first, town)
    assert refusal.value.code == "statement_undone"
    # Sent again it counts again, once, in a feed where nothing was ever changed.
    second = take_in_statement(statement_id=two.pk, by=actor(town.owner), at=MORNING + timedelta(hours=2))
    assert counted() == whole
    taken_back(second, town, hours=3)
    assert (counted(), FactRow.objects.filter(kind=KIND).count()) == ([], 12)
    assert differences() == []


def test_days_without_references_are_rows_of_their_day(town: Corner) -> None:
    done = taken(town, csv_of(["日期", "营业额"], ["2026-11-01", "900"], ["2026-11-02", "700"], ["2026-11-02", "700"]))
    assert (done.taken, done.refused) == (2, 1)
    assert set(Taking.objects.values_list("reference", flat=True)) == {"2026-11-01", "2026-11-02"}


@pytest.mark.parametrize("name", ["", " ", "a" * 41, "me@pay.test", "老王 13800138000", "tab\u202e"])
def test_a_platform_has_a_name_and_nobodys_number(name: str) -> None:
    with pytest.raises(DomainError) as refusal:
        checked_platform(name)
    assert refusal.value.code == "bad_platform"


def test_pages_say_claimed_and_columns_can_be_named(town: Corner) -> None:
    api = Api(town.owner)
    api.client.cookies["django_language"] = "en"
    file = SimpleUploadedFile("x.csv", csv_of(["甲", "乙", "丙"], ["Z1", "2026-11-01", "5"]))
    answer = api.client.post("/shop/takings/send/", {"shop": str(town.shop.pk), "platform": " 美团 ", "file": file})
    page = answer["Location"]
    assert "No column says" in api.client.get(page).content.decode()
    assert api.client.post(f"{page}columns/", {"reference": "0", "day": "1"}).status_code == 422
    assert api.client.post(f"{page}take-in/").status_code == 422
    assert api.client.post(f"{page}columns/", {"reference": "0", "day": "1", "amount": "2", "fee": "99"}).status_code == 302
    assert Taking.objects.count() == 0
    assert api.client.post(f"{page}take-in/").status_code == 302
    assert "Take it back" in api.client.get(page).content.decode()
    shown = api.client.get("/shop/takings/").content.decode()
    assert "Claimed by you" in shown
    assert "5.00" in shown
    assert "/shop/takings/" in api.client.get("/shop/reports/").content.decode()
    before = len(statements(lambda: api.client.get("/shop/takings/")))
    taken(town, csv_of(*TABLE))
    assert len(statements(lambda: api.client.get("/shop/takings/"))) == before <= 9
    assert api.client.post(f"{page}take-back/").status_code == 302
    assert "Nothing of it counts" in api.client.get(page).content.decode()


LINES = {
    "platform": "美团",
    "lines": [{"reference": "P1", "day": "2026-11-01", "amount": "12.50"}, {"reference": "P2", "day": "soon", "amount": "1"}],
}


def test_a_program_claims_once_a_key(town: Corner) -> None:
    api, address = Api(town.owner), f"shops/{town.shop.pk}/takings"
    made = api.post(address, LINES, key="k")
    assert (made.status_code, made.json()["taken"]) == (201, 1)
    assert [(fault["line"], fault["code"]) for fault in made.json()["faults"]] == [(2, "bad_day")]
    assert api.post(address, LINES, key="k").json()["id"] == made.json()["id"]
    assert api.post(address, {**LINES, "platform": "x"}, key="k").status_code == 422
    assert api.post(address, LINES, key="other").json()["code"] == "statement_taken"
    told = api.get(address).json()
    assert (told["standing"], told["months"][0]["amount"]["amount"], len(told["statements"])) == ("claimed", "12.50", 1)
    assert api.post(f"takings-statements/{made.json()['id']}/take-back").json()["status"] == "undone"
    assert Taking.objects.filter(back_fact_id=None).count() == 0


def _addresses(shop: UUID, waiting: UUID, done: UUID) -> list[tuple[str, str, dict[str, object]]]:
    pages = [("get", f"/shop/takings/?shop={shop}", {})]
    pages += [("get", f"/shop/takings/{one}/", {}) for one in (waiting, done)]
    pages += [("get", f"/shop/takings/{waiting}/faults.csv", {}), ("post", f"/shop/takings/{waiting}/columns/", {"day": "1", "amount": "2"})]
    pages += [("post", f"/shop/takings/{waiting}/take-in/", {}), ("post", f"/shop/takings/{done}/take-back/", {})]
    return [
        *pages,
        ("get", f"shops/{shop}/takings", {}),
        ("post", f"shops/{shop}/takings", LINES),
        ("post", f"takings-statements/{done}/take-back", {}),
    ]


def test_a_strangers_statement_is_none(town: Corner) -> None:
    waiting, done = sent(town, csv_of(HEADER, ["Q", "2026-11-01", "1", ""])), taken(town, csv_of(*TABLE))
    keeper, accountant = cast.clerk(town.shop), cast.person("accountant")
    with transaction.atomic():
        give_role(person=accountant, party=Party.objects.get(pk=town.shop.party_id), role=Membership.Role.ACCOUNTANT, at=MORNING)
    before = kept()

    def asked(api: Api, method: str, address: str, body: dict[str, object]) -> int:
        if address.startswith("/"):
            return int(getattr(api.client, method)(address, body).status_code)
        return int((api.get(address) if method == "get" else api.post(address, body)).status_code)

    for method, address, body in _addresses(town.shop.pk, waiting.pk, done.pk):
        for stranger in (town.rival, keeper):
            assert asked(Api(stranger), method, address, body) == 404, address
        assert asked(Api(), method, address, body) == (302 if address.startswith("/") else 401), address
    absent = _addresses(uuid4(), uuid4(), uuid4())
    assert {asked(Api(town.owner), *one) for one in absent} == {404}
    file = SimpleUploadedFile("x.csv", csv_of(*TABLE))
    assert Api(town.rival).client.post("/shop/takings/send/", {"shop": str(town.shop.pk), "platform": "x", "file": file}).status_code == 404
    assert kept() == before
    assert asked(Api(accountant), "get", f"/shop/takings/{done.pk}/", {}) == 200


BREACHES = [
    (Statement, {"status": "lost"}, "statement_has_a_known_status"),
    (Statement, {"platform": ""}, "a_statement_says_whose_it_is"),
    (Statement, {"status": "uploaded", "applied_at": None, "undo_until": None}, "a_waiting_statement_has_its_file"),
    (Statement, {"applied_at": None}, "a_statement_taken_in_says_when"),
    (Statement, {"undone_at": MORNING}, "a_statement_is_taken_back_in_time"),
    (Statement, {"status": "undone", "undone_at": MORNING + timedelta(days=2)}, "a_statement_is_taken_back_in_time"),
]
NEW = [
    (Statement, {}, "a_statement_is_taken_in_once"),
    (Taking, {}, "a_taking_is_claimed_once"),
    (Taking, {"amount_minor": 0, "reference": "n"}, "a_taking_is_of_something"),
    (Taking, {"fee_minor": -1, "reference": "n"}, "a_fee_elsewhere_is_not_negative"),
    (Taking, {"platform": "", "reference": "n"}, "a_taking_is_told_apart"),
]


def test_no_row_is_a_breach(town: Corner) -> None:
    taken(town, csv_of(*TABLE))
    for model, change, rule in BREACHES:
        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            model.objects.update(**change)
    for model, change, rule in NEW:
        row = model.objects.order_by("pk").first()
        assert row is not None
        values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key}
        fresh = {"fact_id": 10**9} if model is Taking else {}
        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            model(**{**values, **fresh, **change}).save(force_insert=True)
    for change in ({"amount_minor": 1}, {"fact_id": 1}):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            Taking.objects.update(**change)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Taking.objects.all()._raw_delete(using="default")
