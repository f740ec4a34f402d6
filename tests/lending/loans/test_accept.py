"""An offer becomes a loan, exactly once."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from ecosystem.audit.models import Act
from ecosystem.consent.public import CREDIT_ASSESSMENT, ConsentWithdrawn, standing_grant, withdraw_consent
from ecosystem.feed.models import FactRow
from ecosystem.kernel.actor import Actor, platform
from ecosystem.kernel.errors import Invalid
from ecosystem.kernel.money import to_text
from ecosystem.ledger.public import balance_of, deposit_of
from ecosystem.once.public import KeyUsedOtherwise
from lending.contracts.models import Contract
from lending.limits.public import LimitExceeded, LimitNode
from lending.loans.acceptance import ChosenTerms, accept_offer
from lending.loans.errors import PrincipalOutOfRange
from lending.loans.models import Draw, Facility
from lending.offers.public import Offer, OfferExpired, OfferNotFound, OfferNotOpen, OfferStale, qualify, qualify_parties
from tests.lending.cast import Merchant, actor, merchant, newer_terms, person
from tests.lending.trade import AT

from .cast import differences

pytestmark = pytest.mark.django_db
SOON = AT + timedelta(hours=1)


@pytest.fixture
def shop() -> Merchant:
    return merchant()


@pytest.fixture
def offer(shop: Merchant) -> Offer:
    made = qualify(party_id=shop.party_id, by=platform("test"), at=AT).offer
    assert made is not None
    return made


def chosen(principal_minor: int, purpose: str = "stock", agreed: bool = True) -> ChosenTerms:
    return ChosenTerms(principal_minor=principal_minor, purpose=purpose, agreed=agreed)


def accept(offer: Offer, by: Actor, *, principal: int | None = None, key: str = "k", minutes: int = 60) -> Facility:
    terms = chosen(principal or offer.amount_max_minor)
    return accept_offer(offer_id=offer.pk, terms=terms, key=key, by=by, at=AT + timedelta(minutes=minutes))


def nothing_changed(offer: Offer) -> bool:
    offer.refresh_from_db()
    return not Facility.objects.exists() and not LimitNode.objects.exists() and not FactRow.objects.filter(kind="credit.loan_opened").exists()


def test_accepting_opens_a_loan_on_the_terms_of_the_offer(shop: Merchant, offer: Offer) -> None:
    # What the product says by now is for the next one.
    newer_terms(annual_rate=Decimal("0.2"), withhold_bp=2_000)
    loan = accept(offer, shop.by, principal=offer.amount_min_minor)
    assert (loan.limit_minor, loan.annual_rate, loan.withhold_bp) == (offer.amount_max_minor, offer.annual_rate, offer.withhold_bp)
    assert balance_of(deposit_of(shop.party_id)) == offer.amount_min_minor
    assert Draw.objects.get().principal_minor == offer.amount_min_minor
    offer.refresh_from_db()
    assert offer.status == "accepted"
    assert set(Act.objects.filter(target=f"offer/{offer.pk}").values_list("act", flat=True)) == {"lending.offer.accept"}
    assert differences() == []


def test_accepting_again_with_the_same_key_is_the_same_loan(shop: Merchant, offer: Offer) -> None:
    assert accept(offer, shop.by) == accept(offer, shop.by, minutes=70)
    with pytest.raises(KeyUsedOtherwise):
        accept(offer, shop.by, principal=offer.amount_min_minor)
    with pytest.raises(OfferNotOpen):
        accept(offer, shop.by, key="another")
    assert Facility.objects.count() == 1


def test_somebody_elses_offer_is_the_same_as_none(offer: Offer) -> None:
    rival = actor(person("Rival"))
    with pytest.raises(OfferNotFound):
        accept(offer, rival)
    with pytest.raises(OfferNotFound):
        accept_offer(offer_id=uuid4(), terms=chosen(100_000), key="k", by=rival, at=SOON)
    assert nothing_changed(offer)
    assert offer.status == "open"


def test_an_amount_that_was_not_offered_leaves_the_offer_open(shop: Merchant, offer: Offer) -> None:
    for principal in (offer.amount_min_minor - 1, offer.amount_max_minor + 1):
        with pytest.raises(PrincipalOutOfRange):
            accept(offer, shop.by, principal=principal)
    assert nothing_changed(offer)
    assert offer.status == "open"


def test_an_expired_offer_opens_nothing(shop: Merchant, offer: Offer) -> None:
    with pytest.raises(OfferExpired):
        accept(offer, shop.by, minutes=60 * 24 * 31)
    assert nothing_changed(offer)


def test_an_offer_whose_business_nobody_looked_at_for_a_week_waits_until_somebody_does(shop: Merchant, offer: Offer) -> None:
    week = 60 * 24 * 7
    with pytest.raises(OfferStale):
        accept(offer, shop.by, minutes=week)
    assert nothing_changed(offer) and offer.status == "open" and not Contract.objects.exists()
    later = AT + timedelta(minutes=week)
    with time_machine.travel(later, tick=False):
        client = Client(headers={"accept-language": "en"})
        client.force_login(shop.owner)
        assert "Your trade has to be looked at again" in client.get(f"/credit/?party={shop.party_id}").content.decode()
    qualify_parties(party_ids=[shop.party_id], at=later)
    standing = Offer.objects.open().get()
    assert accept(standing, shop.by, minutes=week + 1, key="later").offer_id == standing.pk


def test_a_withdrawn_consent_opens_nothing(shop: Merchant, offer: Offer) -> None:
    grant = standing_grant(party_id=shop.party_id, purpose=CREDIT_ASSESSMENT.code, at=AT)
    assert grant is not None
    withdraw_consent(grant_id=grant.pk, key="w", by=shop.by, at=AT)
    with pytest.raises((ConsentWithdrawn, OfferNotOpen)):
        accept(offer, shop.by)
    assert nothing_changed(offer)


def test_headroom_that_another_product_took_opens_nothing(shop: Merchant, offer: Offer) -> None:
    node = LimitNode(code=f"obligor/{shop.party_id}", kind="obligor", party_id=shop.party_id, depth=0, limit_minor=1, created_at=AT)
    node.path = [node.pk]
    node.save()
    with pytest.raises(LimitExceeded):
        accept(offer, shop.by)
    offer.refresh_from_db()
    assert offer.status == "open"
    assert not Facility.objects.exists()


@pytest.mark.parametrize(("terms", "code"), [(chosen(100_000, agreed=False), "not_agreed"), (chosen(100_000, "holiday"), "unknown_purpose")])
def test_without_agreement_or_purpose_nothing_is_lent(shop: Merchant, offer: Offer, terms: ChosenTerms, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        accept_offer(offer_id=offer.pk, terms=terms, key="k", by=shop.by, at=SOON)
    assert refused.value.code == code
    assert nothing_changed(offer)
    assert offer.status == "open"


def test_the_offers_page_leads_to_the_loan(shop: Merchant, offer: Offer) -> None:
    client = Client(headers={"accept-language": "en"})
    client.force_login(shop.owner, backend="django.contrib.auth.backends.ModelBackend")
    yuan = str(offer.amount_min_minor // 100)
    form = {"amount": yuan, "purpose": "stock", "agree": "yes", "idempotency_key": "k"}
    with time_machine.travel(SOON, tick=False):
        page = client.post(f"/credit/offer/{offer.pk}/accept/", form, follow=True)
    assert page.status_code == 200
    assert "You can still draw" in page.content.decode()
    assert Facility.objects.get().purpose == "stock"


def test_a_program_takes_an_offer(shop: Merchant, offer: Offer) -> None:
    client = Client()
    client.force_login(shop.owner, backend="django.contrib.auth.backends.ModelBackend")
    body = {"amount": {"amount": to_text(offer.amount_max_minor), "currency": "CNY"}, "purpose": "stock", "agree": True}
    with time_machine.travel(SOON, tick=False):
        for _ in range(2):
            answer = client.post(f"/api/v1/offers/{offer.pk}/acceptance", body, content_type="application/json", headers={"Idempotency-Key": "k"})
            assert (answer.status_code, answer.json()["principal"]["amount"]) == (201, to_text(offer.amount_max_minor))
    assert Facility.objects.count() == 1
