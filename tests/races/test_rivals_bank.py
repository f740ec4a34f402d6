"""Steps of a consent, of an acquirer's money and of an offer, each beside the step that would leave it without its premise."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from ecosystem import ports
from ecosystem.consent.actions import give_consent, withdraw_consent
from ecosystem.consent.models import Grant
from ecosystem.consent.public import CREDIT_ASSESSMENT
from ecosystem.payments.actions.hearing import take_payment_word
from ecosystem.payments.actions.refunding import hear_refund
from ecosystem.payments.actions.returning import claim_refund, take_refund_word
from ecosystem.payments.models import Charge, Payment, Refund
from ecosystem.payments.simulators.acquirer import NAME
from lending.offers import actions as offers
from lending.offers.models import Offer
from lending.portraits.actions import refresh_portrait
from lending.portraits.models import FeatureSnapshot, StalePortrait
from merchants.orders.public import reject_order
from tests import cast
from tests.acquiring import begun, paid_by
from tests.cast import BANK, MORNING, Corner, actor
from tests.lending.cast import Merchant, merchant
from tests.lending.trade import AT
from tests.rivals import Race, acts_about, race, state_of
from tests.trading import differences

pytestmark = pytest.mark.race
NOW, SOON = MORNING + timedelta(seconds=1), AT + timedelta(hours=1)


@dataclass(frozen=True)
class Town:
    corner: Corner
    borrower: Merchant
    known: list[object]


@pytest.fixture(scope="module")
def town(committed_throughout: str) -> Town:
    corner, borrower = cast.corner(stock="5000", money_minor=10_000_000), merchant(days=90)
    # The borrower's trade happened elsewhere: no transfer of ours stands behind it.
    return Town(corner, borrower, differences())


def give(town: Town, _it: object) -> Grant:
    shop = town.corner.shop
    return give_consent(party_id=shop.party_id, purpose=CREDIT_ASSESSMENT.code, key=uuid4().hex, by=actor(town.corner.owner), at=MORNING)


def given(town: Town) -> Grant:
    return give(town, None)


def withdraw(town: Town, it: Grant) -> Grant:
    return withdraw_consent(grant_id=it.pk, key=uuid4().hex, by=actor(town.corner.owner), at=MORNING)


def asked(town: Town) -> Payment:
    """The acquirer was asked for it."""
    return begun(town.corner.resident, town.corner.milk)[1]


def owed_back(town: Town) -> Refund:
    """The acquirer is to be asked for it."""
    order = paid_by(town.corner.resident, town.corner.milk)
    reject_order(order_id=order.pk, reason="busy", key=uuid4().hex, by=actor(town.corner.owner), at=MORNING)
    return Refund.objects.get(payment=order.payment_id)


def submitted(town: Town) -> Refund:
    refund = owed_back(town)
    claim_refund(refund_id=refund.pk, at=NOW)
    return refund


def word_on(payment: Payment, status: str) -> ports.AcquirerWord:
    charge = Charge.objects.get(pk=payment.pk)
    return ports.AcquirerWord("payment", payment.pk, status, charge.merchant_no, payment.amount_minor, payment.currency, payment.pk.hex)


def says(status: str) -> Any:
    return lambda _town, it: take_payment_word(acquirer=NAME, word=word_on(it, status), at=NOW)


def says_of_refund(status: str) -> Any:
    def act(_town: Town, it: Refund) -> bool:
        word = replace(word_on(it.payment, status), kind="refund", ours_id=it.pk, amount_minor=it.amount_minor)
        return take_refund_word(acquirer=NAME, word=word, at=NOW)

    return act


def fails(_town: Town, it: Refund) -> Refund:
    return hear_refund(refund_id=it.pk, transfer_id=None, failure="closed", by=BANK, at=NOW)


def refunded(_town: Town, it: Refund) -> tuple[str, int]:
    return state_of(it), Payment.objects.get(pk=it.payment_id).refund_reserved_minor


def ask(_town: Town, it: Merchant) -> object:
    return offers.ask_for_offer(party_id=it.party_id, key=uuid4().hex, by=it.by, at=SOON)


def offered(town: Town) -> Offer:
    found = offers.qualify_party(party_id=town.borrower.party_id, at=AT).offer
    assert found is not None
    return found


def out_of_date(town: Town) -> StalePortrait:
    return StalePortrait.objects.create(party_id=town.borrower.party_id, marked_at=AT)


RACES = [
    race("a consent is given twice", given, give, give,
         shows=lambda town, _it: Grant.objects.filter(party=town.corner.shop.party_id, revoked_at=None).count(), ends={"1: Grant Grant"}),
    race("a consent is withdrawn twice", given, withdraw, withdraw,
         shows=lambda _town, it: acts_about(f"consent.grant/{it.pk}", "consent.revoke"), ends={"1: Grant Grant"}),
    race("a payment succeeds and is closed", asked, says("succeeded"), says("closed"),
         ends={"succeeded: False True", "succeeded: True True"}),
    race("a payment succeeds twice", asked, says("succeeded"), says("succeeded"), ends={"succeeded: False True"}),
    race("two workers ask for a refund", owed_back, *[lambda _town, it: claim_refund(refund_id=it.pk, at=NOW)] * 2,
         shows=lambda _town, it: Refund.objects.get(pk=it.pk).asks, ends={"1: NoneType tuple"}),
    race("a refund arrives twice", submitted, says_of_refund("succeeded"), says_of_refund("succeeded"), shows=refunded,
         ends={"('succeeded', 1000): False True"}),
    race("a refund fails twice", submitted, fails, fails, shows=refunded, ends={"('failed', 0): Refund Refund"}),
    race("an owner asks twice for an offer", lambda town: town.borrower, ask, ask,
         shows=lambda _town, it: Offer.objects.filter(party=it.party_id, status="open").count(), ends={"1: Qualification Qualification"}),
    race("an offer ends for two workers", offered,
         *[lambda _town, it: offers.expire_offers(at=it.expires_at)] * 2, ends={"expired: 0 1"}),
    race("a portrait is drawn by two workers", out_of_date,
         *[lambda _town, it: refresh_portrait(party_id=it.party_id, at=SOON)] * 2,
         shows=lambda _town, it: FeatureSnapshot.objects.filter(party_id=it.party_id, as_of=SOON).count(),
         ends={"1: FeatureSnapshot NoneType"}),
]  # fmt: skip


@pytest.mark.parametrize("each", RACES)
def test_neck_and_neck(town: Town, each: Race) -> None:
    each.run(town, known=town.known)
