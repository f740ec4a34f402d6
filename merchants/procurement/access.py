"""Suppliers, articles, orders and invoices, for an actor: absent and forbidden are the same."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from ecosystem.identity.public import Membership
from ecosystem.kernel.actor import Actor
from merchants.shops.public import ACCOUNTANTS, BUYERS, KEEPERS, MANAGERS, OWNERS, STOCKERS, shops_where

from . import rules
from .errors import ArticleNotFound, CountedBlind, InvoiceNotFound, PurchaseNotFound, SupplierNotFound
from .models import Article, BuyingPolicy, Invoice, Order, Supplier

# At the shop: who looks, who takes in, who lets an invoice pass, who pays. At the supplier: who answers, who bills and prices.
LOOKERS = KEEPERS | STOCKERS | BUYERS | ACCOUNTANTS
RECEIVERS = STOCKERS | BUYERS
APPROVERS = MANAGERS | ACCOUNTANTS
PAYERS = ACCOUNTANTS
SERVERS = KEEPERS
BILLERS = MANAGERS | ACCOUNTANTS
BUYERS_RIGHTS = {"look": LOOKERS, "buy": BUYERS, "manage": MANAGERS, "receive": RECEIVERS, "approve": APPROVERS, "pay": PAYERS, "borrow": OWNERS}
SUPPLIERS_RIGHTS = {"serve": SERVERS, "bill": BILLERS}


def suppliers_of(actor: Actor, roles: Collection[str] = SERVERS) -> QuerySet[Supplier]:
    """The suppliers at whose party the actor holds one of the roles."""
    if actor.person_id is None:
        return Supplier.objects.none()
    held = Membership.objects.filter(person=actor.person_id, party=OuterRef("party"), role__in=list(roles), places=None, ended_at=None)
    return Supplier.objects.filter(Exists(held))


def own_supplier(actor: Actor, supplier_id: UUID, roles: Collection[str] = SERVERS) -> Supplier:
    supplier = suppliers_of(actor, roles).filter(pk=supplier_id).first()
    if supplier is None:
        raise SupplierNotFound
    return supplier


def supplier_seen(shop_ids: Collection[UUID] | QuerySet[Any], supplier_id: UUID) -> Supplier:
    """A supplier as a shop may know of it: any of the circle, or one of its own address book."""
    supplier = directory(shop_ids).filter(pk=supplier_id).first()
    if supplier is None:
        raise SupplierNotFound
    return supplier


def directory(shop_ids: Collection[UUID] | QuerySet[Any]) -> QuerySet[Supplier]:
    return Supplier.objects.filter(Q(known_to=None) | Q(known_to__in=shop_ids))


def own_article(actor: Actor, article_id: UUID, *, lock: bool = False) -> Article:
    """An article that the actor prices: at her supplier, or in the address book of her shop."""
    mine = Q(supplier__in=suppliers_of(actor, BILLERS).values("pk")) | Q(supplier__known_to__in=shops_where(actor, BUYERS))
    rows = Article.objects.filter(mine, pk=article_id).select_related("supplier")
    article = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if article is None:
        raise ArticleNotFound
    return article


def buyers_order(actor: Actor, order_id: UUID, roles: Collection[str] = LOOKERS, *, lock: bool = False) -> Order:
    """An order of a shop where the actor holds one of the roles."""
    return _one(Order.objects.filter(pk=order_id, shop__in=shops_where(actor, roles)), lock=lock)


def suppliers_order(actor: Actor, order_id: UUID, roles: Collection[str] = SERVERS, *, lock: bool = False) -> Order:
    """An order that was sent to a supplier where the actor holds one of the roles; a draft is the buyer's alone."""
    mine = Order.objects.filter(pk=order_id, supplier__in=suppliers_of(actor, roles).values("pk"))
    return _one(_sent(mine), lock=lock)


def order_of_either(actor: Actor, order_id: UUID) -> tuple[Order, set[str]]:
    """The shared document with the sides on which the actor stands."""
    order = Order.objects.filter(pk=order_id).select_related("shop", "supplier").first()
    sides = set()
    if order is not None and Order.objects.filter(pk=order_id, shop__in=shops_where(actor, LOOKERS)).exists():
        sides.add("buyer")
    if order is not None and _sent(Order.objects.filter(pk=order_id, supplier__in=suppliers_of(actor).values("pk"))).exists():
        sides.add("supplier")
    if order is None or not sides:
        raise PurchaseNotFound
    return order, sides


def linked_order(order_id: UUID, *, lock: bool = False) -> Order:
    """The order that a signed link names; only of a supplier outside the circle."""
    return _one(_sent(Order.objects.filter(pk=order_id, supplier__party=None)), lock=lock)


def buyers_invoice(actor: Actor, invoice_id: UUID, roles: Collection[str] = LOOKERS, *, lock: bool = False) -> Invoice:
    return _invoice(Q(order__shop__in=shops_where(actor, roles)), invoice_id, lock=lock)


def suppliers_invoice(actor: Actor, invoice_id: UUID, roles: Collection[str] = BILLERS, *, lock: bool = False) -> Invoice:
    return _invoice(Q(supplier__in=suppliers_of(actor, roles).values("pk")), invoice_id, lock=lock)


def _sent(orders: QuerySet[Order]) -> QuerySet[Order]:
    """What was never sent is not the supplier's to know of; a cancelled order is when it had been sent."""
    return orders.filter(Q(status__in=rules.SEEN_BY_SUPPLIER) | Q(status="cancelled", sent_at__isnull=False))


def _one(rows: QuerySet[Order], *, lock: bool) -> Order:
    order = (rows.select_for_update(of=("self",)) if lock else rows).select_related("shop", "supplier").first()
    if order is None:
        raise PurchaseNotFound
    return order


def _invoice(mine: Q, invoice_id: UUID, *, lock: bool) -> Invoice:
    rows = Invoice.objects.filter(mine, pk=invoice_id).select_related("order__shop", "supplier")
    if lock and (order_id := rows.values_list("order_id", flat=True).first()) is not None:
        # The order first: everything that concerns its lines waits there, receipts and invoices alike.
        Order.objects.select_for_update().get(pk=order_id)
        rows = rows.select_for_update(of=("self",))
    invoice = rows.first()
    if invoice is None:
        raise InvoiceNotFound
    return invoice


def rights(actor: Actor, order: Order) -> frozenset[str]:
    """What the actor may do about an order, for the buttons of its page; verbs ask again."""
    # At the shop a role may be held at some places; a supplier is served by who holds it for the whole party.
    at_shop = Q(party=order.shop.party_id) & (Q(places=None) | Q(places__contains=[order.shop_id]))
    at_supplier = Q(party=order.supplier.party_id, places=None)
    held = Membership.objects.filter(at_shop | at_supplier, person=actor.person_id, person__isnull=False, ended_at=None)
    parties = {order.shop.party_id: BUYERS_RIGHTS, order.supplier.party_id: SUPPLIERS_RIGHTS}
    return frozenset(right for party, role in held.values_list("party_id", "role") for right, roles in parties[party].items() if role in roles)


def counts_blind(order: Order, may: Collection[str]) -> bool:
    """Whether whoever has these ``rights`` counts the order's deliveries without seeing what was ordered: she takes in, and does not buy."""
    hidden = "receive" in may and not {"buy", "approve", "serve"} & set(may) and order.status in rules.NOT_ALL_HERE
    return hidden and BuyingPolicy.objects.filter(shop=order.shop_id, blind_receiving=True).exists()


def require_sees(actor: Actor, order: Order) -> None:
    """Raises ``CountedBlind``."""
    if counts_blind(order, rights(actor, order)):
        raise CountedBlind


def blind_shops(actor: Actor, shop_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of the shops whose orders the actor counts blind: what they come to is not shown to her either."""
    seeing = shops_where(actor, BUYERS | ACCOUNTANTS).values("pk")
    return frozenset(BuyingPolicy.objects.filter(shop__in=shop_ids, blind_receiving=True).exclude(shop__in=seeing).values_list("shop_id", flat=True))
