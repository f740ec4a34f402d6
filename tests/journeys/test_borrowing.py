"""From no consent to money in the account, on a phone: three clicks, three fields, under a minute, in both languages. A real browser counts.

And what she complains of afterwards is answered by an officer at her tablet.
"""

from __future__ import annotations

import time

import pytest
from django.utils import timezone

from ecosystem.identity.public import Person
from ecosystem.ledger.public import balance_of, deposit_of
from lending.complaints.models import Complaint
from lending.contracts.models import Contract
from lending.contracts.queries import checked
from lending.loans.models import Facility
from tests.journeys.browser import Door, Visitor
from tests.lending.cast import at_bank, merchant
from tests.lending.loans.cast import differences
from tests.lending.trade import AT

pytestmark = [pytest.mark.journey, pytest.mark.browser, pytest.mark.timeout(600)]
CLICKS, FIELDS, SECONDS = 3, 3, 60
TABLET = (1024, 768)
# What a person does, whichever page she does it on; what a page does by itself is not trusted.
COUNT = """addEventListener("click", event => {
  if (event.isTrusted && event.detail) sessionStorage.clicks = Number(sessionStorage.clicks ?? 0) + 1;
}, true);"""
ASKED = """() => [...document.querySelectorAll("main form :is(input:not([type=hidden]), select, textarea)")]
  .filter(field => field.checkVisibility()).map(field => field.name)"""


def test_three_clicks_three_fields_and_under_a_minute(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: AT)
    officer = Person.objects.get(pk=at_bank("credit_officer").person_id)
    for language in ("zh-hans", "en"):
        shop = merchant("阿梅鲜果", consents=False)
        visitor = door.enter(shop.owner, language)
        visitor.context.add_init_script(COUNT)
        page = visitor.open("/credit/")
        since, fields = time.monotonic(), list(page.evaluate(ASKED))
        page.locator("form[action$='/credit/agree/'] button").click()
        page.wait_for_selector("#amount")
        fields += page.evaluate(ASKED)
        assert visitor.wider_than_window() <= 0
        page.locator("input[name=agree]").check()
        page.locator("form[action$='/accept/'] .btn-primary").click()
        page.wait_for_selector("#loan")
        took = time.monotonic() - since
        clicks = int(page.evaluate("sessionStorage.clicks"))
        print(f"{language}: {clicks} clicks, {len(fields)} fields, {took:.1f} s")
        assert (clicks <= CLICKS, len(fields) <= FIELDS, took < SECONDS) == (True, True, True), (clicks, fields, took)
        contract = Contract.objects.get(party=shop.party_id)
        assert balance_of(deposit_of(shop.party_id)) == Facility.objects.get(borrower=shop.party_id).limit_minor == contract.terms["principal_minor"]
        assert [one.is_good for one in checked(contract)] == [True, True]
        assert page.locator(f"a[href='/credit/contracts/{contract.pk}/']").is_visible()
        _complains(visitor, door.enter(officer, language, size=TABLET))
        assert visitor.faults == []
    assert differences() == []


def _complains(owner: Visitor, officer: Visitor) -> None:
    """She files it on her phone; an officer finds it, takes it and answers; she reads the answer. Neither language is asked for a word."""
    page, desk = owner.open("/credit/complaints/"), officer.page
    page.locator("#about").select_option("loan")
    page.locator("#words").fill("利息比页面上写的多。")
    page.locator("form[action$='/file/'] .btn-primary").click()
    page.wait_for_selector(".card-title.num")
    filed = Complaint.objects.get(number=page.locator(".card-title.num").inner_text())
    assert owner.wider_than_window() <= 0
    officer.open("/bank/complaints/").locator(f"a[href='/bank/complaints/{filed.pk}/']").click()
    desk.locator("form[action$='/take/'] button").click()
    desk.locator("#c-answer").fill("按合同每天计息，明细已附。")
    desk.locator("#c-grounds").fill("Recomputed to the fen.")
    desk.locator("form[action$='/answer/'] .btn-primary").click()
    desk.wait_for_selector("#c-answer", state="detached")
    assert officer.wider_than_window() <= 0 and officer.faults == []
    assert "按合同每天计息，明细已附。" in owner.open("/credit/complaints/").locator("main").inner_text()
    filed.refresh_from_db()
    assert (filed.status, filed.about) == ("answered", "loan")
