from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

import lending
from ecosystem import ports
from ecosystem.audit.models import Act
from ecosystem.consent.public import CREDIT_ASSESSMENT, standing_grant
from ecosystem.identity.public import Person
from ecosystem.ledger.public import balance_of, deposit_of
from lending.offers import actions
from lending.offers.actions.ending import JOB
from lending.offers.models import Offer
from lending.policy.models import Decision
from tests.lending.cast import Merchant, at_bank, merchant, person
from tests.lending.trade import AT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def it_is_then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: AT)


def page_of(shop: Merchant, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(shop.owner, backend="django.contrib.auth.backends.ModelBackend")
    return client


def read(client: Client, path: str, status: int = 200, **data: str) -> str:
    answer = client.get(path, data)
    assert answer.status_code == status, answer.content.decode()[:500]
    return re.sub(r"\s+", " ", answer.content.decode())


def _offered(shop: Merchant) -> Offer:
    offer = actions.qualify(party_id=shop.party_id, by=JOB, at=AT).offer
    assert offer is not None
    return offer


def test_one_button_gives_consent_and_the_answer() -> None:
    shop = merchant(consents=False)
    client = page_of(shop)
    assert CREDIT_ASSESSMENT.text_en in read(client, "/credit/").replace("&#x27;", "'")
    sent = {"party": str(shop.party_id), "purpose_sha256": CREDIT_ASSESSMENT.sha256, "idempotency_key": "one"}
    for _ in range(2):
        assert client.post("/credit/agree/", sent).status_code == 302
    assert standing_grant(shop.party_id, CREDIT_ASSESSMENT.code, AT) is not None
    assert Decision.objects.count() == Offer.objects.count() == 1
    assert "Why this much" in read(client, "/credit/")


def test_an_offer_is_three_fields_and_says_the_yuan_before_the_rate() -> None:
    shop = merchant()
    offer = _offered(shop)
    page = read(page_of(shop), "/credit/")
    [form] = [part for part in page.split("<form")[1:] if 'id="amount"' in part]
    form = form.split("</form>")[0]
    fields = set(re.findall(r'name="(\w+)"', form)) - {"csrfmiddlewaretoken", "idempotency_key", "offer"}
    assert fields == {"amount", "purpose", "agree"}
    assert page.count("Not checked") == 4
    assert page.index("costs") < page.index("Annual rate, nominal") < page.index("Annual rate, effective")
    offer.refresh_from_db()
    assert offer.delivered_at == AT


def test_taking_it_from_the_page_brings_the_money_and_the_page_says_so() -> None:
    shop = merchant()
    offer = _offered(shop)
    client = page_of(shop)
    [action] = [part.split('action="')[1].split('"')[0] for part in read(client, "/credit/").split("<form")[1:] if 'id="amount"' in part]
    sent = {"offer": str(offer.pk), "amount": "3000", "purpose": "stock", "agree": "yes", "idempotency_key": "take"}
    for _ in range(2):
        assert client.post(action, sent).status_code == 302
    assert balance_of(deposit_of(shop.party_id)) == 300_000
    offer.refresh_from_db()
    assert offer.status == "accepted"
    assert "¥3,000.00 of it is drawn" in read(client, "/credit/")


def test_the_cost_follows_the_amount() -> None:
    shop = merchant()
    offer = _offered(shop)
    client = page_of(shop)
    most, less = (read(client, "/credit/cost/", offer=str(offer.pk), amount=str(amount // 100)) for amount in (offer.amount_max_minor, 100_000))
    assert f"¥{offer.cost_minor / 100:,.2f}" in most
    assert "¥1,000.00" in less
    assert most != less


@pytest.mark.parametrize("amount", ["1", "999999999", "", "-5", "a lot", "1e400", "NaN"])
def test_an_amount_outside_the_offer_is_refused_with_its_bounds(amount: str) -> None:
    shop = merchant()
    offer = _offered(shop)
    assert "between" in read(page_of(shop), "/credit/cost/", 422, offer=str(offer.pk), amount=amount)


def test_a_shop_that_gets_nothing_reads_what_to_do_and_when() -> None:
    shop = merchant(days=40)
    actions.qualify(party_id=shop.party_id, by=JOB, at=AT)
    page = read(page_of(shop), "/credit/")
    assert "The shop has settled sales for 40 days." in page
    assert "Keep selling here until there are 60 days." in page
    assert "Looked at again on 10 December 2026." in page
    assert "+¥" in page
    # Nobody has asked the tax bureau, the credit bureau, the registry or the courts, and nothing reads as if they had.
    assert page.count("Not checked") == 4 and "Trade on the platform" in page


def test_the_page_is_there_in_chinese() -> None:
    if not (Path(lending.__file__).parent / "locale/zh_Hans/LC_MESSAGES/django.mo").exists():
        pytest.skip("the translations are not compiled here")
    shop = merchant()
    _offered(shop)
    page = read(page_of(shop, "zh-hans"), "/credit/")
    assert "为什么是这个额度" in page
    assert "年化利率" in page


def test_declining_brings_back_the_button_to_ask() -> None:
    shop = merchant()
    offer = _offered(shop)
    client = page_of(shop)
    assert client.post("/credit/decline/", {"offer": str(offer.pk), "idempotency_key": "no"}).status_code == 302
    assert "No offer stands right now" in read(client, "/credit/")
    assert client.post("/credit/ask/", {"party": str(shop.party_id), "idempotency_key": "again"}).status_code == 302
    assert "Why this much" in read(client, "/credit/")


def test_nobody_else_sees_or_moves_anything() -> None:
    shop = merchant()
    offer = _offered(shop)
    assert Client().get("/credit/").status_code == 302
    for other in (merchant("Rival", days=0),):
        client = page_of(other)
        read(client, "/credit/", 403, party=str(shop.party_id))
        read(client, "/credit/cost/", 404, offer=str(offer.pk), amount="1000")
        assert client.post("/credit/decline/", {"offer": str(offer.pk), "idempotency_key": "x"}).status_code == 404
        assert client.post("/credit/ask/", {"party": str(shop.party_id), "idempotency_key": "x"}).status_code == 403
        assert client.get(f"/bank/credit/{offer.decision_id}/offer/").status_code == 403
    resident = Client()
    resident.force_login(person("resident"), backend="django.contrib.auth.backends.ModelBackend")
    assert resident.get("/credit/").status_code == 403
    offer.refresh_from_db()
    assert offer.status == "open"


def test_the_today_page_has_a_panel_that_invites_and_then_tells() -> None:
    shop = merchant(consents=False)
    panel = ports.panels.named("credit")
    assert panel is not None and panel.place() == "today"
    url = panel.url(party_id=shop.party_id)
    client = page_of(shop)
    assert "see what your sales let you borrow" in read(client, url)
    shop.consent()
    offer = _offered(shop)
    assert f"¥{offer.amount_max_minor / 100:,.2f}" in read(client, url)
    resident = Client()
    resident.force_login(person("resident"), backend="django.contrib.auth.backends.ModelBackend")
    assert resident.get(url).content == b""


def _officer() -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(Person.objects.get(party=at_bank("credit_officer").party_id), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_an_officer_sees_the_queue_and_a_case_and_her_reading_is_recorded() -> None:
    good, new = merchant("Good"), merchant("New", days=0)
    decisions = [actions.qualify(party_id=shop.party_id, by=JOB, at=AT).decision for shop in (good, new)]
    officer = _officer()
    page = read(officer, "/bank/credit/")
    assert "Good" in page and "New" in page and "R01" in page
    assert "New" not in read(officer, "/bank/credit/", outcome="approve").split("<table")[1]
    case = read(officer, f"/bank/credit/{decisions[0].pk}/")
    assert "Same answer, to the byte" in case
    assert str(decisions[0].snapshot.facts_counted) in case
    assert "Up to" in read(officer, f"/bank/credit/{decisions[0].pk}/offer/")
    assert "No offer came" in read(officer, f"/bank/credit/{decisions[1].pk}/offer/")
    assert Act.objects.filter(act="lending.queue.read").count() == 2
    assert Act.objects.filter(act="lending.case.read").count() == 1


def test_the_queue_is_for_officers() -> None:
    assert Client().get("/bank/credit/").status_code == 302
    read(page_of(merchant(days=0)), "/bank/credit/", 403)
    assert not Act.objects.filter(act="lending.queue.read").exists()


def test_offers_over_the_api() -> None:
    shop = merchant()
    offer = _offered(shop)
    client = page_of(shop)
    [told] = client.get("/api/v1/offers").json()
    assert told["most"] == {"amount": f"{offer.amount_max_minor / 100:.2f}", "currency": "CNY"}
    assert told["held_by"] == "cash"
    assert client.get(f"/api/v1/offers/{offer.pk}").json() == told
    assert client.post(f"/api/v1/offers/{offer.pk}/decline").status_code == 400
    declined = [client.post(f"/api/v1/offers/{offer.pk}/decline", headers={"idempotency-key": "k"}).json() for _ in range(2)]
    assert [row["status"] for row in declined] == ["declined", "declined"]
    rival = page_of(merchant("Rival", days=0))
    assert rival.get("/api/v1/offers").json() == []
    assert rival.get(f"/api/v1/offers/{offer.pk}").status_code == 404
    assert Client().get("/api/v1/offers").status_code == 401


def test_an_offer_that_has_expired_is_not_shown_as_open() -> None:
    shop = merchant()
    offer = _offered(shop)
    actions.expire_offers(at=offer.expires_at + timedelta(seconds=1))
    assert "No offer stands right now" in read(page_of(shop), "/credit/")
