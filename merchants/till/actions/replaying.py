"""What was sold, and taken of vouchers, without a network: booked as it was, once each, or held for a person to decide."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor, person_of
from ecosystem.kernel.errors import DomainError
from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.verbs import entry, inner
from ecosystem.once.public import once
from merchants.shops.public import SELLERS, Shop, shop_for
from merchants.staff.public import sold_then
from merchants.vouchers.public import OFFLINE_LASTS, Redemption, SentTooLate, voucher_meant

from .. import rules
from ..models import Sale, Todo
from ..rules import Taken, Ticket
from .asking import ask_about
from .judging import Authority
from .redeeming import use_as_taken, use_of
from .selling import Tried, book, shop_scope
from .tickets import write_taken, write_ticket

Kind = Todo.Kind


@entry
def replay(*, shop_id: UUID, ticket: Ticket, by: Actor, at: datetime) -> Sale | Todo:
    """Book a sale that has already happened; sending it again gives the first answer.

    It is booked exactly as it was rung up. What is not as the shop has it now becomes a to-do,
    and a sale that the books can't take is held whole as one: nothing of it is ever changed.

    Raises:
        NotFound: not a shop where the actor sells.
        BadSaleId: the sale's name is none.
        KeyUsedOtherwise: the name stands for another sale.
    """
    shop = shop_for(by, shop_id, roles=SELLERS)
    with once(str(rules.checked_sale_id(ticket.sale)), verb="till.sell", by=shop_scope(shop.pk), body=ticket.body(), at=at) as turn:
        if turn.earlier:
            return _first_answer(ticket.sale)
        turn.remember(sale=ticket.sale)
        try:
            # A savepoint: a refusal takes back what the sale did, and leaves the to-do.
            with transaction.atomic():
                sale, found = booked_sale(shop, ticket, by=by, at=at)
        except DomainError as refusal:
            return _hold(shop, Kind.HELD, ticket.sale, write_ticket(ticket), refusal, by=by, at=at)
        ask_about(shop, ticket.sale, found, by=by, at=at)
        return sale


@entry
def replay_use(*, shop_id: UUID, taken: Taken, by: Actor, at: datetime) -> Redemption | Todo:
    """Take a use of a voucher that a till has taken without a network; sending it again gives the first answer.

    The token is judged as of when it was taken. What the voucher no longer gives, used up elsewhere, refunded or expired
    meanwhile, and what comes after three days, is held: the goods are gone, so a manager decides, and nothing is lost unsaid.

    Raises:
        NotFound: not a shop where the actor sells.
        BadSaleId: the use's name is none.
        KeyUsedOtherwise: the name stands for another use.
    """
    shop = shop_for(by, shop_id, roles=SELLERS)
    key = str(rules.checked_sale_id(taken.use))
    with once(key, verb="till.redeem_voucher", by=shop_scope(shop.pk), body={"shown": taken.shown}, at=at) as turn:
        if turn.earlier is not None:
            return _first_word(turn.earlier, taken.use)
        try:
            with transaction.atomic():
                if at - taken.taken_at > OFFLINE_LASTS:
                    raise SentTooLate
                used = use_as_taken(shop=shop, taken=taken, by=by, at=at)
        except DomainError as refusal:
            meant = voucher_meant(shop.party_id, taken.shown, at=at)
            refusal.details |= {"name": meant.product.name, "last4": meant.last4} if meant else {}
            turn.remember()
            return _hold(shop, Kind.VOUCHER, taken.use, write_taken(taken), refusal, by=by, at=at)
        turn.remember(redemption=used.pk)
        return used


@inner
def booked_sale(shop: Shop, ticket: Ticket, *, by: Actor, at: datetime) -> Tried:
    """Booked as sold by whoever was at the till then, if she sold there then; who sends it in is in the audit beside her."""
    seller = (ticket.seller and sold_then(shop, ticket.seller, at=ticket.rung_at)) or by
    sale, found = book(shop=shop, ticket=ticket, offline=True, authority=Authority(shop, seller), by=seller, at=at)
    if seller != by:
        record("till.replay", target=f"order/{sale.pk}", by=by, at=at, after={"sold_by": seller.name}, about=shop.pk)
    return sale, found


def _first_answer(sale_id: UUID) -> Sale | Todo:
    sale = Sale.objects.select_related("order").filter(pk=sale_id).first()
    return sale or Todo.objects.get(sale_id=sale_id, kind=Kind.HELD)


def _first_word(earlier: dict[str, Any], use: UUID) -> Redemption | Todo:
    if earlier:
        return use_of(earlier)
    booked = Redemption.objects.select_related("voucher__product", "shop").filter(order_id=use).first()
    return booked or Todo.objects.get(sale_id=use, kind=Kind.VOUCHER)


@inner
def _hold(shop: Shop, kind: str, sale_id: UUID, ticket: dict[str, Any], refusal: DomainError, *, by: Actor, at: datetime) -> Todo:
    record("till.hold", target=f"order/{sale_id}", by=by, at=at, after={"code": refusal.code}, about=shop.pk)
    return Todo.objects.create(
        id=uuid7(),
        shop=shop,
        sale_id=sale_id,
        kind=kind,
        code=refusal.code,
        details=refusal.details,
        ticket=ticket,
        booked=False,
        opened_at=at,
        opened_by_id=person_of(by),
    )
