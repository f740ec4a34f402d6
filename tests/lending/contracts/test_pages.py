"""What owners and officers see of contracts, and what strangers do not."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from ecosystem.identity.public import Person
from ecosystem.kernel.actor import Actor
from lending.contracts.models import Contract, ContractTemplate, TemplateDraft
from lending.contracts.rules import sha256_of
from tests.lending.cast import at_bank, merchant
from tests.lending.contracts.cast import SOON, accept, offered

pytestmark = pytest.mark.django_db
TEXTS = "/bank/contracts/"


@pytest.fixture(autouse=True)
def it_is_then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: SOON)


def browser(who: Actor, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(Person.objects.get(pk=who.person_id), backend="django.contrib.auth.backends.ModelBackend")
    return client


def read(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.content.decode()[:500]
    return re.sub(r"\s+", " ", answer.content.decode()).replace("&#x27;", "'")


def test_the_contract_is_read_before_it_is_signed_and_found_again_afterwards() -> None:
    shop, rival, officer = merchant(), merchant("Rival"), at_bank("credit_officer")
    offer, owner = offered(shop), browser(shop.by)
    [link] = re.findall(r'href="(/credit/offer/[^"]+/contract/\?amount=\d+)"', read(owner, "/credit/"))
    answer = owner.get(link)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    said = "".join("".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages).split())
    assert "草稿，未签署" in said and "尚未签署" in said and shop.party.name_zh in said
    assert owner.get(link.replace("=", "=9999")).status_code == 422 and owner.get(link + "x").status_code == 422
    assert browser(rival.by).get(link).status_code == 404 and Client().get(link).status_code == 302
    accept(offer, shop.by)
    contract = Contract.objects.get()
    mine = f"/credit/contracts/{contract.pk}/"
    assert mine in read(owner, "/credit/loan/")
    assert owner.get(mine).content == bytes(contract.document)
    [listed] = owner.get("/api/v1/contracts").json()
    assert (listed["number"], listed["loan"]) == (contract.number, str(contract.loan_id))
    document = f"/api/v1/contracts/{contract.pk}/document"
    assert owner.get(document).content == bytes(contract.document)
    bank = [f"{TEXTS}{contract.pk}/document/", f"{TEXTS}{contract.pk}/evidence/", f"/bank/credit/{offer.decision_id}/contract/"]
    for stranger in (rival.by, at_bank("operator")):
        assert browser(stranger).get(mine).status_code == browser(stranger).get(document).status_code == 404
        assert browser(stranger).get("/api/v1/contracts").json() == []
        assert {browser(stranger).get(path).status_code for path in bank} == {403}
    assert owner.get(bank[0]).status_code == 403
    desk = browser(officer)
    card = read(desk, bank[2])
    assert contract.number in card and card.count("Holds") == 2 and bank[1] in card
    assert desk.get(bank[0]).content == bytes(contract.document)
    pack = desk.get(bank[1])
    assert (pack["Content-Type"], pack.content[:2]) == ("application/zip", b"PK")
    assert bank[2] in read(desk, f"/bank/credit/{offer.decision_id}/")
    assert "合同" in read(browser(officer, "zh-hans"), bank[2])
    assert "No contract was signed" in read(desk, f"/bank/credit/{offered(rival).decision_id}/contract/")


def test_a_text_is_written_on_the_page_and_published_by_a_colleague() -> None:
    one, other, risk = browser(at_bank("credit_officer")), browser(at_bank("credit_officer")), browser(at_bank("risk_manager"))
    first = ContractTemplate.objects.get()
    assert first.body.splitlines()[1][:12] in read(one, TEXTS) and TEXTS in read(one, "/bank/credit/policies/")
    assert "{borrower}" in read(risk, f"{TEXTS}templates/1/") and "Write a new version" not in read(risk, TEXTS)
    sent: dict[str, Any] = {"note": "Plainer", "title": first.title, "body": first.body.replace("\n", "\r\n"), "idempotency_key": "k"}
    assert one.post(f"{TEXTS}templates/write/", sent | {"body": "# x"}).status_code == 422
    made = one.post(f"{TEXTS}templates/write/", sent)
    draft = TemplateDraft.objects.get()
    assert (made.status_code, made["Location"]) == (302, f"{TEXTS}drafts/{draft.pk}/")
    assert "a colleague publishes it" in read(one, made["Location"]) and 'name="sha256"' not in read(one, made["Location"])
    assert 'name="sha256"' in read(other, made["Location"]) and 'name="sha256"' not in read(risk, made["Location"])
    publish = f"{made['Location']}publish/"
    assert risk.post(publish, {"sha256": sha256_of(draft.body)}).status_code == 403
    assert other.post(publish, {"sha256": sha256_of(draft.body)}).status_code == 302
    assert "version 2" in read(one, TEXTS) and "It is version 2" in read(one, made["Location"])
    assert one.get(f"{TEXTS}templates/7/").status_code == 404
    assert browser(merchant().by).get(TEXTS).status_code == 403
    again = one.post(f"{TEXTS}templates/write/", sent | {"idempotency_key": "l"})["Location"]
    assert other.post(f"{again}discard/").status_code == 302
    with CaptureQueriesContext(connection) as asked:
        one.get(TEXTS)
    assert len(asked) <= 12
