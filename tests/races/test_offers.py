"""An offer is taken once, declined or taken but not both, and one stands however many look at once."""

from __future__ import annotations

import threading
import time
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from ecosystem.consent.public import CREDIT_ASSESSMENT, ConsentWithdrawn, revoke
from ecosystem.kernel.errors import DomainError
from lending.offers import actions, queries
from lending.offers.actions import making
from lending.offers.errors import OfferNotOpen
from lending.offers.models import Offer
from tests.lending.cast import Merchant, merchant
from tests.lending.trade import AT
from tests.together import at_once, neck_and_neck

pytestmark = pytest.mark.race
SOON = AT + timedelta(hours=1)
PATIENCE_S = 60


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
    answers = neck_and_neck(lambda: take(shop, offer), lambda: actions.decline_offer(offer_id=offer.pk, key="no", by=shop.by, at=SOON))
    offer.refresh_from_db()
    assert sum(isinstance(answer, Offer) for answer in answers) == 1
    assert offer.status in {"accepted", "declined"}


def test_many_looks_at_once_leave_one_open_offer(committed: str) -> None:
    shop = merchant(days=90)
    answers = neck_and_neck(*[lambda: actions.qualify_party(party_id=shop.party_id, at=AT)] * 2, writes="offers_offer")
    assert not any(isinstance(answer, DomainError) for answer in answers)
    assert Offer.objects.count() == 1


def test_two_nights_and_a_look_at_once_leave_each_business_one_open_offer(committed: str) -> None:
    shops = [merchant(f"Shop {number}", days=90) for number in range(3)]
    parties = [shop.party_id for shop in shops]
    nights = [lambda: actions.qualify_parties(party_ids=parties, at=AT), lambda: actions.qualify_parties(party_ids=parties[::-1], at=AT)]
    answers = neck_and_neck(*nights, lambda: actions.qualify_party(party_id=parties[1], at=AT), writes="offers_offer")
    assert not any(isinstance(answer, Exception) for answer in answers)
    assert sorted(Offer.objects.values_list("party_id", flat=True)) == sorted(parties)


def test_taking_while_consent_is_withdrawn_does_one_or_the_other(committed: str) -> None:
    shop = merchant(days=90)
    offer = offered(shop)

    def withdraw() -> object:
        with transaction.atomic():
            return revoke(grant_id=offer.grant_id, by=shop.by, at=SOON)

    taken, _ = at_once(lambda: take(shop, offer), withdraw)
    offer.refresh_from_db()
    assert isinstance(taken, ConsentWithdrawn) == (offer.status == "open")


def test_taking_and_agreeing_anew_at_once_never_wait_in_a_ring(committed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Agreeing anew has replaced the consent and wants the offer; taking it holds the offer and wants the consent."""
    shop = merchant(days=90)
    offer, seen = offered(shop), CREDIT_ASSESSMENT.sha256
    agreed, build = threading.Event(), making.build_portrait

    def build_slowly(**about: Any) -> Any:
        agreed.set()
        time.sleep(0.5)
        return build(**about)

    monkeypatch.setattr(making, "build_portrait", build_slowly)

    def take_after() -> Offer:
        assert agreed.wait(PATIENCE_S)
        return take(shop, offer)

    again, taken = at_once(lambda: actions.agree_and_ask(party_id=shop.party_id, purpose_sha256=seen, key="again", by=shop.by, at=SOON), take_after)
    assert isinstance(again, actions.Qualification)
    assert isinstance(taken, Offer | OfferNotOpen)


def test_a_sweep_and_agreeing_anew_at_once_never_wait_in_a_ring(committed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sweep found the consent missing; meanwhile it is given again, and the offer looked at."""
    shop = merchant(days=90)
    offer, seen = offered(shop), CREDIT_ASSESSMENT.sha256
    with transaction.atomic():
        revoke(grant_id=offer.grant_id, by=shop.by, at=AT)
    agreed, found, build = threading.Event(), threading.Event(), making.build_portrait
    missing = queries.without_consent

    def build_slowly(**about: Any) -> Any:
        agreed.set()
        assert found.wait(PATIENCE_S)
        time.sleep(0.5)
        return build(**about)

    def find_missing(at: datetime) -> Any:
        assert agreed.wait(PATIENCE_S)
        offers = list(missing(at))
        found.set()
        return offers

    monkeypatch.setattr(making, "build_portrait", build_slowly)
    monkeypatch.setattr(queries, "without_consent", find_missing)
    again, swept = at_once(
        lambda: actions.agree_and_ask(party_id=shop.party_id, purpose_sha256=seen, key="again", by=shop.by, at=SOON),
        lambda: actions.withdraw_unconsented(at=SOON),
    )
    assert isinstance(again, actions.Qualification)
    assert again.offer is not None
    assert isinstance(swept, int)
