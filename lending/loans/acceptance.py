"""Turning an offer into a loan."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry
from ecosystem.once.public import once
from lending.offers.public import take_offer

from . import access
from .actions import LineTerms, open_loan
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


@entry
def accept_offer(*, offer_id: UUID, terms: ChosenTerms, key: str, by: Actor, at: datetime) -> Facility:
    """Turn an open offer into a disbursed loan, exactly once.

    Accepting again with the same key returns the loan opened the first time. The loan, its
    place under the limit, its disbursement, the audit entry and the fact commit together or
    not at all.

    Raises:
        OfferNotFound: no such offer, or it was made to someone else.
        OfferNotOpen, OfferExpired: it was taken, declined, withdrawn or replaced, or its time is over.
        ConsentWithdrawn: the data that the offer rests on may no longer be used.
        PrincipalOutOfRange: less or more than was offered.
        NotAgreed, UnknownPurpose: she has not agreed to the withholding, or named no purpose we know.
        LineStillOwed: an earlier line is not fully repaid.
        LimitExceeded: another product has used the headroom since.
    """
    with once(key, verb="loans.accept_offer", by=by, body={"offer": offer_id, "terms": asdict(terms)}, at=at) as turn:
        if turn.earlier is not None:
            return access.loan_for(by, UUID(turn.earlier["loan"]))
        _require_agreement(terms)
        # The lock makes a concurrent acceptance wait here and then find the offer taken.
        offer = take_offer(offer_id=offer_id, by=by, at=at)
        agreed = LineTerms(
            product=offer.product,
            least_minor=offer.amount_min_minor,
            limit_minor=offer.amount_max_minor,
            annual_rate=offer.annual_rate,
            withhold_bp=offer.withhold_bp,
            term_days=offer.term_days,
            purpose=terms.purpose,
        )
        loan = open_loan(borrower_id=offer.party_id, offer_id=offer.pk, terms=agreed, principal_minor=terms.principal_minor, by=by, at=at)
        record("lending.offer.accept", target=f"offer/{offer_id}", by=by, at=at, after={"loan": loan.pk, **asdict(terms)})
        turn.remember(loan=loan.pk)
        return loan


def _require_agreement(terms: ChosenTerms) -> None:
    if not terms.agreed:
        raise NotAgreed
    if terms.purpose not in Facility.Purpose:
        raise UnknownPurpose
