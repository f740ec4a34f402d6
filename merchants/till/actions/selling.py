"""Selling at the counter for cash or on the tab: placed, paid and completed in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor, person_of, platform
from ecosystem.kernel.money import to_text
from ecosystem.kernel.verbs import entry, inner
from ecosystem.ledger.public import drawer_of, tab_of
from ecosystem.once.public import once
from ecosystem.payments.public import CASH, Payee, Payment, create_payment
from merchants.catalog.public import Article, CodeTaken, Sku, draft_article
from merchants.customers.public import TAB, Card, card_for
from merchants.orders.public import NOTHING_HELD, Held, Order, Sold, Wanted, hold_deal, place_sale
from merchants.promotions.public import coupon_on_slip
from merchants.shops.public import SELLERS, Shop, serving_shops, shop_for
from merchants.staff.public import note_approval

from .. import access, rules
from ..errors import CustomerMissing, DiscountsMoved, SellerMoved
from ..models import CashMovement, Sale
from ..queries import deal_at_counter
from ..rules import Ticket
from .asking import ask_about
from .cash import note_cash
from .judging import Authority, Found, judge

Tried = tuple[Sale, list[Found]]


@entry
def sell(*, shop_id: UUID, ticket: Ticket, by: Actor, at: datetime, approver: Actor | None = None) -> Sale:
    """Sell for cash or on a customer's tab; the same ``ticket.sale`` sells once, whoever sends it again.

    ``by`` is who sells; ``approver`` is whoever stood by her and proved with her PIN that it may be.

    Raises:
        NotFound: not a shop where the actor sells.
        BadSaleId, SaleIdTaken: the sale's name is none, or another's.
        NothingOrdered, TooManyLines, BadQuantity, SoldOut: what is sold is no sale.
        PriceChanged, NotOnSale: the shelf is not what the till showed.
        DiscountTooLarge, AboveThreshold: more than the seller may do alone, and than the approver may.
        DiscountsMoved, DealGone: the shop's promotions take off something else now, or were used up in the same moment.
        ShownCouponStale, CouponNotFound: the coupon was shown too long ago, or has been used or taken back since.
        SellerMoved: the ticket names somebody else.
        NoOpenShift, CashTooLittle: cash has nowhere to go, or is not enough.
        CustomerMissing, CustomerNotFound, TabOverdue, TabLimitReached: the tab can't take it.
    """
    shop = shop_for(by, shop_id, roles=SELLERS)
    with once(str(rules.checked_sale_id(ticket.sale)), verb="till.sell", by=shop_scope(shop.pk), body=ticket.body(), at=at) as turn:
        if turn.earlier:
            return Sale.objects.select_related("order").get(pk=ticket.sale)
        if ticket.seller not in (None, by.person_id):
            raise SellerMoved
        authority = Authority(shop, by, approver)
        sale, found = book(shop=shop, ticket=ticket, offline=False, authority=authority, by=by, at=at)
        for one in found:
            if one.refusal:
                raise one.refusal
        ask_about(shop, ticket.sale, found, by=by, at=at)
        if authority.let_through and approver:
            note_approval(shop_id=shop.pk, target=f"order/{sale.pk}", what=authority.let_through, asked_by=by, by=approver, at=at)
        turn.remember(sale=ticket.sale)
        return sale


def shop_scope(shop_id: UUID) -> Actor:
    """A sale is one whichever of the shop's people sends it again, so its key belongs to the shop."""
    return platform(f"till/{shop_id}")


@inner
def book(*, shop: Shop, ticket: Ticket, offline: bool, authority: Authority, by: Actor, at: datetime) -> Tried:
    """Write a sale into every book as it was rung up, and say what about it is not as the shop has it now."""
    # Locks in the house's order: the shift, counters of promotions, the tab, the shelves, the ledger.
    shift_id = _shift_of(shop, ticket)
    sold = [_sold(shop, line) for line in ticket.lines]
    held = _held(shop, ticket, sold, by=by, at=at)
    card = _card_of(ticket, by)
    placed = place_sale(
        order_id=ticket.sale,
        shop=serving_shops([shop.pk])[shop.pk],
        channel=Order.Channel.COUNTER,
        sold=sold,
        held=held,
        buyer_id=card.party_id if card else None,
        by=by,
        at=at,
    )
    order = placed.order
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
    return sale, judge(ticket, placed, authority)


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
def _held(shop: Shop, ticket: Ticket, sold: Sequence[Sold], *, by: Actor, at: datetime) -> Held:
    """What the shop's promotions give the sale, taken for it, if it is still what the till showed.

    Raises ``DiscountsMoved``, ``DealGone``, ``CouponGone``, or what ``coupon_on_slip`` raises.
    """
    if ticket.deal_minor is None:
        return NOTHING_HELD
    buyer_id = card_for(by, ticket.customer).party_id if ticket.customer else None
    then = min(ticket.rung_at, at)
    shown = coupon_on_slip(shop.pk, ticket.coupon, at=then) if ticket.coupon else None
    deal = deal_at_counter(shop_id=shop.pk, sold=sold, tender=ticket.tender, buyer_id=buyer_id, at=then, shown=shown)
    if deal.discount_minor != ticket.deal_minor:
        raise DiscountsMoved(details={"shown": to_text(ticket.deal_minor), "now": to_text(deal.discount_minor)})
    return hold_deal(order_id=ticket.sale, deal=deal, buyer_id=buyer_id, at=at, shown=shown)


@inner
def _sold(shop: Shop, line: rules.TicketLine) -> Sold:
    sku_id = line.sku or open_article(shop).pk
    names = None if line.sku else rules.OPEN_NAMES
    return Sold(Wanted(sku_id, line.quantity, line.price_minor, line.options), line.discount_minor, names)


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
    after = {"total_minor": payment.amount_minor, "tender": sale.tender, "discount_minor": sale.order.discount_minor}
    record("till.sell", target=f"order/{sale.pk}", by=by, at=at, after=after, about=sale.shop_id)
