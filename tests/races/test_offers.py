"""An offer is taken once, declined or taken but not both, and one stands however many look at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from ecosystem.consent.public import ConsentWithdrawn, revoke
from ecosystem.kernel.errors import DomainError
from lending.offers import actions
from lending.offers.models import Offer
from tests.lending.cast import Merchant, merchant
from tests.lending.trade import AT
from tests.together import at_once

pytestmark = pytest.mark.race
SOON = AT + timedelta(hours=1)


def take(shop: Merchant, offer: Offer) -> Offer:
    with transaction.atomic():
        return actions.take_offer(offer_id=offer.pk, by=shop.by, at=SOON)


def offered(shop: Merchant) -> Offer:
    offer = actions.qualify_party(party_id=shop.party_id, at=AT).offer
    assert offer is not None
    return offer


def test_two_acceptances_at_once_take_the_offer_once(committed: str) -> None:
    shop = merchant(days=90)
    offer = offered(shop)
    answers = at_once(*[lambda: take(shop, offer)] * 8)
    assert [type(answer).__name__ for answer in answers].count("Offer") == 1
    assert {type(answer).__name__ for answer in answers} == {"Offer", "OfferNotOpen"}


def test_taking_and_declining_at_once_ends_it_one_way(committed: str) -> None:
    shop = merchant(days=90)
    offer = offered(shop)
    answers = at_once(lambda: take(shop, offer), lambda: actions.decline_offer(offer_id=offer.pk, key="no", by=shop.by, at=SOON))
    offer.refresh_from_db()
    assert sum(isinstance(answer, Offer) for answer in answers) == 1
    assert offer.status in {"accepted", "declined"}


def test_many_looks_at_once_leave_one_open_offer(committed: str) -> None:
    shop = merchant(days=90)
    answers = at_once(*[lambda: actions.qualify_party(party_id=shop.party_id, at=AT)] * 4)
    assert not any(isinstance(answer, DomainError) for answer in answers)
    assert Offer.objects.count() == 1


def test_taking_while_consent_is_withdrawn_does_one_or_the_other(committed: str) -> None:
    shop = merchant(days=90)
    offer = offered(shop)

    def withdraw() -> object:
        with transaction.atomic():
            return revoke(grant_id=offer.grant_id, by=shop.by, at=SOON)

    taken, _ = at_once(lambda: take(shop, offer), withdraw)
    offer.refresh_from_db()
    assert isinstance(taken, ConsentWithdrawn) == (offer.status == "open")
