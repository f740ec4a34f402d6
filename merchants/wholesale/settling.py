"""Who stands in the circle before trade begins: the wholesaler with a price list, and its customers, each with a shop of her own.

The source knows customers by a number and a country; so do we. Their shops have no opening hours and lie in open sea, so that
no resident ever finds them: they buy, and nothing is known of what they sell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from ecosystem.audit.public import drafted, record_all
from ecosystem.demo.public import Rows
from ecosystem.feed.public import Publication, pseudonyms, pseudonyms_across, publish_all
from ecosystem.identity.public import Membership, Party, Person, draft_person, give_role, register_party, register_person
from ecosystem.kernel.actor import Actor, platform
from ecosystem.kernel.verbs import inner
from ecosystem.ledger.public import available_of, deposit_of, open_accounts, pending_of
from merchants.catalog.public import Sku
from merchants.procurement.actions.listing import added_note
from merchants.procurement.public import Article, ArticleTerms, Supplier, SupplierProfile, draft_article, open_supplier
from merchants.shops.actions import opened_fact, opened_note
from merchants.shops.public import Profile, Shop, describe, described_shop, draft_shop
from merchants.stock.public import Level

from .shape import Buyer, Offer

LOADER = platform("wholesale")
EMAIL = "wholesaler@wholesale.twin"
NAME_ZH, NAME_EN = "英国礼品批发商", "UK gift wholesaler"
SELLER_ZH, SELLER_EN = "批发商业务员", "Sales at the wholesaler"
ABOUT_ZH = "真实数据：一家英国礼品批发商 2009–2010 年的发票（UCI Online Retail II，CC BY 4.0）。一便士记作一分；源数据不含付款。"
ABOUT_EN = (
    "Real data: a UK gift wholesaler's invoices of 2009–10 (UCI Online Retail II, CC BY 4.0). "
    "A penny stands as a fen; payments are not in the source."
)
PAY_DAYS, LEAD_DAYS = 30, 1
# West of Ireland, where nobody looks for a shop.
SEA = Decimal("54.000000"), Decimal("-20.000000")


@dataclass(frozen=True, slots=True)
class Wholesaler:
    supplier: Supplier
    party_id: UUID
    actor: Actor
    articles: dict[str, Article]


@dataclass(slots=True)
class Desk:
    """A customer's shop: who acts there, what either side calls the other, and what lies there by now."""

    buyer: Buyer
    shop: Shop
    actor: Actor
    called: str
    supplier_called: str
    skus: dict[str, Sku] = field(default_factory=dict)
    levels: dict[UUID, Level] = field(default_factory=dict)


def email_of(customer: int) -> str:
    return f"customer-{customer}@wholesale.twin"


def profile() -> SupplierProfile:
    return SupplierProfile(NAME_ZH, NAME_EN, ABOUT_ZH, ABOUT_EN, pay_days=PAY_DAYS)


def terms_of(offer: Offer) -> ArticleTerms:
    """The source names goods in English only."""
    return ArticleTerms(offer.code, offer.name, offer.name, offer.price_minor, lead_days=LEAD_DAYS)


def shop_of(buyer: Buyer) -> Profile:
    name_zh, name_en = names_of(buyer)
    lat, lng = SEA
    return Profile(name_zh, name_en, Shop.Category.OTHER, lat, lng, buyer.since.date(), address_zh=buyer.country, address_en=buyer.country)


def names_of(buyer: Buyer) -> tuple[str, str]:
    return f"{buyer.customer} 号客户", f"Customer {buyer.customer}"


@inner
def settle_wholesaler(offers: Sequence[Offer], *, at: datetime) -> Wholesaler:
    person = register_person(email=EMAIL, name_zh=SELLER_ZH, name_en=SELLER_EN, password=None, at=at)
    party = register_party(kind=Party.Kind.COMPANY, name_zh=NAME_ZH, name_en=NAME_EN, at=at)
    give_role(person=person, party=party, role=Membership.Role.OWNER, at=at)
    supplier = open_supplier(party=party, profile=profile(), by=LOADER, at=at)
    actor = Actor(person_id=person.pk, party_id=person.party_id)
    articles = {offer.code: draft_article(supplier, terms_of(offer)) for offer in offers}
    rows = Rows()
    for article in articles.values():
        rows.add(article, drafted(added_note(article, by=actor, at=at)))
    rows.write([Article])
    return Wholesaler(supplier, party.pk, actor, articles)


@inner
def settle_buyers(buyers: Sequence[Buyer], wholesaler: Wholesaler) -> list[Desk]:
    """As ``register_person``, ``register_party`` and ``open_shop`` do for each of them, at the moment of her first purchase."""
    people, parties, shops = [], [], []
    for buyer in buyers:
        name_zh, name_en = names_of(buyer)
        people.append(draft_person(email=email_of(buyer.customer), name_zh=name_zh, name_en=name_en, password=None, at=buyer.since))
        party = Party(kind=Party.Kind.SOLE_TRADER, name_zh=name_zh, name_en=name_en, created_at=buyer.since)
        parties.append(party)
        shops.append(draft_shop(party.pk, shop_of(buyer)))
    Party.objects.bulk_create([*(person.party for person in people), *parties])
    Person.objects.bulk_create(people)
    roles = [
        Membership(person=person, party=party, role=Membership.Role.OWNER, since=party.created_at)
        for person, party in zip(people, parties, strict=True)
    ]
    Membership.objects.bulk_create(roles)
    open_accounts(account(party.pk) for party in parties for account in (deposit_of, pending_of, available_of))
    Shop.objects.bulk_create(shops)
    describe(described_shop(shop) for shop in shops)
    record_all(opened_note(shop, [], by=LOADER, at=buyer.since) for shop, buyer in zip(shops, buyers, strict=True))
    publish_all([_opened(shop, at=buyer.since) for shop, buyer in zip(shops, buyers, strict=True)])
    called = pseudonyms([party.pk for party in parties], within=wholesaler.party_id)
    supplier_called = pseudonyms_across(wholesaler.party_id, [party.pk for party in parties])
    return [
        Desk(buyer, shop, Actor(person_id=person.pk, party_id=person.party_id), called[shop.party_id], supplier_called[shop.party_id])
        for buyer, shop, person in zip(buyers, shops, people, strict=True)
    ]


def _opened(shop: Shop, *, at: datetime) -> Publication:
    return Publication(fact=opened_fact(shop), about=shop.party_id, key=f"shop/{shop.pk}/opened", at=at)
