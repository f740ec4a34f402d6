"""From a portrait to an offer: decide, size, cost, and put it in front of the merchant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from ecosystem.audit.public import acts_on, name_of, record
from ecosystem.consent.public import grant
from ecosystem.feed.public import publish
from ecosystem.identity.public import Party
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.money import to_text
from ecosystem.kernel.verbs import entry, inner
from ecosystem.notices.public import notify, nudge
from ecosystem.once.public import once
from lending.limits.public import owed_by
from lending.policy.public import APPROVE, Decision, decide_on, least_loan, terms_of
from lending.portraits.public import PURPOSE, build_portrait
from lending.products.public import LINE, Product, current_product, ppm_of
from lending.referrals.public import follow_decision, people_stand_by

from .. import access, queries, rules
from ..errors import OfferNotOpen
from ..facts import OfferMade
from ..models import Offer
from .ending import JOB, end_offer

REFUSAL_TOLD = "lending.refusal.tell"


@dataclass(frozen=True, slots=True)
class Qualification:
    """What came of looking: the decision, and the offer that stands now, if any."""

    decision: Decision
    offer: Offer | None


@inner
def qualify(*, party_id: UUID, by: Actor, at: datetime) -> Qualification:
    """Look at a party's trade as of now, decide, and let its open offer say so.

    An offer with the same terms stays as it is; another replaces it; a party that no longer
    qualifies has it withdrawn, but for one that people made who knew all that is said now. Where
    the policy refers, people are asked. While something is owed, no further offer is made, and one
    that was declined is not made again by the platform's own motion before it would have expired.

    Raises:
        ConsentWithdrawn: nobody allows us to look.
        CostAboveCap: the product's terms cost more a year than they may.
    """
    # The party's row, so that two looks at once follow each other.
    Party.objects.select_for_update(no_key=True).get(pk=party_id)
    product = current_product(LINE, at)
    snapshot = build_portrait(party_id=party_id, by=by, at=at)
    taken = queries.last_taken(party_id, product.code)
    decision = decide_on(snapshot=snapshot, product=product, first_offer=taken is None, by=by, at=at)
    return follow(decision, product, taken, by=by, at=at)


@inner
def follow(decision: Decision, product: Product, taken: Offer | None, *, by: Actor, at: datetime) -> Qualification:
    """What follows from a decision for offers and cases of people. The caller holds the party's row."""
    party_id = decision.party_id
    has_enough = _has_enough(taken, decision, at)
    if not has_enough:
        follow_decision(decision=decision, by=by, at=at)
    standing = Offer.objects.open().locked().select_related("decision").filter(party=party_id, product_code=product.code).first()
    if decision.outcome != APPROVE and not has_enough and standing is not None and people_stand_by(standing.decision, decision):
        return Qualification(decision, standing)
    if decision.outcome != APPROVE or has_enough:
        if standing is not None:
            end_offer(standing, Offer.Status.WITHDRAWN, by=by, at=at, reason=decision.outcome)
        return Qualification(decision, None)
    if by.is_platform and queries.was_just_declined(party_id, product.code, at):
        return Qualification(decision, standing)
    return Qualification(decision, make_offer(decision=decision, product=product, standing=standing, by=by, at=at))


def _has_enough(taken: Offer | None, decision: Decision, at: datetime) -> bool:
    """Something is owed, or the line that was taken still runs and is as large as a new one would be."""
    if taken is None:
        return False
    if owed_by(taken.party_id) > 0:
        return True
    runs = taken.ended_at is not None and taken.ended_at + timedelta(days=taken.term_days) > at
    return runs and decision.limit_minor <= taken.amount_max_minor


@inner
def make_offer(*, decision: Decision, product: Product, standing: Offer | None, by: Actor, at: datetime) -> Offer:
    """Turn an approval into an offer for 30 days; ``standing`` is the open one, locked.

    Raises:
        OfferNotOpen: the decision is no approval.
        CostAboveCap: the effective yearly cost exceeds the product's cap.
    """
    if decision.outcome != APPROVE:
        raise OfferNotOpen
    return _put(_draft(decision, product, decision.limit_minor, at), standing, by=by, at=at)


@inner
def grant_offer(*, decision: Decision, product: Product, limit_minor: int, standing: Offer | None, by: Actor, at: datetime) -> Offer:
    """What people lend on a decision that left it to them, for as long as any offer; ``standing`` is the open one, locked.

    Raises:
        CostAboveCap: the effective yearly cost exceeds the product's cap.
    """
    return _put(_draft(decision, product, limit_minor, at), standing, by=by, at=at)


@inner
def _put(drafted: Offer, standing: Offer | None, *, by: Actor, at: datetime) -> Offer:
    """Make it the one that stands; the one that does stays where it says the same."""
    if standing is not None:
        if standing.is_open(at) and standing.terms() == drafted.terms():
            return standing
        end_offer(standing, Offer.Status.REPLACED if standing.is_open(at) else Offer.Status.EXPIRED, by=by, at=at, reason="")
        drafted.replaces = standing
    drafted.save(force_insert=True)
    record(
        "lending.offer.make",
        target=drafted,
        by=by,
        at=at,
        after={"decision": drafted.decision_id, "amount_max_minor": drafted.amount_max_minor, "effective": drafted.effective_rate},
    )
    publish(_fact(drafted), about=drafted.party_id, key=f"offer/{drafted.pk}/made", at=at)
    notify(drafted.party_id, "offer_made", f"offer/{drafted.pk}", {"amount": to_text(drafted.amount_max_minor)}, at=at)
    nudge([drafted.party_id], "credit")
    return drafted


def _draft(decision: Decision, product: Product, limit_minor: int, at: datetime) -> Offer:
    offer = _terms(decision, product, limit_minor)
    daily_base = max(decision.snapshot.values()["daily_base_minor"] or 0, 1)
    contract = rules.Contract(
        annual_rate=product.annual_rate,
        day_count=product.day_count,
        withhold_bp=offer.withhold_bp,
        daily_base_minor=daily_base,
        term_days=product.term_days,
    )
    cost = rules.cost_of(limit_minor, contract, business_date(at))
    rules.require_under_cap(cost.annual, product.apr_cap_bp)
    offer.daily_base_minor, offer.cost_minor, offer.expected_days = daily_base, cost.cost_minor, cost.days
    offer.nominal_rate, offer.effective_rate = cost.annual.nominal, cost.annual.effective
    offer.made_at, offer.expires_at = at, at + timedelta(days=decision.policy.content["offer_days"])
    return offer


def says_the_same(standing: Offer, decision: Decision, product: Product, at: datetime) -> bool:
    """Whether an approval would be offered on the very terms of an offer that stands."""
    return standing.is_open(at) and standing.terms() == _terms(decision, product, decision.limit_minor).terms()


def _terms(decision: Decision, product: Product, limit_minor: int) -> Offer:
    """An offer of which only the terms are known, and not yet what it costs."""
    sizing = decision.policy.content["sizing"]
    return Offer(
        party_id=decision.party_id,
        product=product,
        product_code=product.code,
        decision=decision,
        grant_id=decision.snapshot.grant_id,
        amount_min_minor=least_loan(terms_of(product, first_offer=decision.inputs["terms"]["first_offer"]), sizing),
        amount_max_minor=limit_minor,
        step_minor=sizing["step_minor"],
        annual_rate=product.annual_rate,
        term_days=product.term_days,
        withhold_bp=decision.verdict["withhold_bp"],
    )


def _fact(offer: Offer) -> OfferMade:
    return OfferMade(
        offer=str(offer.pk),
        product=offer.product_code,
        amount_max_minor=offer.amount_max_minor,
        currency=offer.currency,
        annual_rate_ppm=ppm_of(offer.annual_rate),
        effective_rate_ppm=ppm_of(offer.effective_rate),
        expires_on=business_date(offer.expires_at).isoformat(),
    )


@entry
def ask_for_offer(*, party_id: UUID, key: str, by: Actor, at: datetime) -> Qualification:
    """The owner asks what her business can borrow now; once per key.

    Raises:
        OwnersOnly: ``by`` does not own it.
        ConsentWithdrawn: the consent is missing.
    """
    access.require_owner(by, party_id)
    with once(key, verb="offers.ask", by=by, body={"party": party_id}, at=at) as turn:
        if turn.earlier is not None:
            return _earlier(turn.earlier["decision"])
        found = qualify(party_id=party_id, by=by, at=at)
        turn.remember(decision=found.decision.pk)
        return found


@entry
def agree_and_ask(*, party_id: UUID, purpose_sha256: str, key: str, by: Actor, at: datetime) -> Qualification:
    """One button: consent to the reading, in the words on the screen, and the answer at once.

    Raises:
        OwnersOnly: ``by`` does not own it.
        TextChanged: the text on the screen is no longer the one in force.
    """
    access.require_owner(by, party_id)
    with once(key, verb="offers.agree", by=by, body={"party": party_id, "seen": purpose_sha256}, at=at) as turn:
        if turn.earlier is not None:
            return _earlier(turn.earlier["decision"])
        grant(party_id=party_id, purpose=PURPOSE, by=by, at=at, seen=purpose_sha256)
        found = qualify(party_id=party_id, by=by, at=at)
        turn.remember(decision=found.decision.pk)
        return found


def _earlier(decision_id: str) -> Qualification:
    decision = Decision.objects.get(pk=decision_id)
    return Qualification(decision, queries.open_offer(decision.party_id, decision.product_code))


@entry
def qualify_party(*, party_id: UUID, at: datetime) -> Qualification:
    """``qualify`` on its own, for the nightly round and for facts that arrived."""
    return qualify(party_id=party_id, by=JOB, at=at)


@entry
def deliver_offer(*, offer_id: UUID, by: Actor, at: datetime) -> Offer:
    """The owner has it in front of her: recorded the first time, and only then."""
    offer = access.offer_for(by, offer_id)
    if offer.delivered_at is None and Offer.objects.open().filter(pk=offer_id, delivered_at=None).update(delivered_at=at):
        record("lending.offer.deliver", target=offer, by=by, at=at)
        offer.delivered_at = at
    return offer


@entry
def tell_refusal(*, decision: Decision, by: Actor, at: datetime) -> None:
    """The owner has the reasons of a refusal in front of her: recorded the first time, and only then. Raises ``OwnersOnly``."""
    access.require_owner(by, decision.party_id)
    if not acts_on(name_of(decision)).filter(act=REFUSAL_TOLD).exists():
        record(REFUSAL_TOLD, target=decision, by=by, at=at, after={"codes": [reason["code"] for reason in decision.reasons()]})
