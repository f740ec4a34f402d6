"""The loan book: running interest, paying out, taking repayments. All inner, on a locked line.

The order is always: interest in memory, limit nodes, ledger, rows; so locks are taken in the
house's order whoever calls.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from ecosystem.kernel.clock import business_date
from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.verbs import inner
from ecosystem.ledger.public import Leg, bank_account, deposit_of, post_transfer
from lending.limits.public import confirm, release, reserve

from .models import Draw, Facility, LoanEntry, LoanTransaction
from .rules import Debt, Part, owed_minor, run_interest, split, split_refund

Kind = LoanTransaction.Kind
Change = tuple[Draw, Part]


@dataclass(slots=True)
class Standing:
    """A locked line and its draws, oldest first, with interest run to ``value_on`` in memory."""

    facility: Facility
    draws: list[Draw]
    value_on: date
    interest: list[Change]

    @property
    def debts(self) -> list[Debt]:
        return [Debt(draw.outstanding_minor, draw.interest_minor - draw.interest_paid_minor) for draw in self.draws]

    @property
    def owed(self) -> int:
        return owed_minor(self.debts)


def standing_of(facility: Facility, at: datetime) -> Standing:
    """What is owed at an instant. Writes nothing; a verb must hold the line, a page need not."""
    value_on = max(business_date(at), facility.accrued_until)
    days = (value_on - facility.accrued_until).days
    draws = list(facility.draws.order_by("number"))
    interest = []
    for draw in draws:
        units, rounded = run_interest(int(draw.interest_units), draw.outstanding_minor, facility.annual_rate, days, facility.day_count)
        if rounded > draw.interest_minor:
            interest.append((draw, Part(rounded - draw.interest_minor, 0)))
        draw.interest_units, draw.interest_minor = units, rounded
    return Standing(facility, draws, value_on, interest)


def _legs(facility: Facility, *, interest_minor: int, principal_minor: int) -> list[Leg]:
    """What a repayment credits at the bank: interest owed to it, then loans."""
    name = str(facility.pk)
    return [
        Leg(bank_account("interest_receivable", spread_by=name), interest_minor),
        Leg(bank_account("loans", spread_by=name), principal_minor),
    ]


@inner
def post_interest(standing: Standing, *, at: datetime) -> None:
    """Post what interest has grown by and keep the draws; nothing where no day has passed."""
    facility = standing.facility
    grown = sum(part.interest_minor for _draw, part in standing.interest)
    if grown:
        key, name = f"loan/{facility.pk}/interest/{standing.value_on}", str(facility.pk)
        legs = [
            Leg(bank_account("interest_receivable", spread_by=name), -grown),
            Leg(bank_account("interest_income", spread_by=name), grown),
        ]
        transfer_id = post_transfer(key=key, kind="loan_interest", legs=legs, at=at)
        # The day of repayment does not count, so the last day covered is the one before.
        covered = standing.value_on - timedelta(days=1)
        book(facility, Kind.INTEREST, standing.interest, sign=1, owed_after=standing.owed, on=covered, key=key, transfer_id=transfer_id, at=at)
    Draw.objects.bulk_update(standing.draws, ["interest_units", "interest_minor"])
    facility.accrued_until = standing.value_on
    facility.save(update_fields=["accrued_until"])


@inner
def pay_out(standing: Standing, *, amount_minor: int, key: str, at: datetime, into: Sequence[tuple[str, int]] = ()) -> Draw:
    """Draw from the line into the borrower's deposit, or ``into`` the accounts of those whom she pays. Raises what ``reserve`` raises."""
    facility = standing.facility
    reserve(node_id=facility.limit_node_id, amount_minor=amount_minor, key=key, at=at)
    confirm(key=key, at=at)
    post_interest(standing, at=at)
    drawn = Draw.objects.create(
        facility=facility,
        number=len(standing.draws) + 1,
        principal_minor=amount_minor,
        outstanding_minor=amount_minor,
        drawn_at=at,
        drawn_on=standing.value_on,
        due_on=standing.value_on + timedelta(days=facility.term_days),
    )
    legs = [
        Leg(bank_account("loans", spread_by=str(facility.pk)), -amount_minor),
        *(Leg(account, share) for account, share in into or [(deposit_of(facility.borrower_id), amount_minor)]),
    ]
    transfer_id = post_transfer(key=key, kind="loan_draw", legs=legs, at=at)
    owed_after = standing.owed + amount_minor
    change = [(drawn, Part(0, amount_minor))]
    book(facility, Kind.DRAW, change, sign=1, owed_after=owed_after, on=standing.value_on, key=key, transfer_id=transfer_id, at=at)
    return drawn


@inner
def take(
    standing: Standing, *, amount_minor: int, kind: LoanTransaction.Kind, key: str, at: datetime, source: str = "", reference: UUID | None = None
) -> LoanTransaction:
    """Repay: interest first, then principal, oldest draw first; headroom comes back at once.

    ``source`` is the account that pays; empty where another verb's transfer moves the money.
    """
    changes = [(d, p) for d, p in zip(standing.draws, split(amount_minor, standing.debts), strict=True) if p.interest_minor or p.principal_minor]
    payer = [Leg(source, -amount_minor)] if source else []
    return _repay(standing, changes, kind=kind, key=key, at=at, legs=payer, reference=reference)


@inner
def give_back(
    standing: Standing, *, draw_id: UUID, amount_minor: int, source: str, key: str, reference: UUID, at: datetime
) -> tuple[LoanTransaction | None, UUID]:
    """What was bought with a draw was paid back: that draw's principal first, then whatever else is owed; what is left is the borrower's.

    ``source`` is the account that gives back. The transaction and its transfer; no transaction where nothing is owed any more.
    """
    parts = split_refund(amount_minor, standing.debts, next((n for n, draw in enumerate(standing.draws) if draw.pk == draw_id), None))
    changes = [(d, p) for d, p in zip(standing.draws, parts, strict=True) if p.interest_minor or p.principal_minor]
    left = amount_minor - sum(p.interest_minor + p.principal_minor for p in parts)
    legs = [Leg(source, -amount_minor), *([Leg(deposit_of(standing.facility.borrower_id), left)] if left else [])]
    if not changes:
        return None, post_transfer(key=key, kind="loan_refund", legs=legs, at=at)
    written = _repay(standing, changes, kind=Kind.REFUND, key=key, at=at, legs=legs, reference=reference)
    if written.transfer_id is None:
        raise LookupError(f"refund {written.pk} has no transfer")
    return written, written.transfer_id


@inner
def _repay(
    standing: Standing, changes: Sequence[Change], *, kind: LoanTransaction.Kind, key: str, at: datetime, legs: Sequence[Leg], reference: UUID | None
) -> LoanTransaction:
    """Give headroom back, then post; no transfer of our own where ``legs`` are empty and another verb's moves the money."""
    facility = standing.facility
    interest, principal = sum(p.interest_minor for _d, p in changes), sum(p.principal_minor for _d, p in changes)
    if principal:
        release(node_id=facility.limit_node_id, amount_minor=principal, key=key, at=at)
    post_interest(standing, at=at)
    for draw, part in changes:
        draw.outstanding_minor -= part.principal_minor
        draw.interest_paid_minor += part.interest_minor
    Draw.objects.bulk_update([draw for draw, _part in changes], ["outstanding_minor", "interest_paid_minor"])
    transfer_id = None
    if legs:
        owed_to_bank = _legs(facility, interest_minor=interest, principal_minor=principal)
        named = "loan_refund" if kind == Kind.REFUND else "loan_repayment"
        transfer_id = post_transfer(key=key, kind=named, legs=[*legs, *owed_to_bank], at=at)
    return book(
        facility, kind, changes, sign=-1, owed_after=standing.owed, on=standing.value_on, key=key, transfer_id=transfer_id, at=at, reference=reference
    )


def credited(facility: Facility, paid: LoanTransaction) -> tuple[tuple[str, int], ...]:
    """The legs of a repayment that another transfer carries."""
    legs = _legs(facility, interest_minor=paid.interest_minor, principal_minor=paid.principal_minor)
    return tuple((leg.account, leg.amount_minor) for leg in legs if leg.amount_minor)


@inner
def book(
    facility: Facility,
    kind: LoanTransaction.Kind,
    changes: Sequence[Change],
    *,
    sign: int,
    owed_after: int,
    on: date,
    key: str,
    at: datetime,
    transfer_id: UUID | None,
    reference: UUID | None = None,
) -> LoanTransaction:
    """Write a transaction and its part on each draw."""
    interest, principal = sum(p.interest_minor for _d, p in changes), sum(p.principal_minor for _d, p in changes)
    written = LoanTransaction.objects.create(
        id=uuid7(),
        facility=facility,
        kind=kind,
        amount_minor=interest + principal,
        principal_minor=principal,
        interest_minor=interest,
        owed_after_minor=owed_after,
        value_on=on,
        booked_at=at,
        key=key,
        reference=reference,
        transfer_id=transfer_id,
    )
    LoanEntry.objects.bulk_create(
        LoanEntry(transaction=written, draw=draw, principal_minor=sign * part.principal_minor, interest_minor=sign * part.interest_minor)
        for draw, part in changes
    )
    return written
