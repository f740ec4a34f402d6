"""Turning an offer into a loan: the paper first, then the money, in one commit with it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.consent.public import standing_grant
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import Conflict
from ecosystem.kernel.verbs import entry
from ecosystem.once.public import once
from lending.contracts.public import Paper, keep_contract, sign_contract
from lending.offers.public import Offer, is_stale, offer_for, take_offer
from lending.portraits.public import PURPOSE

from . import access
from .actions import LineTerms, open_loan, require_within
from .errors import NotAgreed, UnknownPurpose
from .models import Facility


@dataclass(frozen=True, slots=True)
class ChosenTerms:
    """What the borrower chooses: how much to draw at once, what for, and that her sales repay it.

    The limit is the offer's.
    """

    principal_minor: int
    purpose: str
    agreed: bool


def accept_offer(*, offer_id: UUID, terms: ChosenTerms, key: str, by: Actor, at: datetime) -> Facility:
    """Have the contract signed, then turn the open offer into a disbursed loan, exactly once.

    Accepting again with the same key returns the loan opened the first time. Signing asks whoever holds the keys, so it happens
    before anything is held. Contract, loan, its place under the limit, its disbursement, the audit entries and the fact then commit
    together or not at all, and consent and offer are looked at again under their locks.

    Raises:
        OfferNotFound: no such offer, or it was made to someone else.
        OfferNotOpen, OfferExpired: it was taken, declined, withdrawn or replaced, or its time is over.
        OfferStale: nobody has looked at the business for a week.
        ConsentWithdrawn: the data that the offer rests on may no longer be used.
        PrincipalOutOfRange: less or more than was offered.
        NotAgreed, UnknownPurpose: she has not agreed to contract and withholding, or named no purpose we know.
        NoTemplate, ContractNotWritten, ContractNotSigned: there is no contract; nothing is lent, and the offer stands.
        LineStillOwed: an earlier line is not fully repaid.
        LimitExceeded: another product has used the headroom since.
    """
    _require_agreement(terms)
    offer = offer_for(by, offer_id)
    paper = None
    if offer.is_open(at) and not is_stale(offer, at) and standing_grant(offer.party_id, PURPOSE, at) is not None:
        require_within(terms.principal_minor, offer.amount_min_minor, offer.amount_max_minor)
        paper = sign_contract(offer=offer, principal_minor=terms.principal_minor, purpose=terms.purpose, by=by, at=at)
    return conclude(offer_id=offer_id, terms=terms, paper=paper, key=key, by=by, at=at)


@entry
def conclude(*, offer_id: UUID, terms: ChosenTerms, paper: Paper | None, key: str, by: Actor, at: datetime) -> Facility:
    """Take the offer and lend on a contract that is signed. Raises what ``accept_offer`` does; ``Conflict`` where nothing is signed."""
    with once(key, verb="loans.accept_offer", by=by, body={"offer": offer_id, "terms": asdict(terms)}, at=at) as turn:
        if turn.earlier is not None:
            return access.loan_for(by, UUID(turn.earlier["loan"]))
        # The lock makes a concurrent acceptance wait here and then find the offer taken.
        offer = take_offer(offer_id=offer_id, by=by, at=at)
        if paper is None:
            raise Conflict
        loan = _lend(offer, terms, by=by, at=at)
        contract = keep_contract(paper, offer=offer, loan_id=loan.pk, principal_minor=terms.principal_minor, by=by, at=at)
        record("lending.offer.accept", target=f"offer/{offer_id}", by=by, at=at, after={"loan": loan.pk, "contract": contract.pk, **asdict(terms)})
        turn.remember(loan=loan.pk)
        return loan


def _lend(offer: Offer, terms: ChosenTerms, *, by: Actor, at: datetime) -> Facility:
    agreed = LineTerms(
        product=offer.product,
        least_minor=offer.amount_min_minor,
        limit_minor=offer.amount_max_minor,
        annual_rate=offer.annual_rate,
        withhold_bp=offer.withhold_bp,
        term_days=offer.term_days,
        purpose=terms.purpose,
    )
    return open_loan(borrower_id=offer.party_id, offer_id=offer.pk, terms=agreed, principal_minor=terms.principal_minor, by=by, at=at)


def _require_agreement(terms: ChosenTerms) -> None:
    if not terms.agreed:
        raise NotAgreed
    if terms.purpose not in Facility.Purpose:
        raise UnknownPurpose
