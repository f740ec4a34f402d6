"""What a credit officer reads of a borrower's loans."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Sum

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry
from lending.offices.public import sees
from lending.policy.public import require_reader

from . import queries
from .errors import LoanNotFound
from .models import Facility, LoanTransaction, Withholding


@dataclass(frozen=True, slots=True)
class Case:
    """One line as it stands, and what has been repaid on it and how. Amounts are minor units."""

    loan: Facility
    owed: queries.Owed
    drawn_minor: int
    withheld_minor: int
    early_minor: int
    refunded_minor: int
    latest: Withholding | None


@entry
def open_lines(*, party_id: UUID, by: Actor, at: datetime) -> list[Case]:
    """The lines of a borrower, for whoever lends or watches risk; that she looked is recorded.

    Raises:
        LendersOnly: the actor is no credit officer.
        LoanNotFound: she does not see that business.
    """
    require_reader(by)
    if not sees(by, party_id):
        raise LoanNotFound
    record("lending.loan.read", target=f"party/{party_id}", by=by, at=at)
    return [_case(loan, at) for loan in queries.loans_of([party_id])]


def _case(loan: Facility, at: datetime) -> Case:
    sums = dict(LoanTransaction.objects.filter(facility=loan).values_list("kind").annotate(Sum("amount_minor")))
    return Case(
        loan=loan,
        owed=queries.owed_on(loan, at),
        drawn_minor=sums.get(LoanTransaction.Kind.DRAW, 0),
        withheld_minor=sums.get(LoanTransaction.Kind.WITHHELD, 0),
        early_minor=sums.get(LoanTransaction.Kind.EARLY, 0),
        refunded_minor=sums.get(LoanTransaction.Kind.REFUND, 0),
        latest=Withholding.objects.filter(facility=loan).order_by("-at", "-pk").first(),
    )
