"""Paying an order on credit that a wing offers: chosen by an owner, set aside once the order is approved, less of it as the order asks less.

Merchants know the port alone. What is set aside grows in the buyer's own acts only, which may be refused; a supplier's answer, or time,
lets go and is never refused for it.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ecosystem import ports
from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.money import line_minor
from ecosystem.kernel.verbs import entry, inner
from ecosystem.payments.public import UnknownMethod
from merchants.shops.public import OWNERS

from .. import access, rules
from ..errors import NotChosen, SupplierHasNoAccount
from ..models import Invoice, Order, Revision
from .moving import require_in

SETTLED = (Invoice.Status.PAYING, Invoice.Status.PAID)


@entry
def choose_payment(*, order_id: UUID, method: str, by: Actor, at: datetime) -> Order:
    """The owner says how an order will be paid: from the shop's account (an empty ``method``), or on credit. What is approved is set aside at once.

    Raises:
        PurchaseNotFound: not an order of a shop that the actor owns.
        PurchaseMoved: there is nothing to pay any more.
        UnknownMethod: nobody lends under that name.
        SupplierHasNoAccount: credit pays into an account here, and this supplier has none.
        Whatever the lender refuses with.
    """
    order = access.buyers_order(by, order_id, OWNERS, lock=True)
    require_in(order, rules.PAYABLE)
    if method and ports.purchase_credits.named(method) is None:
        raise UnknownMethod
    if method and order.supplier.party_id is None:
        raise SupplierHasNoAccount
    if order.pay_with == method:
        return order
    before = order.pay_with
    _keep_at_most(order, 0, at=at)
    order.pay_with, order.version = method, order.version + 1
    order.save(update_fields=["pay_with", "version"])
    set_aside(order, at=at)
    record("procurement.choose_payment", target=order, by=by, at=at, before={"pay_with": before}, after={"pay_with": method}, about=order.shop_id)
    return order


def still_to_pay(order: Order) -> int:
    """Of an approved order: what is agreed or asked for by the buyer, less what was paid and what is not expected any more. Minor units."""
    if order.status not in rules.APPROVED:
        return 0
    goods = sum(line_minor(line.unit_minor, line.quantity - line.given_up) for line in order.lines.all())
    asked = order.revisions.filter(proposed_by=Revision.Side.BUYER, supplier_at=None, refused_at=None).order_by("-number").first()
    if asked is not None and order.status == Order.Status.SENT:
        goods = max(goods, asked.total_minor)
    paid = sum(invoice.payable_minor for invoice in order.invoices.filter(status__in=SETTLED))
    return max(goods + order.extra_minor - paid, 0)


@inner
def set_aside(order: Order, *, at: datetime) -> None:
    """In the buyer's own acts: as much as the order now asks for. Raises what the lender refuses with."""
    credit = ports.purchase_credits.named(order.pay_with)
    amount = still_to_pay(order)
    if credit is not None and amount:
        credit.set_aside(payer_id=order.shop.party_id, document_id=order.pk, amount_minor=amount, at=at)


@inner
def let_go(order: Order, *, at: datetime) -> None:
    """In anybody's acts: no more than the order still asks for."""
    if order.pay_with:
        _keep_at_most(order, still_to_pay(order), at=at)


@inner
def before_paying(invoice: Invoice, method: str, *, at: datetime) -> None:
    """Limits are held before accounts: what the payment takes of the order is let go, or handed over to the credit that pays it.

    Raises:
        NotChosen: this credit was not chosen for the order.
        Whatever the lender refuses with.
    """
    order, credit = invoice.order, ports.purchase_credits.named(method)
    if credit is None:
        _keep_at_most(order, max(still_to_pay(order) - invoice.payable_minor, 0), at=at)
        return
    if order.pay_with != method:
        raise NotChosen
    credit.hand_over(payer_id=order.shop.party_id, document_id=order.pk, pays_id=invoice.pk, amount_minor=invoice.payable_minor, at=at)


def _keep_at_most(order: Order, amount_minor: int, *, at: datetime) -> None:
    credit = ports.purchase_credits.named(order.pay_with)
    if credit is not None:
        credit.keep_at_most(document_id=order.pk, amount_minor=amount_minor, at=at)
