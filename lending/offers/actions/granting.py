"""People decide what a policy left to them: the case ends, and what they lend is offered in the same commit."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ecosystem.consent.public import require_grant
from ecosystem.identity.public import Party
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry
from ecosystem.once.public import once
from lending.portraits.public import PURPOSE
from lending.products.public import current_product
from lending.referrals.public import Referral, case_for, conclude

from ..models import Offer
from .making import grant_offer


@entry
def decide_referral(*, referral_id: UUID, seen: str, key: str, by: Actor, at: datetime) -> Referral:
    """Decide a case as a colleague proposed it, and make the offer where people lend; once per key. ``seen`` is what was read.

    Raises:
        LendersOnly, ReferralNotFound, OwnBusiness: not for her.
        DecidedByAnother: she proposed it.
        ReferralMoved: nothing is proposed any more, or something else.
        StillOwed: something is owed, so nothing can be offered.
        ConsentWithdrawn: nobody at the bank may look at its trade any more; nothing is offered.
        CostAboveCap: the product's terms cost more a year than they may.
    """
    case = case_for(by, referral_id)
    with once(key, verb="offers.decide_referral", by=by, body={"referral": referral_id, "seen": seen}, at=at) as turn:
        if turn.earlier is not None:
            return case
        # The party's row, as whoever looks at its trade holds it: a look and a decision follow each other.
        Party.objects.select_for_update(no_key=True).get(pk=case.party_id)
        if case.outcome == Referral.Outcome.GRANT:
            require_grant(party_id=case.party_id, purpose=PURPOSE, at=at)
        case = conclude(referral_id=referral_id, seen=seen, by=by, at=at)
        if case.status == Referral.Status.GRANTED:
            product = current_product(case.product_code, at)
            standing = Offer.objects.open().locked().filter(party=case.party_id, product_code=case.product_code).first()
            grant_offer(decision=case.decision, product=product, limit_minor=case.proposed_minor, standing=standing, by=by, at=at)
        turn.remember(referral=case.pk)
        return case
