"""Money by the shop's static code: taken, then linked to what it was for.

Linking is a transaction of its own, so that it takes its locks in the house's order: the sale or tab, the collection, the
payment, shelves and budgets, accounts.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from ecosystem import ports
from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor, platform
from ecosystem.kernel.errors import NotFound, Unauthenticated
from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.verbs import entry, inner
from ecosystem.ledger.public import Leg, collected_of, deposit_of, lock_accounts, open_accounts, pending_of, post_transfer, tab_of
from ecosystem.notices.public import notify, nudge
from ecosystem.once.public import once
from ecosystem.payments.public import Payee, create_payment, let_go_of_beside, let_go_of_open, outside_legs, readdress
from merchants.cards.public import Due, begin_with
from merchants.customers.public import TAB, Card, tab_payment_for
from merchants.orders.public import Order, SellingSuspended, Sold, Wanted, held_for, place_sale, take_money
from merchants.shops.public import serving_shops

from .. import access, queries, rules
from ..errors import CollectionLinked
from ..models import Collection
from .selling import open_article

PORT = "collection"
Status = Collection.Status
MATCHER = platform("till.match_collections")
# What nobody linked in a day is a sale without articles: the shop's money waits no longer.
BOOKED_AFTER = timedelta(hours=24)


@entry
def collect(*, shop_id: UUID, amount_minor: int, note: str, method: str, key: str, by: Actor, at: datetime) -> Collection:
    """Pay a shop an amount that the payer names herself; the same key pays once.

    Raises:
        Unauthenticated: nobody is signed in.
        NotFound: there is no such shop.
        SellingSuspended: the bank has stopped it.
        BadAmount: nothing, or more than a static code takes.
        CardNotFound, CardOver, CardElsewhere: the card that it begins with does not pay this.
        InsufficientFunds, PaymentFailed, UnknownMethod: the money can't be had.
    """
    if by.party_id is None:
        raise Unauthenticated
    with once(key, verb="till.collect", by=by, body={"shop": shop_id, "amount": amount_minor, "method": method}, at=at) as turn:
        if turn.earlier:
            return Collection.objects.get(pk=turn.earlier["collection"])
        shop = serving_shops([shop_id]).get(shop_id)
        if shop is None:
            raise NotFound
        if shop.suspended_at is not None:
            raise SellingSuspended(shop=shop.name)
        made = Collection(
            id=uuid7(), shop_id=shop_id, payer_id=by.party_id, amount_minor=rules.checked_amount(amount_minor), status=Status.WAITING, made_at=at
        )
        made.note = " ".join(note.split())[:100]
        made.save(force_insert=True)
        open_accounts([collected_of(shop.party_id)])
        payee = Payee(PORT, made.pk, collected_of(shop.party_id), amount_minor)
        tender = begin_with(way=method, payer_id=by.party_id, due=[Due(made.pk, shop.party_id, amount_minor, is_order=False)], by=by, at=at)
        create_payment(payer_id=by.party_id, method=tender.method, beside=tender.beside, payees=[payee], by=by, at=at)
        turn.remember(collection=made.pk)
        return made


class CollectionPayable:
    """Joined to the port ``Payable`` as ``collection``."""

    def hold(self, *, document_ids: Sequence[UUID]) -> Sequence[str]:
        list(Collection.objects.select_for_update(of=("self",)).filter(pk__in=document_ids).order_by("pk").values_list("pk"))
        return []

    def paid(self, *, document_ids: Sequence[UUID], payment_id: UUID, transfer_id: UUID, by: Actor, at: datetime) -> None:
        """It is there; what it was for is found out afterwards."""
        Collection.objects.filter(pk__in=document_ids, status=Status.WAITING).update(status=Status.RECEIVED, payment_id=payment_id, received_at=at)
        for one in Collection.objects.filter(pk__in=document_ids).select_related("shop").order_by("pk"):
            told = {"amount_minor": one.amount_minor}
            notify(one.shop.party_id, "order_paid_by_static_code", f"collection/{one.pk}", told, at=at)
            nudge([one.shop.party_id], "orders")


@entry
def match_collection(*, collection_id: UUID, at: datetime) -> Collection:
    """Link it to the one waiting sale of its amount, else to the one tab of the payer's with that much open; else it waits for a person.

    After a day it becomes a sale without articles.
    """
    found = access.collection_of_nobody(collection_id)
    if found.status != Status.RECEIVED or found.received_at is None:
        return found
    sales, tabs = queries.sales_for(found, at=at), queries.tabs_for(found)
    if len(sales) == 1:
        return _to_sale(found, sales[0].pk, by=MATCHER, at=at)
    exact = [card for card in tabs if queries.owes_exactly(card, found.amount_minor)]
    if not sales and len(exact) == 1:
        return _to_tab(found, exact[0].pk, by=MATCHER, at=at)
    return _to_open_amount(found, by=MATCHER, at=at) if found.received_at + BOOKED_AFTER <= at else found


@entry
def link_to_sale(*, collection_id: UUID, order_id: UUID, by: Actor, at: datetime) -> Collection:
    """Say that it was for a sale that waits; linking it there again changes nothing.

    Raises:
        CollectionNotFound: not of a shop where the actor sells, or not a sale of that shop over that amount which waits.
        CollectionLinked: it is linked to something else.
    """
    return _to_sale(access.collection_for(by, collection_id), order_id, by=by, at=at)


@entry
def link_to_tab(*, collection_id: UUID, card_id: UUID, by: Actor, at: datetime) -> Collection:
    """Say that it was for a customer's tab. Raises as ``link_to_sale``, and ``PaysTooMuch`` where less is open."""
    return _to_tab(access.collection_for(by, collection_id), card_id, by=by, at=at)


@entry
def book_as_sale(*, collection_id: UUID, by: Actor, at: datetime) -> Collection:
    """Say that it was a sale of which nobody rang up the articles. Raises as ``link_to_sale``."""
    return _to_open_amount(access.collection_for(by, collection_id), by=by, at=at)


@inner
def _to_sale(found: Collection, order_id: UUID, *, by: Actor, at: datetime) -> Collection:
    order = access.waiting_sale(found, order_id)
    if order is None:
        return _as_it_stands(found.pk, order_id=order_id)
    return _pay_sale(found, order, by=by, at=at)


@inner
def _to_open_amount(found: Collection, *, by: Actor, at: datetime) -> Collection:
    """A sale of one open amount, placed and paid in one breath."""
    one = _held(found.pk)
    if one is None:
        return _as_it_stands(found.pk)
    sold = Sold(Wanted(open_article(one.shop).pk, Decimal(1), one.amount_minor), 0, rules.OPEN_NAMES)
    shop = serving_shops([one.shop_id])[one.shop_id]
    placed = place_sale(order_id=uuid7(), shop=shop, channel=Order.Channel.CODE, sold=[sold], buyer_id=one.payer_id, by=by, at=at)
    return _pay_sale(one, Order.objects.select_related("shop").get(pk=placed.order.pk), by=by, at=at)


@inner
def _pay_sale(found: Collection, order: Order, *, by: Actor, at: datetime) -> Collection:
    one = _held(found.pk)
    if one is None or one.payment_id is None:
        return _as_it_stands(found.pk, order_id=order.pk)
    party_id, amount = one.shop.party_id, one.amount_minor
    let_go_of_open(document_ids=[order.pk], at=at)
    let_go_of_beside(document_ids=[order.pk], at=at)
    payee = Payee("order", order.pk, pending_of(party_id), amount)
    readdress(payment_id=one.payment_id, from_document=one.pk, to=payee, by=by, at=at)
    accounts = held_for(order.pk, party_id, discounted=order.discount_minor > 0)
    transfer_id = _move(one, pending_of(party_id), accounts, at=at)
    take_money(order_ids=[order.pk], payment_id=one.payment_id, transfer_id=transfer_id, by=by, at=at)
    return _linked(one, by=by, at=at, order_id=order.pk)


@inner
def _to_tab(found: Collection, card_id: UUID, *, by: Actor, at: datetime) -> Collection:
    card = Card.objects.select_for_update(of=("self",), no_key=True).filter(pk=card_id, shop=found.shop_id).first()
    one = _held(found.pk) if card else None
    if card is None or one is None or one.payment_id is None:
        return _as_it_stands(found.pk)
    party_id = one.shop.party_id
    payment = tab_payment_for(card=card, amount_minor=one.amount_minor, at=at)
    payee = Payee(TAB, payment.pk, deposit_of(party_id), one.amount_minor)
    readdress(payment_id=one.payment_id, from_document=one.pk, to=payee, by=by, at=at)
    transfer_id = _move(one, deposit_of(party_id), [leg.account for leg in outside_legs(tab_of(party_id), -1)], at=at)
    payable = ports.payables.named(TAB)
    if payable is None:
        raise LookupError("tabs are paid by the room of customers")
    payable.paid(document_ids=[payment.pk], payment_id=one.payment_id, transfer_id=transfer_id, by=by, at=at)
    return _linked(one, by=by, at=at, tab_payment_id=payment.pk)


@inner
def _held(collection_id: UUID) -> Collection | None:
    """The collection, held, if it is still there to be linked."""
    rows = Collection.objects.select_for_update(of=("self",)).select_related("shop")
    return rows.filter(pk=collection_id, status=Status.RECEIVED).first()


def _as_it_stands(collection_id: UUID, *, order_id: UUID | None = None) -> Collection:
    """The same link again is the first one; any other is refused."""
    one = access.collection_of_nobody(collection_id)
    if order_id is not None and one.order_id == order_id:
        return one
    raise CollectionLinked


@inner
def _move(one: Collection, to: str, accounts: Sequence[str], *, at: datetime) -> UUID:
    source = collected_of(one.shop.party_id)
    lock_accounts([source, to, *accounts])
    legs = [Leg(source, -one.amount_minor), Leg(to, one.amount_minor)]
    return post_transfer(key=f"collection/{one.pk}/linked", kind="collection_linked", legs=legs, at=at)


@inner
def _linked(one: Collection, *, by: Actor, at: datetime, order_id: UUID | None = None, tab_payment_id: UUID | None = None) -> Collection:
    one.status, one.linked_at, one.linked_by = Status.LINKED, at, by.name
    one.order_id, one.tab_payment_id = order_id, tab_payment_id
    one.save(update_fields=["status", "linked_at", "linked_by", "order_id", "tab_payment_id"])
    after = {"order": str(order_id or ""), "tab_payment": str(tab_payment_id or ""), "amount_minor": one.amount_minor}
    record("till.link_collection", target=f"collection/{one.pk}", by=by, at=at, after=after, about=one.shop_id)
    nudge([one.shop.party_id], "orders")
    return one
