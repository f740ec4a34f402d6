"""The funds pages, their exports and the bank's desk: what they show, in both languages, and to whom."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid4
from zipfile import ZipFile

import pytest
import time_machine
from django.test import Client

from ecosystem.identity.public import Person
from ecosystem.payments.actions import send
from ecosystem.payments.models import Case, Disbursement
from merchants.orders.public import Order
from merchants.payouts import rules
from merchants.payouts.models import Payout, PayoutTerms
from merchants.payouts.public import TermsChoice, change_terms, pay_out
from merchants.settlement.models import HoldDays, Mandate, Tariff
from tests import cast
from tests.cast import MORNING, Corner, actor
from tests.merchants.money import completed, give_back, operator

NOBODYS = UUID(int=7)
pytestmark = pytest.mark.django_db
TODAY = "2026-11-03"
NEXT = MORNING + timedelta(days=1)


@pytest.fixture
def town(corner: Corner) -> Iterator[Corner]:
    with time_machine.travel(MORNING, tick=False):
        yield corner


def at_desk(person: Person) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    client.cookies["django_language"] = "en"
    return client


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def test_a_day_adds_up_on_the_page_and_leads_to_its_orders(town: Corner) -> None:
    order, back = completed(town), completed(town)
    give_back(back)
    owner = at_desk(town.owner)
    page = text(owner, "/shop/funds/")
    for shown in ("¥20.00", "−¥10.00", "Net = sales − refunds − fees", f"/shop/funds/days/{TODAY}/", "expected 4 Nov 2026"):
        assert shown in page
    day = text(owner, f"/shop/funds/days/{TODAY}/")
    for shown in (order.number, back.number, "by rule 2 of tariff 1, 1%", "Refund", "¥9.90"):
        assert shown in day


def test_a_payout_page_shows_its_reference_and_its_entries(town: Corner) -> None:
    order = completed(town)
    payout = pay_out(shop_id=town.shop.pk, key="k", by=actor(town.owner), at=MORNING)
    page = text(at_desk(town.owner), f"/shop/funds/payouts/{payout.pk}/")
    for shown in (payout.bank_reference, order.number, "¥9.90", "Paid into your account here"):
        assert shown in page
    assert payout.bank_reference in text(at_desk(town.owner), "/shop/funds/")


def test_a_day_with_an_undecided_difference_is_flagged(town: Corner) -> None:
    order = completed(town)
    assert "Being looked into" not in text(at_desk(town.owner), "/shop/funds/")
    Case.objects.create(
        source="bank_account",
        on=MORNING.date(),
        against="file",
        kind="payment",
        ours_id=Order.objects.get(pk=order.pk).payment_id,
        difference="amount",
        opened_at=MORNING,
    )
    assert "Being looked into" in text(at_desk(town.owner), "/shop/funds/")


def test_a_payout_that_came_back_is_sent_again_from_the_page(town: Corner) -> None:
    choice = TermsChoice("manual", rail="simulated", bank_code="1", account_no="6222005", holder="Corner")
    change_terms(shop_id=town.shop.pk, choice=choice, by=actor(town.owner), at=MORNING)
    completed(town)
    payout = pay_out(shop_id=town.shop.pk, key="k", by=actor(town.owner), at=MORNING)
    send(disbursement_id=Disbursement.objects.get().pk, at=MORNING)
    owner = at_desk(town.owner)
    assert "could not be paid into the account 6222005" in text(owner, "/shop/funds/")
    terms = {"shop": town.shop.pk, "schedule": "t1", "weekday": "0", "minimum": "0.00", "bank_code": "", "account_no": "", "holder": ""}
    assert owner.post("/shop/funds/terms/", terms).status_code == 302
    assert owner.post(f"/shop/funds/payouts/{payout.pk}/retry/", {"idempotency_key": uuid4().hex}).status_code == 302
    payout.refresh_from_db()
    assert payout.status == "succeeded"


def test_terms_and_mandates_are_chosen_on_their_page(town: Corner) -> None:
    owner = at_desk(town.owner)
    terms = {"shop": town.shop.pk, "schedule": "weekly", "weekday": "4", "minimum": "100.00", "bank_code": "102", "account_no": "6222", "holder": "C"}
    assert owner.post("/shop/funds/terms/", terms).status_code == 302
    kept = PayoutTerms.objects.get()
    assert (kept.schedule, kept.weekday, kept.minimum_minor, kept.rail, kept.account_no) == ("weekly", 4, 10_000, "simulated", "6222")
    assert owner.post("/shop/funds/terms/", {**terms, "schedule": "hourly"}).status_code == 422
    assert owner.post("/shop/funds/terms/", {**terms, "minimum": "some"}).status_code == 422
    assert owner.post("/shop/funds/mandate/", {"shop": town.shop.pk, "cap": "50"}).status_code == 302
    assert "¥50.00" in text(owner, "/shop/funds/terms/")
    assert owner.post("/shop/funds/mandate/end/", {"shop": town.shop.pk}).status_code == 302
    assert Mandate.objects.get().ended_at is not None


def test_the_statement_as_csv_sums_to_what_was_paid_and_runs_no_formula(town: Corner) -> None:
    order = completed(town)
    give_back(completed(town), [(1, "1")])
    payout = pay_out(shop_id=town.shop.pk, key="k", by=actor(town.owner), at=MORNING)
    Order.objects.filter(pk=order.pk).update(number="=1+1")
    answer = at_desk(town.owner).get("/shop/funds/export.csv", {"since": TODAY, "until": TODAY})
    body = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert body.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))
    assert len(rows) == 3
    assert sum(Decimal(row["Net"]) for row in rows) == Decimal(payout.net_minor) / 100
    assert {row["Order"] for row in rows} >= {"'=1+1"}
    assert {row["Bank reference"] for row in rows} == {payout.bank_reference}
    assert {row["Kind"] for row in rows} == {"Sale", "Refund"}


def test_the_statement_as_a_workbook_holds_numbers_and_no_formula(town: Corner) -> None:
    order = completed(town)
    Order.objects.filter(pk=order.pk).update(number="@sum")
    answer = at_desk(town.owner).get("/shop/funds/export.xlsx", {"since": TODAY, "until": TODAY})
    with ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as book:  # type: ignore[attr-defined]
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<v>9.90</v>" in sheet or "<v>9.9</v>" in sheet
    assert "&#39;@sum" in sheet or "'@sum" in sheet
    assert "<f>" not in sheet


@pytest.mark.parametrize("span", ["since=x&until=y", "since=2026-11-03&until=2026-11-02", "since=2020-01-01&until=2026-11-03"])
def test_no_span_no_statement(town: Corner, span: str) -> None:
    assert at_desk(town.owner).get(f"/shop/funds/export.csv?{span}").status_code == 422
    assert at_desk(town.owner).get("/shop/funds/export.pdf").status_code == 404


def test_an_accountant_reads_and_moves_nothing(town: Corner) -> None:
    from django.db import transaction

    from ecosystem.identity.public import Membership, Party, give_role

    person = cast.person("accountant")
    with transaction.atomic():
        give_role(person=person, party=Party.objects.get(pk=town.shop.party_id), role=Membership.Role.ACCOUNTANT, at=MORNING)
    completed(town)
    client = at_desk(person)
    page = text(client, "/shop/funds/")
    assert "¥9.90" in page
    assert "/shop/funds/pay-out/" not in page
    assert client.get("/shop/funds/terms/").status_code == 404
    assert client.post("/shop/funds/pay-out/", {"shop": town.shop.pk, "idempotency_key": "k"}).status_code == 404
    assert Payout.objects.count() == 0


# Pages of operators alone, and forms that act; {x} is filled with what exists.
DESK = ["/bank/reconciliation/", f"/bank/reconciliation/{TODAY}/", "/bank/payouts/", "/bank/tariffs/", "/bank/tariffs/new/"]
ACTS = [
    f"/bank/reconciliation/{TODAY}/compare/",
    f"/bank/reconciliation/{TODAY}/upload/",
    f"/bank/reconciliation/{TODAY}/close/",
    f"/bank/reconciliation/cases/{NOBODYS}/explain/",
    f"/bank/reconciliation/cases/{NOBODYS}/ask-waiver/",
    f"/bank/reconciliation/cases/{NOBODYS}/waive/",
    f"/bank/payouts/{NOBODYS}/approve/",
    f"/bank/payouts/{NOBODYS}/reject/",
    "/bank/tariffs/draft/",
    "/bank/tariffs/1/publish/",
    "/bank/tariffs/1/discard/",
    "/bank/tariffs/hold/",
]


@pytest.mark.parametrize("address", [*DESK, *ACTS])
def test_the_desk_is_for_operators(town: Corner, address: str) -> None:
    act = "get" if address in DESK else "post"
    assert getattr(Client(), act)(address).status_code == 302
    for person in (town.owner, town.outsider, cast.banker("credit_officer")):
        assert getattr(at_desk(person), act)(address).status_code == 404
    if address in DESK:
        assert at_desk(operator()).get(address).status_code == 200


def test_a_difference_is_found_explained_and_the_day_closed_on_the_page(town: Corner) -> None:
    completed(town)
    clerk, checker = at_desk(operator("clerk")), at_desk(operator("checker"))
    stranger = f"kind,id,amount,currency,state,reference\r\npayment,{uuid4()},5.00,CNY,succeeded,x\r\n"
    with time_machine.travel(NEXT, tick=False):
        file = io.BytesIO(stranger.encode())
        file.name = "day.csv"
        day = f"/bank/reconciliation/{TODAY}/"
        assert clerk.post(f"{day}upload/", {"source": "bank_account", "file": file}).status_code == 302
        page = text(clerk, day)
        assert "Theirs only" in page
        assert "Ours only" in page
        assert clerk.post(f"{day}close/").status_code == 409
        for case in Case.objects.all():
            if case.difference == "theirs_only":
                clerk.post(f"/bank/reconciliation/cases/{case.pk}/ask-waiver/", {"reason": "of a test"})
                assert "a colleague decides it" in text(clerk, day)
                checker.post(f"/bank/reconciliation/cases/{case.pk}/waive/")
            else:
                clerk.post(f"/bank/reconciliation/cases/{case.pk}/explain/", {"reason": "their file is empty"})
        assert clerk.post(f"{day}close/").status_code == 302
        assert "Closed through 3 Nov 2026" in text(clerk, "/bank/reconciliation/")


def test_a_large_payout_is_let_go_on_the_page(town: Corner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "CHECKED_FROM_MINOR", 900)
    completed(town)
    payout = pay_out(shop_id=town.shop.pk, key="k", by=actor(town.owner), at=MORNING)
    desk = at_desk(operator())
    assert "Let ¥9.90 go" in text(desk, "/bank/payouts/")
    assert desk.post(f"/bank/payouts/{payout.pk}/approve/").status_code == 302
    assert "Nothing waits, nothing came back." in text(desk, "/bank/payouts/")


def test_a_tariff_is_typed_by_one_and_published_by_another(town: Corner) -> None:
    maker, checker = at_desk(operator("maker")), at_desk(operator("checker"))
    assert "0.38" in text(maker, "/bank/tariffs/new/")
    rows = [
        {"channel": "code", "percent": "0.5", "most": "2.00"},
        {"party": str(town.shop.party_id), "percent": "1.25", "flat": "0.10", "from_yuan": "100"},
        {"percent": ""},
        {"percent": "2"},
    ]
    names = ("channel", "category", "neighbourhood", "party", "from_on", "until_on", "from_yuan", "below_yuan", "percent", "flat", "least", "most")
    form = {name: [row.get(name, "") for row in rows] for name in names}
    sent = {**form, "from_on_day": "2026-11-04", "tax": "6", "idempotency_key": "k"}
    assert maker.post("/bank/tariffs/draft/", sent).status_code == 302
    tariff = Tariff.objects.get(status="draft")
    assert [(rule.conditions, rule.rate) for rule in tariff.rules.order_by("position")] == [
        ({"channel": "code"}, Decimal("0.005")),
        ({"party": str(town.shop.party_id), "from_minor": 10_000}, Decimal("0.0125")),
        ({}, Decimal("0.02")),
    ]
    shown = text(maker, "/bank/tariffs/")
    assert "a colleague publishes it" in shown and "channel: at the counter" in shown and "channel: code" not in shown
    assert maker.post(f"/bank/tariffs/{tariff.pk}/publish/").status_code == 403
    assert checker.post(f"/bank/tariffs/{tariff.pk}/publish/").status_code == 302
    assert checker.post("/bank/tariffs/hold/", {"category": "grocer", "days": "7"}).status_code == 302
    assert HoldDays.objects.get().days == 7
    assert maker.post("/bank/tariffs/draft/", {**sent, "tax": "lots", "idempotency_key": "l"}).status_code == 422


def test_a_faulty_draft_says_what_is_wrong(town: Corner) -> None:
    maker, checker = at_desk(operator("maker")), at_desk(operator("checker"))
    names = ("channel", "category", "neighbourhood", "from_on", "until_on", "from_yuan", "below_yuan", "flat", "least", "most")
    form = {**{name: [""] for name in names}, "party": ["nobody"], "percent": ["1"], "from_on_day": "2026-11-04", "idempotency_key": "k"}
    maker.post("/bank/tariffs/draft/", form)
    page = text(checker, "/bank/tariffs/")
    assert "Rule 1 names something unknown: party: nobody." in page
    assert "The last rule must fit everything." in page
    tariff = Tariff.objects.get(status="draft")
    assert checker.post(f"/bank/tariffs/{tariff.pk}/publish/").status_code == 422
    assert checker.post(f"/bank/tariffs/{tariff.pk}/discard/").status_code == 302
