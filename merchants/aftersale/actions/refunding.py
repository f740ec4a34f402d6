"""The money of a case: out of the shop's settled sale, back to the buyer by the way she paid.

Locks, after the order and the case: the payment, a coupon that comes back, the shop's statement or the customer's tab, the shelves, the budgets of
those who bore a part of a discount, the accounts.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from ecosystem.feed.public import pseudonym, publish
from ecosystem.kernel.actor import Actor, platform
from ecosystem.kernel.verbs import entry, inner
from ecosystem.ledger.public import lock_accounts
from ecosystem.once.public import once
from ecosystem.payments.public import PaymentFailed, Refund, ask_refund_by_hand, hold_refund, lock_payment, send_refund_by_hand, try_refund
from merchants.customers.public import TAB, Card
from merchants.orders.public import OUTSIDE, Order, OrderRefunded
from merchants.promotions.public import hold_budgets, return_coupon
from merchants.settlement.public import Returned, accounts_of, lock_shop, reverse_settlement

from .. import access, rules
from ..models import Case
from .claiming import all_granted, claims_of, grant, paid_back_with
from .moving import PLATFORM, SHOP, Act, Status, move, require, side_of
from .stocking import put_away

CLOCK = platform("aftersale.clock")


@inner
def give_money(case: Case, *, restock: Mapping[int, str] | None = None, side: str = SHOP, by: Actor, at: datetime) -> Case:
    """Take the settled sale back as far as the case goes, put the goods where ``restock`` says by position, and refund.

    The case is done, or ``refunding`` while the buyer's bank has not taken the money; the order's own books are the
    same either way, and the same refund is tried again. What was paid in cash or by tab is refunded at once or not at all.

    Raises:
        PaymentFailed: the tab owes less than comes back.
        InsufficientFunds: the drawer holds less.
    """
    order = case.order
    if order.payment_id is None:
        raise LookupError("a completed order has a payment")
    lock_payment(order.payment_id)
    claims = claims_of(case)
    amounts = rules.granted(claims, case.agreed_minor, case.asked_minor)
    if paid_back_with(order, amounts):
        return_coupon(order_id=order.pk, at=at)
    _hold(order)
    if restock:
        put_away(case, restock, by=by, at=at)
    grant(case, claims, amounts)
    case.delivery_fee_minor = _fee_due(case)
    case.amount_minor = sum(amounts.values()) + case.delivery_fee_minor
    if order.tender not in OUTSIDE and case.amount_minor:
        _take_back(case, claims, amounts, by=by, at=at)
    return _refund(case, side=side, by=by, at=at)


@inner
def _hold(order: Order) -> None:
    """What stands between the payment and the shelves in the house's order of locks."""
    if order.tender == TAB:
        list(Card.objects.select_for_update(of=("self",), no_key=True).filter(party=order.buyer_id).values_list("pk"))
    elif order.tender not in OUTSIDE:
        lock_shop(order.shop_id)


def _fee_due(case: Case) -> int:
    """The delivery fee, with the last of the goods where the shop has something to answer for, or gives it freely."""
    order = case.order
    given = order.after_sales.exclude(pk=case.pk).filter(delivery_fee_minor__gt=0).exists()
    if given or case.offered_minor is not None:
        return 0
    due = case.with_delivery_fee or (case.reason in rules.SHOPS_FAULT and all_granted(order))
    return order.shop_fee_minor if due else 0


@inner
def _take_back(case: Case, claims: list[rules.Claim], amounts: dict[int, int], *, by: Actor, at: datetime) -> None:
    order, positions = case.order, dict(case.lines.values_list("line", "line__position"))
    # Two transfers, the shop's part and the buyer's: the funders' budgets, then all their accounts in one order first.
    budgets = hold_budgets(order_id=order.pk) if order.subsidy_minor else []
    payer = hold_refund(method=order.tender, payer_id=order.buyer_id, document_id=order.pk)
    lock_accounts([*payer, *budgets, *accounts_of(order.pk, case.shop.party_id)])
    reverse_settlement(
        order_id=order.pk,
        lines=[Returned(positions[claim.line_id], claim.quantity, amounts[claim.line_id]) for claim in claims],
        delivery_fee_minor=case.delivery_fee_minor,
        key=rules.key_of(case.pk),
        by=CLOCK,
        at=at,
    )


@inner
def _refund(case: Case, *, side: str, by: Actor, at: datetime) -> Case:
    """Ask the payment's method for the buyer's money; again, with the same key, where it failed before."""
    order = case.order
    if not case.amount_minor:
        move(case, Status.DONE, Act.REFUNDED, side=side, by=by, at=at, amount_minor=0)
        return case
    refund = try_refund(
        payment_id=order.payment_id or case.pk,
        document_id=order.pk,
        amount_minor=case.amount_minor,
        reason=case.reason,
        key=rules.key_of(case.pk),
        by=by,
        at=at,
    )
    if refund.status == Refund.Status.FAILED and order.tender in OUTSIDE:
        raise PaymentFailed(reason=refund.failure)
    case.refund_id = refund.pk
    return _heard(case, refund, side=side, by=by, at=at)


@inner
def _heard(case: Case, refund: Refund, *, side: str, by: Actor, at: datetime) -> Case:
    """What became of the case's refund: done, under way, or failed and to be tried again."""
    if refund.status == Refund.Status.SUCCEEDED:
        move(case, Status.DONE, Act.REFUNDED, side=side, by=by, at=at, amount_minor=case.amount_minor)
        _publish(case, refund, at=at)
        return case
    failed = refund.status == Refund.Status.FAILED
    wait: timedelta | None = None if refund.final else rules.next_try(refund.attempts)
    move(
        case,
        Status.REFUNDING,
        Act.FAIL if failed else Act.REFUND,
        side=PLATFORM if failed else side,
        by=by,
        at=at,
        due_at=at + wait if wait else None,
        text=refund.failure,
        amount_minor=case.amount_minor,
    )
    return case


@inner
def _publish(case: Case, refund: Refund, *, at: datetime) -> None:
    """The fact of the refund: settled where a transfer of the bank's stands behind it, else the shop's claim."""
    order, about = case.order, case.shop.party_id
    buyer = pseudonym(order.buyer_id, within=about) if order.buyer_id else ""
    fact = OrderRefunded(order=str(order.pk), refund=str(refund.pk), amount_minor=refund.amount_minor, currency=order.currency, buyer=buyer)
    outside = order.tender in OUTSIDE
    publish(
        fact,
        about=about,
        key=f"refund/{refund.pk}",
        at=at,
        standing="claimed" if outside else "settled",
        transfer_id=None if outside else refund.transfer_id,
    )


@inner
def try_again(case: Case, *, by: Actor, at: datetime) -> Case:
    """A held case whose refund is not through: look what became of it, and try a failed one again."""
    refund = Refund.objects.get(pk=_refund_id(case))
    if refund.status == Refund.Status.FAILED and not refund.final:
        return _refund(case, side=side_of(by, SHOP), by=by, at=at)
    return _heard(case, refund, side=PLATFORM, by=by, at=at)


@entry
def retry_refund(*, case_id: UUID, key: str, by: Actor, at: datetime) -> Case:
    """An operator has a failed refund tried now, once a key; it is the same refund, so two keys send no second one.

    Raises:
        CaseNotFound, NotFound: no such case, or not an operator.
        CaseMoved: its money is back, or was never on its way.
    """
    with once(key, verb="aftersale.retry_refund", by=by, body={"case": case_id}, at=at) as turn:
        case = access.case_for_operator(by, case_id, lock=True)
        if turn.earlier:
            return case
        require(case, Status.REFUNDING)
        turn.remember(case=case_id)
        return try_again(case, by=by, at=at)


@entry
def ask_by_hand(*, case_id: UUID, sent_to: str, key: str, by: Actor, at: datetime) -> Case:
    """An operator names the account for a refund that failed for good, once a key; a colleague sends it.

    Raises:
        CaseNotFound, NotFound, CaseMoved: as ``retry_refund``.
        RefundDecided, SentToNobody: it may still come by itself, or no account is named.
        AccountNamed: a colleague has named one.
    """
    with once(key, verb="aftersale.ask_by_hand", by=by, body={"case": case_id, "sent_to": sent_to}, at=at) as turn:
        case = access.case_for_operator(by, case_id, lock=True)
        if turn.earlier:
            return case
        require(case, Status.REFUNDING)
        ask_refund_by_hand(refund_id=_refund_id(case), sent_to=sent_to, by=by, at=at)
        turn.remember(case=case_id)
        return case


@entry
def send_by_hand(*, case_id: UUID, key: str, by: Actor, at: datetime) -> Case:
    """The second operator sends the money into the account that the first one named, once a key.

    Raises:
        CaseNotFound, NotFound, CaseMoved, RefundDecided, SentToNobody: as ``ask_by_hand``.
        WaivedBySame: the actor named the account.
    """
    with once(key, verb="aftersale.send_by_hand", by=by, body={"case": case_id}, at=at) as turn:
        case = access.case_for_operator(by, case_id, lock=True)
        if turn.earlier:
            return case
        require(case, Status.REFUNDING)
        refund = send_refund_by_hand(refund_id=_refund_id(case), by=by, at=at)
        turn.remember(case=case_id)
        return _heard(case, refund, side=PLATFORM, by=by, at=at)


def _refund_id(case: Case) -> UUID:
    if case.refund_id is None:
        raise LookupError("a case whose money is on its way has a refund")
    return case.refund_id
