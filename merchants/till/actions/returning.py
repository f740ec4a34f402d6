"""Goods come back over the counter, and the buyer gets her money the way she paid."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Sum
from django.utils.translation import gettext as _

from ecosystem.audit.public import record
from ecosystem.feed.public import pseudonym, publish
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.money import to_text
from ecosystem.kernel.verbs import entry, inner
from ecosystem.once.public import once
from ecosystem.payments.public import Refund, create_refund
from merchants.orders.public import Order, OrderRefunded
from merchants.staff.public import AboveThreshold, note_approval

from .. import access, rules
from ..errors import ReasonMissing
from ..models import CashMovement, Return, ReturnLine, Sale
from .cash import note_cash, person_of
from .judging import Authority


@entry
def give_back(
    *,
    order_id: UUID,
    wanted: Mapping[int, Decimal],
    reason: str,
    drawer_id: UUID | None,
    key: str,
    by: Actor,
    at: datetime,
    approver: Actor | None = None,
) -> Return:
    """Take back so much of some lines, by position. Cash leaves the open drawer; a tab is lowered.

    Goods are not put back on the shelf by this: what is good again is counted in.

    Raises:
        SaleNotFound: not a sale of a shop where the actor sells.
        AboveThreshold: with what came back of the sale before, more than she and the approver may give.
        ReasonMissing, NothingToReturn: what for, or more than is left of a line.
        NoOpenShift, InsufficientFunds: there is no drawer, or too little in it.
        PaymentFailed: less is owed on the tab than comes back.
    """
    body = {"order": order_id, "wanted": {str(place): str(much) for place, much in wanted.items()}, "reason": reason}
    with once(key, verb="till.give_back", by=by, body=body, at=at) as turn:
        sale = access.sale_for(by, order_id)
        if turn.earlier:
            return Return.objects.get(pk=turn.earlier["return"])
        back = _take_back(sale, wanted, reason.strip()[:200], drawer_id, Authority(sale.shop, by, approver), at=at)
        turn.remember(**{"return": back.pk})
        return back


@inner
def _take_back(sale: Sale, wanted: Mapping[int, Decimal], why: str, drawer_id: UUID | None, authority: Authority, *, at: datetime) -> Return:
    by = authority.seller
    if not why:
        raise ReasonMissing
    # The order's row makes a second return wait here and then see this one.
    order = Order.objects.select_for_update(of=("self",)).select_related("shop").get(pk=sale.pk)
    shift_id = access.open_shift_of(sale.shop_id, drawer_id) if sale.tender == rules.CASH else None
    lines = rules.returned(wanted, _sold(order), _gone(sale))
    back = Return(id=uuid7(), sale=sale, amount_minor=sum(amount for _q, amount in lines.values()), reason=why, by_id=person_of(by), at=at)
    _require_may_give(back, authority)
    refund = _refund(order, back, by=by, at=at)
    back.refund_id = refund.pk
    back.save(force_insert=True)
    ReturnLine.objects.bulk_create(
        ReturnLine(taken_back=back, position=place, quantity=quantity, amount_minor=amount) for place, (quantity, amount) in lines.items()
    )
    _note(back, authority, at=at)
    if shift_id:
        _out_of_drawer(shift_id, back, refund, by=by, at=at)
    return back


def _require_may_give(back: Return, authority: Authority) -> None:
    """All that came back of a sale counts: small parts are no way around a limit. Raises ``AboveThreshold``."""
    before = Return.objects.filter(sale=back.sale).aggregate(sum=Sum("amount_minor"))["sum"] or 0
    amount, told = before + back.amount_minor, {"amount_minor": back.amount_minor, "before_minor": before}
    if not authority.lets("refund", authority.own.may_refund(amount), authority.together.may_refund(amount), told):
        most = "¥" + to_text(authority.together.refund_minor or 0)
        raise AboveThreshold(what=_("giving money back"), most=most, details={"needs": "refund"})


@inner
def _note(back: Return, authority: Authority, *, at: datetime) -> None:
    target, shop_id = f"order/{back.sale_id}", authority.shop.pk
    after = {"amount_minor": back.amount_minor}
    record("till.give_back", target=target, by=authority.seller, at=at, after=after, reason=back.reason, about=shop_id)
    if authority.let_through and authority.approver:
        note_approval(shop_id=shop_id, target=target, what=authority.let_through, asked_by=authority.seller, by=authority.approver, at=at)


def _sold(order: Order) -> dict[int, tuple[Decimal, int]]:
    return {line.position: (line.quantity, line.paid_minor) for line in order.lines.all()}


def _gone(sale: Sale) -> dict[int, Decimal]:
    rows = ReturnLine.objects.filter(taken_back__sale=sale).values_list("position").annotate(sum=Sum("quantity"))
    return dict(rows)


@inner
def _refund(order: Order, back: Return, *, by: Actor, at: datetime) -> Refund:
    if order.payment_id is None:
        raise LookupError("a sale that was completed has a payment")
    refund = create_refund(
        payment_id=order.payment_id, document_id=order.pk, amount_minor=back.amount_minor, reason=back.reason, key=f"return/{back.pk}", by=by, at=at
    )
    about = order.shop.party_id
    buyer = pseudonym(order.buyer_id, within=about) if order.buyer_id else ""
    fact = OrderRefunded(order=str(order.pk), refund=str(refund.pk), amount_minor=refund.amount_minor, currency=order.currency, buyer=buyer)
    publish(fact, about=about, key=f"refund/{refund.pk}", at=at)
    return refund


@inner
def _out_of_drawer(shift_id: UUID, back: Return, refund: Refund, *, by: Actor, at: datetime) -> None:
    note_cash(
        shift_id=shift_id,
        kind=CashMovement.Kind.REFUND,
        amount_minor=-back.amount_minor,
        reason=back.reason,
        cause=back.pk,
        transfer_id=refund.transfer_id,
        by=by,
        at=at,
    )
