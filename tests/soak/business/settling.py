"""The shop's money on its way out, and what the bank's desk does about it."""

from __future__ import annotations

from ecosystem.kernel.clock import business_date
from ecosystem.payments import actions as payments
from ecosystem.payments.models import Disbursement
from merchants.onboarding import actions as onboarding
from merchants.payouts import actions as payouts
from merchants.payouts.actions import TermsChoice
from merchants.payouts.models import Payout
from merchants.settlement import actions as settlement
from residents.baskets.actions import checkout
from tests.cast import actor
from tests.trading import put, wish

from .town import Chance, verb


@verb
def choose_account(c: Chance) -> object:
    """Sometimes an account whose bank sends the money back, sometimes the one at this bank."""
    number = c.lot.choice(["", "6222000", "6222005", "6222001"])
    choice = TermsChoice("manual")
    if number:
        choice = TermsChoice("manual", rail="simulated", bank_code="102", account_no=number, holder="Corner")
    return payouts.change_terms(shop_id=c.town.shop.pk, choice=choice, by=c.owner, at=c.at)


@verb
def pay_out(c: Chance) -> object:
    return payouts.pay_out(shop_id=c.town.shop.pk, key=c.key(), by=c.owner, at=c.at)


@verb
def pay_out_by_schedule(c: Chance) -> object:
    return payouts.pay_out_by_schedule(shop_id=c.lot.choice([c.town.shop, c.town.closing_shop]).pk, at=c.later)


@verb
def retry_payout(c: Chance) -> object:
    return payouts.retry_payout(payout_id=c.some(Payout.objects.filter(status="returned")).pk, key=c.key(), by=c.owner, at=c.at)


@verb
def send_to_rail(c: Chance) -> None:
    payments.send(disbursement_id=c.some(Disbursement.objects.filter(status="waiting")).pk, at=c.at)


@verb
def ask_rail(c: Chance) -> None:
    payments.ask(disbursement_id=c.some(Disbursement.objects.exclude(status="waiting")).pk, at=c.later)


@verb
def set_reserve(c: Chance) -> object:
    return payouts.set_reserve(
        shop_id=c.town.shop.pk, reserve_bp=c.lot.choice([0, 500, 1_000]), cap_minor=c.lot.choice([500, 5_000]), by=c.operator, at=c.at
    )


@verb
def set_hold_days(c: Chance) -> object:
    return settlement.set_hold_days(days=c.lot.choice([0, 0, 1]), category="", shop_id=c.town.shop.pk, by=c.operator, at=c.at)


@verb
def release_held(c: Chance) -> object:
    return settlement.release_held(shop_id=c.town.shop.pk, at=c.later)


@verb
def give_mandate(c: Chance) -> object:
    return settlement.give_mandate(shop_id=c.town.shop.pk, cap_minor=2_000, by=c.owner, at=c.at)


@verb
def end_mandate(c: Chance) -> object:
    return settlement.end_mandate(shop_id=c.town.shop.pk, by=c.owner, at=c.at)


@verb
def claw_back(c: Chance) -> object:
    return settlement.claw_back(shop_id=c.town.shop.pk, at=c.later)


@verb
def compare_day(c: Chance) -> object:
    return payments.reconcile_day(on=business_date(c.at), by=c.operator, at=c.later)


@verb
def suspend_merchant(c: Chance) -> object:
    return onboarding.suspend_merchant(file_id=c.town.file.pk, reason="complaints", hold_until=None, by=c.operator, at=c.at)


@verb
def resume_merchant(c: Chance) -> object:
    return onboarding.resume_merchant(file_id=c.town.file.pk, by=c.operator, at=c.at)


@verb
def buy_noodles(c: Chance) -> object:
    who = c.resident
    put(who, c.town.noodles)
    return checkout(wish=wish(who, at=c.at), key=c.key(), by=actor(who), at=c.at)
