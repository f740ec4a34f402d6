"""Taking a loan, drawing more, repaying early."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.feed.public import publish
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.money import CNY, to_text
from ecosystem.kernel.verbs import entry, inner
from ecosystem.ledger.public import deposit_of, open_accounts
from ecosystem.notices.public import notify, nudge
from ecosystem.once.public import once
from lending.limits.public import open_line
from lending.products.public import Product, ppm_of

from . import access
from .book import Kind, Standing, give_back, pay_out, standing_of, take
from .errors import LineNotDrawable, LineStillOwed, MoreThanOwed, NothingPaid, PrincipalOutOfRange
from .facts import LoanClosed, LoanOpened, Repaid
from .models import Draw, Facility, LoanTransaction


@dataclass(frozen=True, slots=True)
class LineTerms:
    """What was agreed: the product's terms as the offer fixed them."""

    product: Product
    least_minor: int
    limit_minor: int
    annual_rate: Decimal
    withhold_bp: int
    term_days: int
    purpose: str


@inner
def open_loan(*, borrower_id: UUID, offer_id: UUID, terms: LineTerms, principal_minor: int, by: Actor, at: datetime) -> Facility:
    """Open a line from an offer that was just taken, and pay out its first draw.

    Raises:
        PrincipalOutOfRange: less or more than was offered.
        LineStillOwed: an earlier line is not fully repaid.
        LimitExceeded: another product has used the headroom since.
    """
    require_within(principal_minor, terms.least_minor, terms.limit_minor)
    # Lines before limits, as a draw or a repayment of the earlier line holds them.
    _close_earlier(borrower_id, by=by, at=at)
    node = open_line(party_id=borrower_id, family=terms.product.code, limit_minor=terms.limit_minor, at=at)
    today = business_date(at)
    line = Facility.objects.create(
        borrower_id=borrower_id,
        offer_id=offer_id,
        product=terms.product,
        limit_node=node,
        purpose=terms.purpose,
        limit_minor=terms.limit_minor,
        annual_rate=terms.annual_rate,
        day_count=terms.product.day_count,
        withhold_bp=terms.withhold_bp,
        withhold_day_cap_minor=terms.product.withhold_day_cap_minor,
        term_days=terms.term_days,
        opened_at=at,
        opened_on=today,
        expires_on=today + timedelta(days=terms.term_days),
        accrued_until=today,
    )
    open_accounts([deposit_of(borrower_id)])
    pay_out(Standing(line, [], today, []), amount_minor=principal_minor, key=f"loan/{line.pk}/draw/1", at=at)
    record("lending.loan.open", target=line, by=by, at=at, after={"offer": offer_id, "principal_minor": principal_minor})
    publish(_opened(line, terms, principal_minor), about=borrower_id, key=f"loan/{line.pk}/opened", at=at)
    notify(borrower_id, "loan_opened", f"loan/{line.pk}/opened", {"amount": to_text(principal_minor)}, at=at)
    nudge([borrower_id], "credit")
    return line


def _opened(line: Facility, terms: LineTerms, principal_minor: int) -> LoanOpened:
    return LoanOpened(
        loan=str(line.pk),
        product=terms.product.code,
        limit_minor=terms.limit_minor,
        principal_minor=principal_minor,
        annual_rate_ppm=ppm_of(terms.annual_rate),
        withhold_bp=terms.withhold_bp,
        currency=CNY,
    )


def require_within(amount_minor: int, least: int, most: int) -> None:
    if not least <= amount_minor <= most:
        raise PrincipalOutOfRange(least=to_text(least), most=to_text(most), details={"least_minor": least, "most_minor": most})


def _close_earlier(borrower_id: UUID, *, by: Actor, at: datetime) -> None:
    """A line that is fully repaid gives way to the new one; its limit node is the same."""
    for line in Facility.objects.of(borrower_id).open().locked():
        if standing_of(line, at).owed:
            raise LineStillOwed
        Facility.objects.filter(pk=line.pk).update(status=Facility.Status.CLOSED, closed_at=at)
        record("lending.loan.close", target=line, by=by, at=at, reason="replaced")


@entry
def draw_more(*, loan_id: UUID, amount_minor: int, key: str, by: Actor, at: datetime) -> Facility:
    """Draw again from an open line, within what is left of its limit; once per key.

    Raises:
        LoanNotFound: no such line, or somebody else's.
        LineNotDrawable: it has ended, is frozen or closed.
        PrincipalOutOfRange: less than the product's least draw or more than the limit.
        LimitExceeded: more than is left.
    """
    with once(key, verb="loans.draw", by=by, body={"loan": loan_id, "amount": amount_minor}, at=at) as turn:
        if turn.earlier is not None:
            return access.loan_for(by, loan_id)
        line = access.loan_for(by, loan_id, lock=True)
        require_drawable(line, at=at)
        standing = standing_of(line, at)
        require_within(amount_minor, line.product.min_principal_minor, line.limit_minor)
        number = len(standing.draws) + 1
        drawn = pay_out(standing, amount_minor=amount_minor, key=f"loan/{line.pk}/draw/{number}", at=at)
        record("lending.loan.draw", target=line, by=by, at=at, after={"draw": drawn.pk, "principal_minor": amount_minor})
        nudge([line.borrower_id], "credit")
        turn.remember(draw=drawn.pk)
        return line


def require_drawable(line: Facility, *, at: datetime) -> None:
    """Raises ``LineNotDrawable``: it has ended, is frozen or closed."""
    if line.status != Facility.Status.ACTIVE or max(business_date(at), line.accrued_until) >= line.expires_on:
        raise LineNotDrawable


@inner
def draw_into(line: Facility, *, amount_minor: int, into: Sequence[tuple[str, int]], key: str, at: datetime) -> tuple[Draw, UUID]:
    """Draw from a line that the caller holds into the accounts of those whom its borrower pays; the draw and its transfer.

    Raises:
        LimitFrozen, LimitExceeded: it is frozen, or less is left.
    """
    drawn = pay_out(standing_of(line, at), amount_minor=amount_minor, key=key, at=at, into=into)
    transfer_id = LoanTransaction.objects.values_list("transfer_id", flat=True).get(key=key)
    if transfer_id is None:
        raise LookupError(f"draw {drawn.pk} has no transfer")
    return drawn, transfer_id


@inner
def give_back_to(line: Facility, *, draw_id: UUID, amount_minor: int, source: str, key: str, reference: UUID, by: Actor, at: datetime) -> UUID:
    """What a draw paid came back to a line that the caller holds; the transfer. What is not owed any more is the borrower's."""
    paid, transfer_id = give_back(
        standing_of(line, at), draw_id=draw_id, amount_minor=amount_minor, source=source, key=key, reference=reference, at=at
    )
    if paid is not None:
        tell_repaid(line, paid, by=by, at=at)
    return transfer_id


@entry
def repay_early(*, loan_id: UUID, amount_minor: int, key: str, by: Actor, at: datetime) -> LoanTransaction:
    """Repay from the borrower's deposit at any time, free of charge; once per key.

    Raises:
        LoanNotFound: no such line, or somebody else's.
        NothingPaid: not above nothing.
        MoreThanOwed: more than principal and interest to this day; ``details`` say how much.
        InsufficientFunds: the deposit holds less.
    """
    with once(key, verb="loans.repay", by=by, body={"loan": loan_id, "amount": amount_minor}, at=at) as turn:
        line = access.loan_for(by, loan_id, lock=True)
        if turn.earlier is not None:
            return LoanTransaction.objects.get(pk=turn.earlier["transaction"])
        if amount_minor <= 0:
            raise NothingPaid
        standing = standing_of(line, at)
        if amount_minor > standing.owed:
            raise MoreThanOwed(owed=to_text(standing.owed), details={"owed_minor": standing.owed})
        named = f"loan/{line.pk}/early/{by.name}/{key}"
        paid = take(standing, amount_minor=amount_minor, kind=Kind.EARLY, key=named, at=at, source=deposit_of(line.borrower_id))
        tell_repaid(line, paid, by=by, at=at)
        turn.remember(transaction=paid.pk)
        return paid


@inner
def tell_repaid(line: Facility, paid: LoanTransaction, *, by: Actor, at: datetime) -> None:
    """Audit and facts of a repayment; and of the end, where nothing is owed any more."""
    after = {"amount_minor": paid.amount_minor, "interest_minor": paid.interest_minor, "owed_after_minor": paid.owed_after_minor}
    record("lending.loan.repay", target=line, by=by, at=at, after={"transaction": paid.pk, "how": paid.kind, **after})
    fact = Repaid(
        loan=str(line.pk),
        transaction=str(paid.pk),
        how=paid.kind,
        amount_minor=paid.amount_minor,
        interest_minor=paid.interest_minor,
        principal_minor=paid.principal_minor,
        owed_after_minor=paid.owed_after_minor,
        currency=CNY,
    )
    standing = "settled" if paid.transfer_id else "claimed"
    publish(fact, about=line.borrower_id, key=f"loan/repaid/{paid.pk}", at=at, standing=standing, transfer_id=paid.transfer_id)
    if paid.owed_after_minor == 0:
        closed = LoanClosed(loan=str(line.pk), closed_on=str(paid.value_on), currency=CNY)
        publish(closed, about=line.borrower_id, key=f"loan/closed/{paid.pk}", at=at)
        notify(line.borrower_id, "loan_repaid", f"loan/closed/{paid.pk}", {}, at=at)
    nudge([line.borrower_id], "credit")
