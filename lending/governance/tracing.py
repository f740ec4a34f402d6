"""One offer taken apart again: from the consent and the facts over portrait, policy and people to its numbers, its contract and its loan.

Nothing is told from memory: what can be worked out again is worked out again, and each answer says whether it agrees with what was kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ecosystem.audit.public import Act, acts_on_any, name_of, record
from ecosystem.consent.public import Grant, purpose_named
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry
from lending.contracts.public import Contract, Signature, checked
from lending.loans.public import Facility
from lending.offers.public import Offer, OfferNotFound, quote
from lending.offices.public import sees, within
from lending.policy.public import APPROVE, Decision, replay
from lending.portraits.public import canonical, digest, is_whole
from lending.referrals.public import Referral, granted_on
from lending.scoring.public import require_reader

MOST_ACTS = 200
MOST_LISTED = 50


@dataclass(frozen=True, slots=True)
class Check:
    """Something that was worked out again, and whether it is what was kept."""

    says: str | Promise
    holds: bool


@dataclass(frozen=True, slots=True)
class Trail:
    """What one offer rests on and what came of it; absent is what never happened. ``acts`` are the oldest first."""

    offer: Offer
    grant: Grant | None
    case: Referral | None
    contract: Contract | None
    signatures: Sequence[tuple[Signature, bool]]
    loan: Facility | None
    acts: Sequence[Act]
    checks: dict[str, list[Check]]

    @property
    def holds(self) -> bool:
        return all(check.holds for checks in self.checks.values() for check in checks)


@entry
def trace_offer(*, offer_id: UUID, by: Actor, at: datetime) -> Trail:
    """Reconstruct one offer, for whoever lends or watches risk; that she did is recorded.

    Raises:
        LendersOnly: the actor is neither credit officer nor risk manager.
        OfferNotFound: there is no such offer.
    """
    require_reader(by)
    offer = Offer.objects.filter(pk=offer_id).select_related("party", "product", "decision__policy", "decision__snapshot", "replaces").first()
    if offer is None or not sees(by, offer.party_id):
        raise OfferNotFound
    record("lending.offer.trace", target=offer, by=by, at=at)
    decision = offer.decision
    grant = Grant.objects.filter(pk=offer.grant_id).select_related("granted_by__party").first()
    case = granted_on(decision.pk)
    contract = Contract.objects.filter(offer=offer).select_related("template").first()
    signatures = _signatures(contract)
    loan = Facility.objects.filter(offer_id=offer.pk).first()
    checks = {
        "consent": list(_of_consent(offer, grant)),
        "portrait": [Check(_("the portrait is what was kept of it"), is_whole(decision.snapshot))],
        "decision": list(_of_decision(decision)),
        "people": list(_of_people(offer, case)),
        "offer": [Check(_("the numbers come out again"), _costs_the_same(offer))],
        "contract": list(_of_contract(contract, signatures)),
        "loan": list(_of_loan(offer, contract, loan)),
    }
    return Trail(offer, grant, case, contract, signatures, loan, _acts(offer, case, contract, loan), checks)


def newest_offers(by: Actor) -> list[Offer]:
    return list(within(by, Offer.objects.select_related("party", "decision")).order_by("-made_at", "-id")[:MOST_LISTED])


def _of_consent(offer: Offer, grant: Grant | None) -> Iterator[Check]:
    stood = grant is not None and grant.party_id == offer.party_id and grant.granted_at <= offer.made_at < (grant.revoked_at or grant.until)
    yield Check(_("it stood when the offer was made"), stood)
    yield Check(_("the portrait was read under it"), offer.grant_id == offer.decision.snapshot.grant_id)
    if grant is not None and purpose_named(grant.purpose).version == grant.text_version:
        yield Check(_("its text is the one in force"), purpose_named(grant.purpose).sha256 == grant.text_sha256)


def _of_decision(decision: Decision) -> Iterator[Check]:
    named = decision.inputs.get("snapshot") == decision.snapshot.sha256 and decision.inputs.get("policy") == decision.policy.sha256
    yield Check(_("it names this portrait and this policy"), named)
    yield Check(_("the policy is what was published"), digest(decision.policy.content) == decision.policy.sha256)
    kept = digest(decision.inputs) == decision.inputs_sha256 and digest(decision.verdict) == decision.verdict_sha256
    yield Check(_("inputs and verdict are what was kept of them"), kept)
    yield Check(_("decided again, it says the same to the byte"), replay(decision) == canonical(decision.verdict))


def _of_people(offer: Offer, case: Referral | None) -> Iterator[Check]:
    if case is not None:
        yield Check(_("one proposed and another decided"), bool(case.worked_by) and case.worked_by != case.ended_by)
        yield Check(_("the offer is no more than they decided"), offer.amount_max_minor <= case.proposed_minor)
    else:
        yield Check(_("the policy approved it alone"), offer.decision.outcome == APPROVE)


def _costs_the_same(offer: Offer) -> bool:
    again = quote(offer, offer.amount_max_minor, offer.made_at).cost
    rates = (offer.nominal_rate, offer.effective_rate)
    same = tuple(rate.quantize(kept) for rate, kept in zip((again.annual.nominal, again.annual.effective), rates, strict=True)) == rates
    return same and (again.cost_minor, again.days) == (offer.cost_minor, offer.expected_days)


def _signatures(contract: Contract | None) -> list[tuple[Signature, bool]]:
    if contract is None:
        return []
    good = {one.certificate for one in checked(contract) if one.is_good}
    return [(one, bytes(one.certificate) in good) for one in contract.signatures.order_by("side")]


def _of_contract(contract: Contract | None, signatures: Sequence[tuple[Signature, bool]]) -> Iterator[Check]:
    if contract is not None:
        yield Check(_("both signatures hold"), [holds for _one, holds in signatures] == [True, True])
        yield Check(_("document and terms are what was signed"), contract.is_whole)


def _of_loan(offer: Offer, contract: Contract | None, loan: Facility | None) -> Iterator[Check]:
    if loan is not None:
        agreed = (loan.limit_minor, loan.annual_rate, loan.withhold_bp) == (offer.amount_max_minor, offer.annual_rate, offer.withhold_bp)
        yield Check(_("the line has the offer's terms"), agreed)
        yield Check(_("it was opened on the contract"), contract is not None and contract.loan_id == loan.pk)


def _acts(offer: Offer, *others: Any) -> list[Act]:
    decision = offer.decision
    named = {f"offer/{offer.pk}", f"consent.grant/{offer.grant_id}", *(name_of(one) for one in (offer, decision, decision.snapshot, *others) if one)}
    return list(acts_on_any(named).exclude(act="lending.offer.trace").order_by("pk")[:MOST_ACTS])
