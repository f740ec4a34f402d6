"""An offer taken apart again: from consent and facts to the signature, by whoever watches risk; and what no longer agrees is marked."""

from __future__ import annotations

import json
import re
import zipfile
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ecosystem.audit.models import Act
from ecosystem.identity.public import Person
from ecosystem.kernel.actor import Actor
from lending.contracts.models import Contract
from lending.governance.tracing import trace_offer
from lending.loans.models import Facility
from lending.offers.errors import OfferNotFound
from lending.offers.models import Offer
from lending.policy.errors import LendersOnly
from lending.portraits.models import FeatureSnapshot
from lending.portraits.queries import is_whole
from tests.lending.cast import at_bank, merchant
from tests.lending.contracts.cast import SOON, accept, offered
from tests.lending.referrals.cast import GRANT, desk, look, referred

pytestmark = pytest.mark.django_db
LATER = SOON + timedelta(hours=1)


@pytest.fixture(autouse=True)
def it_is_then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: LATER)


def browser(who: Actor, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(Person.objects.get(pk=who.person_id), backend="django.contrib.auth.backends.ModelBackend")
    return client


def read(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.content.decode()[:500]
    return re.sub(r"\s+", " ", answer.content.decode()).replace("&#x27;", "'")


def test_one_offer_is_reconstructed_from_facts_to_signature() -> None:
    shop, bank, risk = referred(), desk(), at_bank("risk_manager")
    look(shop)
    case = bank.answered(shop)
    offer = Offer.objects.get()
    loan = accept(offer, shop.by)
    trail = trace_offer(offer_id=offer.pk, by=risk, at=LATER)
    assert trail.holds and all(trail.checks.values()), trail.checks
    assert (trail.case, trail.loan) == (case, loan) and trail.contract is not None and [holds for _one, holds in trail.signatures] == [True, True]
    acts = [act.act for act in trail.acts]
    for act in (
        "consent.grant",
        "lending.portrait.build",
        "lending.policy.decide",
        "lending.referral.decide",
        "lending.offer.make",
        "lending.loan.open",
    ):
        assert act in acts, act
    assert acts.index("consent.grant") < acts.index("lending.policy.decide") < acts.index("lending.offer.make")
    assert Act.objects.filter(act="lending.offer.trace", actor=risk.name).count() == 1
    pack = zipfile.ZipFile(BytesIO(browser(risk).get(f"/bank/contracts/{trail.contract.pk}/evidence/").content))
    assert json.loads(pack.read("referral.json"))["grounds"] == GRANT.grounds and b"lending.referral.decide" in pack.read("audit.json")
    page = read(browser(risk), f"/bank/risk/offers/{offer.pk}/")
    for words in ("All of it holds", GRANT.grounds, trail.contract.number, "¥5,000.00", f"/bank/credit/{offer.decision_id}/", "town, version"):
        assert words in page, words
    assert "从事实到签名" in read(browser(risk, "zh-hans"), f"/bank/risk/offers/{offer.pk}/")
    assert f"/bank/risk/offers/{offer.pk}/" in read(browser(bank.maker), "/bank/risk/offers/")
    assert f"/bank/risk/offers/{offer.pk}/" in read(browser(bank.maker), f"/bank/credit/{offer.decision_id}/offer/")
    assert "/bank/risk/offers/" in read(browser(risk), "/bank/risk/")
    with CaptureQueriesContext(connection) as asked:
        browser(risk).get(f"/bank/risk/offers/{offer.pk}/")
    assert len(asked) <= 40
    for stranger in (shop.by, merchant("Rival", days=0).by, at_bank("operator")):
        assert browser(stranger).get(f"/bank/risk/offers/{offer.pk}/").status_code == browser(stranger).get("/bank/risk/offers/").status_code == 403
        with pytest.raises(LendersOnly):
            trace_offer(offer_id=offer.pk, by=stranger, at=LATER)
    with pytest.raises(OfferNotFound):
        trace_offer(offer_id=uuid4(), by=risk, at=LATER)


def test_what_no_longer_agrees_is_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The application can change none of these rows, so that each is bent as it is read."""
    shop, risk = merchant(), at_bank("risk_manager")
    offer = offered(shop)
    untaken = trace_offer(offer_id=offer.pk, by=risk, at=LATER)
    assert untaken.holds and (untaken.case, untaken.contract, untaken.loan, untaken.checks["contract"]) == (None, None, None, [])
    accept(offer, shop.by)
    bent = [
        ("portrait", FeatureSnapshot, "facts_until", 7),
        ("decision", type(offer.decision), "verdict_sha256", "0" * 64),
        ("offer", Offer, "cost_minor", offer.cost_minor + 1),
        ("contract", Contract, "document_sha256", "0" * 64),
        ("loan", Facility, "limit_minor", 1),
    ]
    for step, model, field, value in bent:
        with monkeypatch.context() as patch:
            read_back = model.from_db.__func__  # type: ignore[attr-defined]

            def from_db(
                cls: type, db: str, names: list[str], values: list[object], how: object = read_back, about: tuple[str, object] = (field, value)
            ) -> object:
                row = how(cls, db, names, values)  # type: ignore[operator]
                setattr(row, *about)
                return row

            patch.setattr(model, "from_db", classmethod(from_db))
            trail = trace_offer(offer_id=offer.pk, by=risk, at=LATER)
        assert not trail.holds
        assert [name for name, checks in trail.checks.items() if not all(check.holds for check in checks)] == [step] or step == "loan"
    assert is_whole(offer.decision.snapshot)
