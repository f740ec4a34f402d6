"""The loan over HTTP: the page a borrower sees, and the programs' door."""

from __future__ import annotations

import gettext
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.test import Client
from django.utils.translation import trans_real

import lending
from ecosystem.design import translations
from ecosystem.identity.public import Membership, Person
from ecosystem.kernel.actor import Actor
from ecosystem.ledger.public import balance_of, deposit_of
from lending.loans.models import Draw, Facility, LoanTransaction

from .cast import AT, Cast, call_the_cast, days, differences, lend, settle

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return call_the_cast()


@pytest.fixture
def line(cast: Cast) -> Facility:
    made = lend(cast, 3_600_000)
    settle(cast, 124_000, at=days(1))
    return made


def browser(who: Actor, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(Person.objects.get(pk=who.person_id), backend="django.contrib.auth.backends.ModelBackend")
    return client


def post(client: Client, address: str, amount: str, key: str | None = "k") -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(f"/api/v1/{address}", {"amount": {"amount": amount, "currency": "CNY"}}, content_type="application/json", headers=headers)


@time_machine.travel(days(11), tick=False)
def test_the_page_says_what_is_owed_why_it_was_withheld_and_what_early_repayment_saves(cast: Cast, line: Facility) -> None:
    page = browser(cast.owner).get("/credit/loan/").content.decode()
    # 35 885.90 of principal; ten days at 9.9 % / 360 since the payout.
    assert "¥35,984.59" in page
    assert "¥9.86" in page  # The eleventh day: cumulative rounding makes it a fen less than the first.
    assert "Why ¥124.00 was withheld on 3 Nov 2026" in page
    assert "10% of that, rounded down: ¥124.00." in page
    assert "Interest to this day: ¥9.90; principal: ¥114.10." in page
    assert 'value="35984.59"' in page
    assert "saves about" in page


@time_machine.travel(days(11), tick=False)
def test_the_page_speaks_chinese(cast: Cast, line: Facility) -> None:
    translations.compile_wing(Path(lending.__file__).parent)
    # Django and gettext each keep what they have read.
    trans_real._translations.clear()  # type: ignore[attr-defined]
    gettext._translations.clear()  # type: ignore[attr-defined]
    page = browser(cast.owner, "zh-hans").get("/credit/loan/").content.decode()
    assert "我的贷款" in page
    assert "提前还款" in page
    assert "不足一分舍去" in page
    assert "Owed today" not in page


def test_a_merchant_without_a_loan_is_told_so(cast: Cast) -> None:
    assert "You owe nothing" in browser(cast.rival).get("/credit/loan/").content.decode()


def test_a_visitor_is_asked_to_sign_in(line: Facility) -> None:
    assert Client().get("/credit/loan/").status_code == 302
    assert Client().get("/api/v1/loans").status_code == 401


@time_machine.travel(days(2), tick=False)
def test_repaying_and_drawing_from_the_page(cast: Cast, line: Facility) -> None:
    client = browser(cast.owner)
    for _ in range(2):
        answer = client.post(f"/credit/loan/{line.pk}/repay/", {"amount": "1,000.00", "idempotency_key": "r"})
        assert answer.status_code == 302
    assert LoanTransaction.objects.filter(kind="early").get().amount_minor == 100_000
    assert client.post(f"/credit/loan/{line.pk}/draw/", {"amount": "2000", "idempotency_key": "d"}).status_code == 302
    assert Draw.objects.get(number=2).principal_minor == 200_000
    refused = client.post(f"/credit/loan/{line.pk}/draw/", {"amount": "much", "idempotency_key": "e"})
    assert refused.status_code == 422
    assert differences() == []


@time_machine.travel(days(2), tick=False)
def test_programs_see_repay_and_draw(cast: Cast, line: Facility) -> None:
    client = browser(cast.owner)
    [told] = client.get("/api/v1/loans").json()
    assert (told["principal"]["amount"], told["status"]) == ("35885.90", "active")
    detail = client.get(f"/api/v1/loans/{line.pk}").json()
    assert [move["kind"] for move in detail["transactions"]] == ["withheld", "interest", "draw"]
    assert detail["withholdings"][0]["amount"] == {"amount": "124.00", "currency": "CNY"}
    paid = post(client, f"loans/{line.pk}/repayments", "100.00")
    assert (paid.status_code, paid.json()["interest"]["amount"]) == (201, "9.87")
    assert post(client, f"loans/{line.pk}/repayments", "100.00").json() == paid.json()
    assert post(client, f"loans/{line.pk}/repayments", "101.00").json()["code"] == "key_used_otherwise"
    assert post(client, f"loans/{line.pk}/draws", "2000.00").status_code == 201
    assert balance_of(deposit_of(cast.shop)) == 3_600_000 + 124_000 - 12_400 - 10_000 + 200_000


@time_machine.travel(days(2), tick=False)
@pytest.mark.parametrize(
    ("amount", "key", "status", "code"),
    [
        ("99999.00", "k", 409, "more_than_owed"),
        ("0.00", "k", 422, "nothing_paid"),
        ("1.005", "k", 422, "not_an_amount"),
        ("100.00", None, 400, "idempotency_key_missing"),
    ],
)
def test_a_refused_repayment_says_why_and_changes_nothing(cast: Cast, line: Facility, amount: str, key: str | None, status: int, code: str) -> None:
    before = set(LoanTransaction.objects.values_list("pk", flat=True))
    answer = post(browser(cast.owner), f"loans/{line.pk}/repayments", amount, key)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert set(LoanTransaction.objects.values_list("pk", flat=True)) == before


@time_machine.travel(days(2), tick=False)
def test_somebody_elses_loan_answers_like_an_absent_one(cast: Cast, line: Facility) -> None:
    client = browser(cast.rival)
    for loan_id in (line.pk, uuid4()):
        assert [client.get(f"/api/v1/loans/{loan_id}").status_code, client.get(f"/credit/loan/?loan={loan_id}").status_code] == [404, 404]
        for address in (f"loans/{loan_id}/repayments", f"loans/{loan_id}/draws"):
            assert (post(client, address, "1000.00").status_code, post(client, address, "1000.00").json()["code"]) == (404, "loan_not_found")
        assert client.post(f"/credit/loan/{loan_id}/repay/", {"amount": "1", "idempotency_key": "k"}).status_code == 404
    assert client.get("/api/v1/loans").json() == []
    assert LoanTransaction.objects.filter(kind="early").count() == 0


@time_machine.travel(days(2), tick=False)
def test_who_has_left_is_not_told_an_earlier_repayment_again(cast: Cast, line: Facility) -> None:
    client = browser(cast.owner)
    assert [post(client, f"loans/{line.pk}/repayments", "100.00").status_code for _ in range(2)] == [201, 201]
    Membership.objects.filter(person=cast.owner.person_id).update(ended_at=days(1))
    assert post(client, f"loans/{line.pk}/repayments", "100.00").status_code == 404
    assert LoanTransaction.objects.filter(kind="early").count() == 1


def test_the_list_costs_a_fixed_number_of_statements(cast: Cast, line: Facility, django_assert_max_num_queries: Any) -> None:
    client = browser(cast.owner)
    with time_machine.travel(AT, tick=False), django_assert_max_num_queries(16):
        client.get("/credit/loan/")


def test_an_unknown_offer_is_answered_in_both_doors(cast: Cast) -> None:
    client, offer_id = browser(cast.owner), UUID(int=7)
    body = {"amount": {"amount": "1000.00", "currency": "CNY"}, "purpose": "stock", "agree": True}
    answer = client.post(f"/api/v1/offers/{offer_id}/acceptance", body, content_type="application/json", headers={"Idempotency-Key": "k"})
    assert answer.json()["code"] == "offer_not_found"
    form = {"amount": "1000", "purpose": "stock", "agree": "yes", "idempotency_key": "k"}
    assert client.post(f"/credit/offer/{offer_id}/accept/", form).status_code == 404
