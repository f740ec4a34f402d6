"""Looking at many parties at once, as a night does: portraits and decisions in one pass, and then at those for whom something changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from ecosystem.identity.public import Party
from ecosystem.kernel.verbs import entry
from lending.policy.public import APPROVE, DECLINE, Decision, decide_on_all
from lending.portraits.public import build_portraits
from lending.products.public import LINE, Product, current_product
from lending.referrals.public import with_open_case

from .. import queries
from ..models import Offer
from .ending import JOB
from .making import follow, says_the_same


@entry
def qualify_parties(*, party_ids: Sequence[UUID], at: datetime) -> list[Decision]:
    """``qualify_party`` for many in one transaction; parties without a standing consent are left out. Answers what was decided.

    Raises:
        CostAboveCap: the product's terms cost more a year than they may.
    """
    # Their rows in the order of their numbers, so that two nights at once follow each other.
    list(Party.objects.select_for_update(no_key=True).filter(pk__in=party_ids).order_by("pk").values_list("pk"))
    product = current_product(LINE, at)
    snapshots = build_portraits(party_ids=party_ids, at=at)
    parties = [one.party_id for one in snapshots]
    taken = queries.last_taken_by(parties, product.code)
    decisions = decide_on_all(snapshots=snapshots, product=product, first_offers={one: one not in taken for one in parties}, by=JOB, at=at)
    cases, standing = with_open_case(parties, product.code), queries.open_offers(parties, product.code)
    for decision in decisions:
        party = decision.party_id
        if party in taken or party in cases or not _stays(decision, product, standing.get(party), at):
            follow(decision, product, taken.get(party), by=JOB, at=at)
    return decisions


def _stays(decision: Decision, product: Product, standing: Offer | None, at: datetime) -> bool:
    """Nothing follows for somebody who has no case and took nothing: what is said now is what stands."""
    if standing is None:
        return decision.outcome == DECLINE
    return decision.outcome == APPROVE and says_the_same(standing, decision, product, at)
