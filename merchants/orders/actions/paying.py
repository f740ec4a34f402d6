"""The money for orders has arrived: the port ``Payable`` of this room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from ecosystem.audit.public import Note, record_all
from ecosystem.feed.public import DEVICE, DOOR, MONEY, Publication, door, pseudonym, pseudonyms_across, publish_all, thing
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import inner
from ecosystem.ledger.public import deposit_of, lock_accounts, pending_of
from ecosystem.notices.public import notify_all, nudge
from ecosystem.payments.public import Refund, create_refund
from merchants.customers.public import TAB, item_sold
from merchants.groups.public import hold_groups, pay_seats
from merchants.promotions.public import use_coupons
from merchants.rounds.public import hold_rounds, pay_round_seats

from ..facts import OrderPaid, OrderRefunded
from ..models import Order
from ..rules import AT_ONCE, OUTSIDE
from .completing import complete, held_for

# The buyer of a fact where nobody knows her.
NOBODY = ""

# What the shop itself took down for a customer with a tab waits as long as it likes.
# One statement takes every order from waiting to paid, or straight to accepted where the shop
# accepts by itself, and tells what the fact and the notice need.
TAKE_MONEY = """
UPDATE orders_order o SET
    status = CASE WHEN COALESCE(o.group_id, o.round_id) IS NOT NULL THEN 'gathering'
        WHEN s.auto_accept AND o.channel <> ALL(%(at_once)s) THEN 'accepted' ELSE 'paid' END,
    accepted_at = CASE WHEN COALESCE(o.group_id, o.round_id) IS NULL AND s.auto_accept AND o.channel <> ALL(%(at_once)s) THEN %(at)s ELSE NULL END,
    accept_by = CASE WHEN COALESCE(o.group_id, o.round_id) IS NULL AND NOT s.auto_accept AND o.channel <> ALL(%(at_once)s) AND p.method <> 'tab'
        THEN %(at)s + make_interval(mins => s.accept_minutes) END,
    promised_at = CASE WHEN COALESCE(o.group_id, o.round_id) IS NULL AND s.auto_accept AND o.channel <> ALL(%(at_once)s)
        THEN COALESCE(o.slot_from,
            %(at)s + make_interval(mins => o.prep_minutes + CASE WHEN s.busy_until > %(at)s THEN s.busy_minutes ELSE 0 END)) END,
    paid_at = %(at)s, tender = p.method, payment_id = %(payment)s, buyer_id = COALESCE(o.buyer_id, p.payer_id), version = o.version + 1
FROM shops_shop s, payments_payment p
WHERE o.id = ANY(%(orders)s) AND o.status = 'pending_payment' AND s.id = o.shop_id AND p.id = %(payment)s
RETURNING o.id, o.number, o.channel, o.status, o.goods_minor, o.total_minor, o.currency, o.buyer_id, s.party_id, s.name_zh, s.name_en,
    (SELECT count(*) FROM orders_line l WHERE l.order_id = o.id),
    EXISTS (SELECT 1 FROM identity_membership m JOIN identity_person b ON b.id = m.person_id
            WHERE m.party_id = s.party_id AND m.role = 'owner' AND m.ended_at IS NULL AND b.party_id = COALESCE(o.buyer_id, p.payer_id)),
    p.method, o.discount_minor, s.id, o.round_id IS NOT NULL, p.device, p.instrument,
    CASE WHEN o.channel = 'delivery' AND o.round_id IS NULL AND o.point_id IS NULL THEN o.deliver_to ELSE '' END
"""


@dataclass(frozen=True, slots=True)
class PaidOrder:
    id: UUID
    number: str
    channel: str
    status: str
    goods_minor: int
    total_minor: int
    currency: str
    buyer_id: UUID | None
    party_id: UUID
    shop_zh: str
    shop_en: str
    lines: int
    same_owner: bool
    tender: str = ""
    discount_minor: int = 0
    shop_id: UUID | None = None
    in_round: bool = False
    device: str = ""
    instrument: str = ""
    own_door: str = ""


class OrderPayable:
    """Joined to the port as ``order``."""

    def hold(self, *, document_ids: Sequence[UUID]) -> Sequence[str]:
        """The orders, the groups and rounds that they sit in, and of those whose goods change hands at once their shelves and budgets."""
        held = Order.objects.select_for_update(of=("self",)).filter(pk__in=document_ids).select_related("shop").order_by("pk")
        if any(order.group_id for order in held):
            hold_groups(order_ids=document_ids)
        if any(order.round_id for order in held):
            hold_rounds(order_ids=document_ids)
        at_once = [order for order in held if order.channel in AT_ONCE and order.status == Order.Status.PENDING_PAYMENT]
        return [code for order in at_once for code in held_for(order.pk, order.shop.party_id, discounted=order.discount_minor > 0)]

    def paid(self, *, document_ids: Sequence[UUID], payment_id: UUID, transfer_id: UUID, by: Actor, at: datetime) -> None:
        """Take orders from waiting to paid; one that was closed meanwhile gets its money back."""
        take_money(order_ids=document_ids, payment_id=payment_id, transfer_id=transfer_id, by=by, at=at)


@inner
def take_money(*, order_ids: Sequence[UUID], payment_id: UUID, transfer_id: UUID, by: Actor, at: datetime) -> None:
    """Orders whose money came by this transfer are paid; those of the counter are completed as well."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE_MONEY, {"orders": sorted(order_ids), "payment": payment_id, "at": at, "at_once": list(AT_ONCE)})
        paid = [PaidOrder(*row) for row in cursor.fetchall()]
    if len(paid) < len(order_ids):
        _give_back(set(order_ids) - {order.id for order in paid}, payment_id, by=by, at=at)
    if not paid:
        return
    discounted = [order.id for order in paid if order.discount_minor]
    if discounted:
        use_coupons(order_ids=discounted, at=at)
    known = paid[0].buyer_id
    buyer_in = pseudonyms_across(known, [order.party_id for order in paid]) if known else {}
    publish_all([_told(order, payment_id, transfer_id, buyer_in.get(order.party_id, NOBODY), at=at) for order in paid])
    record_all([Note(act="orders.pay", target=f"order/{order.id}", by=by, at=at) for order in paid])
    _pay_seats([order for order in paid if order.status == Order.Status.GATHERING], at=at)
    arrived = [order for order in paid if order.channel not in AT_ONCE and order.status != Order.Status.GATHERING]
    notify_all([(order.party_id, "order_arrived", f"order/{order.id}/arrived", {"number": order.number}, order.shop_id) for order in arrived], at=at)
    for order in paid:
        if order.channel in AT_ONCE:
            complete(order=Order.objects.select_related("shop").get(pk=order.id), by=by, at=at)
    nudge([order.party_id for order in paid], "orders")


@inner
def _pay_seats(gathering: Sequence[PaidOrder], *, at: datetime) -> None:
    grouped = [order.id for order in gathering if not order.in_round]
    if grouped:
        pay_seats(order_ids=grouped, at=at)
    riding = [order.id for order in gathering if order.in_round]
    if riding:
        pay_round_seats(order_ids=riding, at=at)


class OrderRefunds:
    """Joined to the port ``RefundListener`` as ``order``: money of a cancelled order arrived later than it was asked for."""

    def refunded(self, *, document_id: UUID, refund_id: UUID, amount_minor: int, transfer_id: UUID, at: datetime) -> None:
        """The fact of it and a word to the buyer; what after-sale gave back is told there, what nobody ever took is no fact."""
        order = Order.objects.select_related("shop").get(pk=document_id)
        stray = Refund.objects.filter(pk=refund_id).exclude(payment=order.payment_id).exists()
        if order.buyer_id is None or not (stray or order.status == Order.Status.CANCELLED):
            return
        notify_all([(order.buyer_id, "order_refunded", f"refund/{refund_id}", {"number": order.number, "amount_minor": amount_minor})], at=at)
        nudge([order.buyer_id, order.shop.party_id], "orders")
        if not stray:
            publish_all([refunded_publication(order, refund_id, amount_minor, transfer_id, at)])


def refunded_publication(order: Order, refund_id: UUID, amount_minor: int, transfer_id: UUID | None, at: datetime) -> Publication:
    """A cancelled order's money went back: settled where the bank moved it, else the shop's claim."""
    about, outside = order.shop.party_id, order.tender in OUTSIDE
    buyer = pseudonym(order.buyer_id, within=about) if order.buyer_id else NOBODY
    return Publication(
        fact=OrderRefunded(order=str(order.pk), refund=str(refund_id), amount_minor=amount_minor, currency=order.currency, buyer=buyer),
        about=about,
        key=f"refund/{refund_id}",
        at=at,
        standing="claimed" if outside else "settled",
        transfer_id=None if outside else transfer_id,
    )


def _give_back(order_ids: set[UUID], payment_id: UUID, *, by: Actor, at: datetime) -> None:
    """Orders that were closed before their money came: it goes back at once."""
    orders = list(Order.objects.filter(pk__in=order_ids).select_related("shop").order_by("pk"))
    payers = [deposit_of(order.buyer_id) for order in orders if order.buyer_id]
    lock_accounts([*payers, *(pending_of(order.shop.party_id) for order in orders)])
    for late in orders:
        key = f"late/{late.pk}/{payment_id}"
        create_refund(
            payment_id=payment_id, document_id=late.pk, amount_minor=late.total_minor, reason="closed_before_payment", key=key, by=by, at=at
        )


@inner
def _told(order: PaidOrder, payment_id: UUID, transfer_id: UUID, buyer: str, *, at: datetime) -> Publication:
    """What is told of a paid order: of one on the tab, that it is owed; paid it is when the tab is."""
    if order.tender != TAB:
        return paid_publication(order, buyer, at, transfer_id=None if order.tender in OUTSIDE else transfer_id)
    return item_sold(
        payment_id=payment_id, order_id=order.id, number=order.number, buyer=buyer, same_owner=order.same_owner, about=order.party_id, at=at
    )


def paid_publication(order: PaidOrder, buyer: str, at: datetime, *, transfer_id: UUID | None) -> Publication:
    """Settled where a transfer of the bank's stands behind it, else the shop's claim."""
    fact = OrderPaid(
        order=str(order.id),
        channel=order.channel,
        gross_minor=order.goods_minor,
        discount_minor=order.discount_minor,
        paid_minor=order.total_minor,
        currency=order.currency,
        buyer=buyer,
        same_owner=order.same_owner,
        lines=order.lines,
        device=thing(DEVICE, order.device, within=order.party_id),
        payer=thing(MONEY, order.instrument, within=order.party_id),
        door=thing(DOOR, door(order.own_door), within=order.party_id),
    )
    standing = "settled" if transfer_id else "claimed"
    return Publication(fact=fact, about=order.party_id, key=f"order/{order.id}/paid", at=at, standing=standing, transfer_id=transfer_id)
