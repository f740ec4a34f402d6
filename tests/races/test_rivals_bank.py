"""Steps of a consent, of an acquirer's money and of an offer, each beside the step that would leave it without its premise."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from ecosystem import ports
from ecosystem.audit.models import Act
from ecosystem.consent.actions import give_consent, withdraw_consent
from ecosystem.consent.models import Grant
from ecosystem.consent.public import CREDIT_ASSESSMENT
from ecosystem.kernel.actor import Actor
from ecosystem.ledger.models import Hold
from ecosystem.ledger.public import Leg, deposit_of, expire_holds, lock_accounts, place_hold, post_hold
from ecosystem.payments.actions import ask_by_hand, send_by_hand
from ecosystem.payments.actions.hearing import take_payment_word
from ecosystem.payments.actions.refunding import hear_refund
from ecosystem.payments.actions.returning import claim_refund, take_refund_word
from ecosystem.payments.models import Charge, Payment, Refund
from ecosystem.payments.simulators.acquirer import NAME
from lending.offers import actions as offers
from lending.offers.models import Offer
from lending.portraits.actions import refresh_portrait, set_aside
from lending.portraits.models import FeatureSnapshot, StalePortrait
from merchants.orders.public import reject_order
from tests import cast
from tests.acquiring import begun, paid_by
from tests.cast import BANK, MORNING, Corner, actor
from tests.dealing import operator
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
    operators: list[Actor]


@pytest.fixture(scope="module")
def town(committed_throughout: str) -> Town:
    corner, borrower = cast.corner(stock="5000", money_minor=10_000_000), merchant(days=90)
    # The borrower's trade happened elsewhere: no transfer of ours stands behind it.
    return Town(corner, borrower, differences(), [operator() for _ in range(3)])


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


def asked_for_two(town: Town) -> list[Payment]:
    return [asked(town), asked(town)]


def one_reference_for(number: int) -> Any:
    def act(_town: Town, it: list[Payment]) -> bool:
        word = replace(word_on(it[number], "succeeded"), reference=it[0].pk.hex)
        return take_payment_word(acquirer=NAME, word=word, at=NOW)

    return act


def believed(_town: Town, it: list[Payment]) -> list[tuple[str, str]]:
    return sorted((state_of(payment), Charge.objects.get(pk=payment.pk).disputed) for payment in it)


def failed_for_good(town: Town) -> Refund:
    refund = submitted(town)
    return hear_refund(refund_id=refund.pk, transfer_id=None, failure="account_closed", by=BANK, at=NOW)


def account_named(town: Town) -> Refund:
    return ask_by_hand(refund_id=failed_for_good(town).pk, sent_to="6222 1", by=town.operators[0], at=NOW)


def names(number: int) -> Any:
    return lambda town, it: ask_by_hand(refund_id=it.pk, sent_to=f"6222 {number}", by=town.operators[number], at=NOW)


def sends(number: int) -> Any:
    return lambda town, it: send_by_hand(refund_id=it.pk, by=town.operators[number], at=NOW)


def by_hand(_town: Town, it: Refund) -> tuple[str, str, int]:
    """Its status, the account that stands on it, and how often it was sent there, by the trail."""
    sent = Act.objects.filter(target=f"payments.refund/{it.pk}", act="payments.send_refund_by_hand")
    return state_of(it), it.sent_to, sent.filter(after__sent_to=it.sent_to).count()


def set_by(town: Town) -> Hold:
    """A part of the resident's money, as a shop sets a card's bonus aside."""
    account = deposit_of(town.corner.resident.party_id)
    with transaction.atomic():
        found = place_hold(key=uuid4().hex, account=account, amount_minor=100, expires_at=NOW + timedelta(days=1), at=NOW)
    return Hold.objects.get(pk=found)


@transaction.atomic
def is_used(town: Town, it: Hold) -> UUID:
    """As by whoever moves money before: the accounts are held already."""
    legs = [Leg(it.account.code, -100), Leg(deposit_of(town.corner.owner.party_id), 100)]
    lock_accounts([leg.account for leg in legs])
    return post_hold(hold_id=it.pk, legs=legs, key=f"used/{it.pk}", kind="move", at=NOW)


def hold_ends(_town: Town, _it: object) -> int:
    return expire_holds(at=NOW + timedelta(days=2))


def ask(_town: Town, it: Merchant) -> object:
    return offers.ask_for_offer(party_id=it.party_id, key=uuid4().hex, by=it.by, at=SOON)


def offered(town: Town) -> Offer:
    found = offers.qualify_party(party_id=town.borrower.party_id, at=AT).offer
    assert found is not None
    return found


def out_of_date(town: Town) -> StalePortrait:
    values = {"marked_at": AT, "failures": 0}
    return StalePortrait.objects.update_or_create(party_id=town.borrower.party_id, defaults=values)[0]


def give_up(_town: Town, it: StalePortrait) -> None:
    set_aside(party_id=it.party_id, at=SOON)


def failures(_town: Town, it: StalePortrait) -> list[int]:
    return list(StalePortrait.objects.filter(party_id=it.party_id).values_list("failures", flat=True))


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
    race("an acquirer uses one reference twice", asked_for_two, one_reference_for(0), one_reference_for(1), shows=believed,
         ends={"[('pending', 'reference'), ('succeeded', '')]: False True"}),
    race("two name the account of a refund", failed_for_good, names(1), names(2), shows=by_hand,
         ends={"('failed', '6222 1', 0): AccountNamed Refund", "('failed', '6222 2', 0): AccountNamed Refund"}),
    race("two send a refund", account_named, sends(1), sends(2), shows=by_hand,
         ends={"('succeeded', '6222 1', 1): Refund RefundDecided"}),
    race("the account is corrected while a refund is sent", account_named, names(0), sends(2), shows=by_hand,
         ends={"('succeeded', '6222 0', 1): Refund Refund", "('succeeded', '6222 1', 1): Refund RefundDecided"}),
    race("a hold is used as its time is over", set_by, hold_ends, is_used, ends={"expired: 1 HoldResolved", "posted: 0 UUID"}),
    race("an owner asks twice for an offer", lambda town: town.borrower, ask, ask, writes="offers_offer",
         shows=lambda _town, it: Offer.objects.filter(party=it.party_id, status="open").count(), ends={"1: Qualification Qualification"}),
    race("an offer ends for two workers", offered,
         *[lambda _town, it: offers.expire_offers(at=it.expires_at)] * 2, ends={"expired: 0 1"}),
    race("a portrait is drawn by two workers", out_of_date,
         *[lambda _town, it: refresh_portrait(party_id=it.party_id, at=SOON)] * 2,
         shows=lambda _town, it: FeatureSnapshot.objects.filter(party_id=it.party_id, as_of=SOON).count(),
         ends={"1: FeatureSnapshot NoneType"}),
    race("a portrait that can't be drawn is set aside by two", out_of_date, give_up, give_up, shows=failures, ends={"[2]: NoneType NoneType"}),
]  # fmt: skip


@pytest.mark.parametrize("each", RACES)
def test_neck_and_neck(town: Town, each: Race) -> None:
    each.run(town, known=town.known)
