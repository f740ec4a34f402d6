"""Selling at the counter for cash or on the tab: placed, paid and completed in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.identity.public import Membership
from ecosystem.kernel.actor import Actor, platform
from ecosystem.kernel.errors import DomainError
from ecosystem.kernel.money import to_text
from ecosystem.kernel.verbs import entry, inner
from ecosystem.ledger.public import drawer_of, tab_of
from ecosystem.once.public import once
from ecosystem.payments.public import CASH, Payee, Payment, create_payment
from merchants.catalog.public import Article, CodeTaken, Sku, draft_article
from merchants.customers.public import TAB, Card, card_for
from merchants.orders.public import NotOnSale, Order, PriceChanged, Sold, Wanted, place_sale
from merchants.shops.public import SELLERS, Shop, serving_shops, shop_for
from merchants.stock.public import Shelf

from .. import access, rules
from ..errors import CustomerMissing, DiscountTooLarge
from ..models import CashMovement, Sale
from ..rules import Ticket
from .cash import note_cash, person_of

Tried = tuple[Sale, "list[Found]"]


@dataclass(frozen=True, slots=True)
class Found:
    """Something about a sale that is not as the shop has it now: refused at the counter, asked about from the queue."""

    kind: str
    refusal: DomainError
    details: dict[str, Any]


@entry
def sell(*, shop_id: UUID, ticket: Ticket, by: Actor, at: datetime) -> Sale:
    """Sell for cash or on a customer's tab; the same ``ticket.sale`` sells once, whoever sends it again.

    Raises:
        NotFound: not a shop where the actor sells.
        BadSaleId, SaleIdTaken: the sale's name is none, or another's.
        NothingOrdered, TooManyLines, BadQuantity, SoldOut: what is sold is no sale.
        PriceChanged, NotOnSale: the shelf is not what the till showed.
        DiscountTooLarge: more than the actor's role may give.
        NoOpenShift, CashTooLittle: cash has nowhere to go, or is not enough.
        CustomerMissing, CustomerNotFound, TabOverdue, TabLimitReached: the tab can't take it.
    """
    shop = shop_for(by, shop_id, roles=SELLERS)
    with once(str(rules.checked_sale_id(ticket.sale)), verb="till.sell", by=shop_scope(shop.pk), body=ticket.body(), at=at) as turn:
        if turn.earlier:
            return Sale.objects.select_related("order").get(pk=ticket.sale)
        sale, found = book(shop=shop, ticket=ticket, offline=False, by=by, at=at)
        for one in found:
            raise one.refusal
        turn.remember(sale=ticket.sale)
        return sale


def shop_scope(shop_id: UUID) -> Actor:
    """A sale is one whichever of the shop's people sends it again, so its key belongs to the shop."""
    return platform(f"till/{shop_id}")


@inner
def book(*, shop: Shop, ticket: Ticket, offline: bool, by: Actor, at: datetime) -> Tried:
    """Write a sale into every book as it was rung up, and say what about it is not as the shop has it now."""
    # Locks in the house's order: the shift, the tab, the shelves, the ledger.
    shift_id = _shift_of(shop, ticket)
    card = _card_of(ticket, by)
    sold = [_sold(shop, line) for line in ticket.lines]
    order, shelves = place_sale(
        order_id=ticket.sale,
        shop=serving_shops([shop.pk])[shop.pk],
        channel=Order.Channel.COUNTER,
        sold=sold,
        buyer_id=card.party_id if card else None,
        at=at,
    )
    if ticket.tender == rules.CASH:
        rules.change(order.total_minor, ticket.tendered_minor or 0)
    payment = _pay(shop, ticket.tender, order, by=by, at=at)
    sale = Sale.objects.create(
        order=order,
        shop=shop,
        shift_id=shift_id,
        customer=card,
        tender=ticket.tender,
        tendered_minor=ticket.tendered_minor if ticket.tender == rules.CASH else None,
        prices=ticket.prices[:64],
        offline=offline,
        sold_by_id=person_of(by),
        rung_at=min(ticket.rung_at, at),
        booked_at=at,
    )
    _write(sale, payment, by=by, at=at)
    return sale, [*_moved_prices(sold, shelves), *_discounts(sold, shop, by)]


def _shift_of(shop: Shop, ticket: Ticket) -> UUID | None:
    """Cash needs an open shift; a sale on the tab is counted in one where there is one."""
    seek = access.open_shift_of if ticket.tender == rules.CASH else access.shift_held_open
    return seek(shop.pk, ticket.drawer)


def _card_of(ticket: Ticket, by: Actor) -> Card | None:
    if ticket.customer is None:
        if ticket.tender == rules.TAB:
            raise CustomerMissing
        return None
    return card_for(by, ticket.customer, lock=ticket.tender == rules.TAB)


@inner
def _sold(shop: Shop, line: rules.TicketLine) -> Sold:
    sku_id = line.sku or open_article(shop).pk
    names = None if line.sku else rules.OPEN_NAMES
    return Sold(Wanted(sku_id, line.quantity, line.price_minor), line.discount_minor, names)


@inner
def open_article(shop: Shop) -> Sku:
    """The article under which a shop sells amounts without a name: never on sale, on no shelf, made when first needed."""
    code = rules.open_code(shop.pk)
    sku = Sku.objects.filter(shop=shop, code=code).first()
    if sku is None:
        drafted = draft_article(shop.party_id, shop.pk, Article(code=code, name_zh=rules.OPEN_NAMES[0], name_en=rules.OPEN_NAMES[1], price_minor=1))
        drafted.sku.on_sale = False
        try:
            drafted.write()
        except CodeTaken:
            # Another cashier needed it in the same moment.
            return Sku.objects.get(shop=shop, code=code)
        return drafted.sku
    return sku


@inner
def _pay(shop: Shop, tender: str, order: Order, *, by: Actor, at: datetime) -> Payment:
    method, account = (TAB, tab_of(shop.party_id)) if tender == rules.TAB else (CASH, drawer_of(shop.party_id))
    payee = Payee("order", order.pk, account, order.total_minor)
    payment = create_payment(payer_id=order.buyer_id, method=method, payees=[payee], by=by, at=at)
    order.refresh_from_db()
    return payment


@inner
def _write(sale: Sale, payment: Payment, *, by: Actor, at: datetime) -> None:
    if sale.tender == rules.CASH:
        note_cash(
            shift_id=sale.shift_id,
            kind=CashMovement.Kind.SALE,
            amount_minor=payment.amount_minor,
            cause=sale.pk,
            transfer_id=payment.transfer_id,
            by=by,
            at=at,
        )
    record("till.sell", target=f"order/{sale.pk}", by=by, at=at, after={"total_minor": payment.amount_minor, "tender": sale.tender})


def _moved_prices(sold: Sequence[Sold], shelves: dict[UUID, Shelf]) -> list[Found]:
    found = []
    moved = [
        {"sku": str(sku_id), "sold": to_text(one.want.shown_minor), "now": to_text(shelves[sku_id].price_minor)}
        for one in sold
        if (sku_id := one.want.sku_id) in shelves and shelves[sku_id].price_minor != one.want.shown_minor
    ]
    if moved:
        found.append(Found("price_changed", PriceChanged(details={"items": moved}), {"items": moved}))
    gone = [shelf.name_en for shelf in shelves.values() if not shelf.on_sale]
    if gone:
        found.append(Found("not_on_sale", NotOnSale(names=", ".join(gone)), {"names": gone}))
    return found


def _discounts(sold: Sequence[Sold], shop: Shop, by: Actor) -> list[Found]:
    if not any(one.discount_minor for one in sold):
        return []
    roles = list(Membership.objects.filter(person=by.person_id, party=shop.party_id, ended_at=None).values_list("role", flat=True))
    over = [one for one in sold if one.discount_minor > rules.most_discount(one.gross_minor, roles)]
    if not over:
        return []
    most = f"{max(rules.MAX_DISCOUNT.get(role, 0) for role in roles):.0%}"
    return [Found("discount", DiscountTooLarge(most=most), {"most": most, "given": [to_text(one.discount_minor) for one in over]})]
