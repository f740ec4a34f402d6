"""From no consent to money in the account, on a phone: three clicks, three fields, under a minute, in both languages. A real browser counts."""

from __future__ import annotations

import time

import pytest
from django.utils import timezone

from ecosystem.ledger.public import balance_of, deposit_of
from lending.contracts.models import Contract
from lending.contracts.queries import checked
from lending.loans.models import Facility
from tests.journeys.browser import Door
from tests.lending.cast import merchant
from tests.lending.loans.cast import differences
from tests.lending.trade import AT

pytestmark = [pytest.mark.journey, pytest.mark.browser, pytest.mark.timeout(600)]
CLICKS, FIELDS, SECONDS = 3, 3, 60
# What a person does, whichever page she does it on; what a page does by itself is not trusted.
COUNT = """addEventListener("click", event => {
  if (event.isTrusted && event.detail) sessionStorage.clicks = Number(sessionStorage.clicks ?? 0) + 1;
}, true);"""
ASKED = """() => [...document.querySelectorAll("main form :is(input:not([type=hidden]), select, textarea)")]
  .filter(field => field.checkVisibility()).map(field => field.name)"""


def test_three_clicks_three_fields_and_under_a_minute(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: AT)
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
        assert visitor.faults == []
    assert differences() == []
