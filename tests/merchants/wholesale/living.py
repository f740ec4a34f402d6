"""A slice of the wholesaler's year lived through the verbs, one after the other: what the copy must equal."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction

from ecosystem.identity.public import Membership, Party, give_role, register_party, register_person
from ecosystem.kernel.actor import Actor
from merchants.catalog.public import Sku, add_sku
from merchants.procurement import actions
from merchants.procurement.actions import Bill, Counted, OnTop
from merchants.procurement.models import Article, Order
from merchants.shops.public import Shop, open_shop
from merchants.wholesale import settling
from merchants.wholesale.actions import EVENING_BEFORE
from merchants.wholesale.copying import code_of, listed_as, note_of, quantities_of, quoted_of
from merchants.wholesale.giving_back import key_of, reason_of
from merchants.wholesale.shape import Buyer, GivenBack, Purchase, Year


class Player:
    def __init__(self, year: Year) -> None:
        self.year, self.at = year, year.buyers[0].since - EVENING_BEFORE
        with transaction.atomic():
            person = register_person(email=settling.EMAIL, name_zh=settling.SELLER_ZH, name_en=settling.SELLER_EN, password=None, at=self.at)
            party = register_party(kind=Party.Kind.COMPANY, name_zh=settling.NAME_ZH, name_en=settling.NAME_EN, at=self.at)
            give_role(person=person, party=party, role=Membership.Role.OWNER, at=self.at)
            self.supplier = actions.open_supplier(party=party, profile=settling.profile(), by=settling.LOADER, at=self.at)
        self.seller = Actor(person_id=person.pk, party_id=person.party_id)
        self.articles = {offer.code: self._offer(settling.terms_of(offer)) for offer in year.offers}

    def play(self, buyers: Sequence[Buyer]) -> None:
        for buyer in buyers:
            shop, actor = self._open(buyer)
            orders: dict[str, Order] = {}
            skus: dict[str, Sku] = {}
            for event in buyer.events:
                if isinstance(event, Purchase):
                    orders[event.invoice] = self._buy(event, shop, skus, by=actor)
                else:
                    self._give_back(event, orders[event.invoice], by=actor)

    def _offer(self, terms: actions.ArticleTerms) -> Article:
        return actions.add_article(supplier_id=self.supplier.pk, terms=terms, by=self.seller, at=self.at)

    @transaction.atomic
    def _open(self, buyer: Buyer) -> tuple[Shop, Actor]:
        name_zh, name_en = settling.names_of(buyer)
        owner = register_person(email=settling.email_of(buyer.customer), name_zh=name_zh, name_en=name_en, password=None, at=buyer.since)
        party = register_party(kind=Party.Kind.SOLE_TRADER, name_zh=name_zh, name_en=name_en, at=buyer.since)
        shop = open_shop(party=party, owner=owner, profile=settling.shop_of(buyer), hours=[], by=settling.LOADER, at=buyer.since)
        return shop, Actor(person_id=owner.pk, party_id=owner.party_id)

    def _buy(self, told: Purchase, shop: Shop, skus: dict[str, Sku], *, by: Actor) -> Order:
        at, code = told.at, code_of(told.invoice)
        for one in told.lines:
            if one.code not in skus:
                article = self.articles[one.code]
                skus[one.code] = add_sku(shop_id=shop.pk, article=listed_as(one.code, article, one.unit_minor), by=by, at=at)
                actions.link_article(sku_id=skus[one.code].pk, article_id=article.pk, per_unit=Decimal(1), preferred=True, by=by, at=at)
        lines = [quoted_of(one, self.articles[one.code], skus[one.code]) for one in told.lines]
        with transaction.atomic():
            order = actions.place_quoted(
                shop=shop, supplier=self.supplier, lines=lines, on_top=OnTop(told.freight_minor), code=code, note=note_of(told.invoice), by=by, at=at
            )
        actions.confirm_order(order_id=order.pk, revision=1, by=self.seller, at=at)
        quantities = quantities_of(told)
        shipment = actions.announce_shipment(
            order_id=order.pk, quantities=quantities, expected_on=at.date(), key=f"{code}/ship", by=self.seller, at=at
        )
        counted = [Counted(position, quantity) for position, quantity in quantities.items()]
        actions.post_receipt(order_id=order.pk, counted=counted, shipment_id=shipment.pk, key=f"{code}/receive", by=by, at=at)
        bills = [Bill(position, Decimal(one.quantity), one.unit_minor) for position, one in enumerate(told.lines, start=1)]
        invoice = actions.issue_invoice(
            order_id=order.pk, number=told.invoice, bills=bills, extra_minor=told.freight_minor, key=f"{code}/invoice", by=self.seller, at=at
        )
        actions.approve_invoice(invoice_id=invoice.pk, seen_version=invoice.version, pay_when_due=False, by=by, at=at)
        return order

    def _give_back(self, told: GivenBack, order: Order, *, by: Actor) -> None:
        quantities = {position: Decimal(quantity) for position, quantity in told.quantities.items()}
        reason, at = reason_of(told.document), told.at
        made = actions.return_goods(order_id=order.pk, quantities=quantities, reason=reason, key=key_of(told), by=by, at=at)
        actions.acknowledge_return(order_id=order.pk, return_id=made.pk, by=self.seller, at=at)
        order.refresh_from_db()
        if order.status == Order.Status.PARTIALLY_RECEIVED:
            actions.short_close(order_id=order.pk, reason=reason, by=by, at=at)
        elif order.status == Order.Status.ACKNOWLEDGED:
            actions.cancel_order(order_id=order.pk, reason=reason, by=by, at=at)
