"""A shop that the policy leaves to people, and two officers who answer it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from ecosystem.kernel.actor import Actor
from lending.offers import actions as offers
from lending.offers.actions import Qualification
from lending.referrals import actions
from lending.referrals.actions.working import Proposal
from lending.referrals.models import Referral
from tests.lending.cast import Merchant, at_bank, merchant
from tests.lending.trade import AT

SOON = AT + timedelta(hours=1)
GRANT = Proposal("grant", 500_000, "Your own purchases are your canteen's; we lend.", "Receipts of the canteen seen.")
KEEP = Proposal("keep", 0, "Too much was sold to your own people; ask again in spring.", "No papers for the own sales.")


def referred(name: str = "Corner", *, days: int = 90) -> Merchant:
    """A steady shop with more sales to its own people than the policy decides on alone."""
    shop = merchant(name, days=days)
    for day in range(40):
        shop.trade.sell(day, 80_000, buyer="own", own=True)
    shop.publish()
    return shop


def look(shop: Merchant, at: datetime = AT) -> Qualification:
    return offers.qualify_party(party_id=shop.party_id, at=at)


@dataclass(frozen=True)
class Desk:
    maker: Actor
    checker: Actor

    def claimed(self, shop: Merchant, at: datetime = SOON) -> Referral:
        case = Referral.objects.open().get(party=shop.party_id)
        return actions.claim(referral_id=case.pk, by=self.maker, at=at)

    def proposed(self, shop: Merchant, proposal: Proposal = GRANT, at: datetime = SOON) -> Referral:
        case = self.claimed(shop, at)
        return actions.propose(referral_id=case.pk, decision_id=case.decision_id, proposal=proposal, by=self.maker, at=at)

    def decide(self, case: Referral, *, by: Actor | None = None, key: str = "", at: datetime = SOON, **changed: Any) -> Referral:
        asked = {"referral_id": case.pk, "seen": case.seen, "key": key or str(case.pk), "by": by or self.checker, "at": at, **changed}
        return offers.decide_referral(**asked)

    def answered(self, shop: Merchant, proposal: Proposal = GRANT, at: datetime = SOON) -> Referral:
        return self.decide(self.proposed(shop, proposal, at), at=at)


def desk() -> Desk:
    return Desk(at_bank("credit_officer"), at_bank("credit_officer"))
