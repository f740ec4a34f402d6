"""Makers of the source with a desk in the circle: who answers there, their price lists, and what that is in the shops."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import Act, Note, drafted
from ecosystem.demo.public import PAY_DAYS, Rows, Town, shape
from ecosystem.identity.public import Membership, Party, give_role, register_party, register_person
from ecosystem.kernel.actor import Actor, platform
from ecosystem.kernel.verbs import inner
from merchants.catalog.public import Sku
from merchants.procurement.public import Article, ArticleTerms, Source, Supplier, SupplierProfile, draft_article, open_supplier
from merchants.shops.public import Shop

TOWN = platform("town")
LEAD_DAYS = 2
ABOUT = shape.Named(
    zh="源数据里只有编号的厂家。这里的进货单由每周销量推算而来。",
    en="A maker that the source knows by number. Its orders here are derived from what was sold each week.",
)


@dataclass(frozen=True, slots=True)
class Maker:
    """A maker's face, who answers for it, and where its goods go, by SKU."""

    supplier: Supplier
    actor: Actor
    sources: dict[UUID, Source]


@inner
def settle_makers(town: Town, *, at: datetime) -> int:
    """Answers how many. One price list a maker, the same for every shop; a shop's article comes from one maker."""
    suppliers = {maker.no: _open(maker, town, at=at) for maker in town.suppliers if maker.in_circle}
    came = [line for receipt in town.receipts for line in receipt.lines] + [line for purchase in town.purchases for line in purchase.lines]
    prices = {(line.supplier, line.sku): line.unit_cost_minor for line in came}
    emails = {shop.code: town.keeper_email(shop.code) for shop in town.shops}
    kept = Membership.objects.filter(person__email__in=list(emails.values()), role=Membership.Role.OWNER, party__in=Shop.objects.values("party"))
    party_of = dict(kept.values_list("person__email", "party_id"))
    listed = {(party_id, code): sku_id for party_id, code, sku_id in Sku.objects.values_list("shop__party_id", "code", "pk")}
    rows, articles = Rows(), dict[tuple[int, str], Article]()
    for one in town.skus:
        price_minor = prices.get((one.supplier, one.code))
        if one.supplier not in suppliers or price_minor is None:
            continue
        if (one.supplier, one.code) not in articles:
            terms = ArticleTerms(one.code, one.name.zh, one.name.en, price_minor, lead_days=LEAD_DAYS)
            article = articles[one.supplier, one.code] = draft_article(suppliers[one.supplier], terms)
            rows.add(article, _added(article, at=at))
        rows.add(Source(sku_id=listed[party_of[emails[one.shop]], one.code], article=articles[one.supplier, one.code], preferred=True))
    rows.write([Article, Source])
    return len(suppliers)


def makers_of(town: Town) -> dict[int, Maker]:
    """Makers in the circle by their number."""
    numbers = {town.maker_email(maker.no): maker.no for maker in town.suppliers if maker.in_circle}
    held = Membership.objects.filter(person__email__in=list(numbers), role=Membership.Role.OWNER, party__supplier__isnull=False)
    found = {
        numbers[one.person.email]: Maker(one.party.supplier, Actor(person_id=one.person_id, party_id=one.person.party_id), {})
        for one in held.select_related("person", "party__supplier")
    }
    by_supplier = {maker.supplier.pk: maker for maker in found.values()}
    for source in Source.objects.filter(article__supplier__in=list(by_supplier)).select_related("article"):
        by_supplier[source.article.supplier_id].sources[source.sku_id] = source
    return found


@inner
def _open(maker: shape.Supplier, town: Town, *, at: datetime) -> Supplier:
    email = town.maker_email(maker.no)
    shown = next((one.name for one in town.people if one.email == email), shape.Named(f"{maker.name.zh}业务员", f"Sales at {maker.name.en}"))
    person = register_person(email=email, name_zh=shown.zh, name_en=shown.en, password=None, at=at)
    party = register_party(kind=Party.Kind.COMPANY, name_zh=maker.name.zh, name_en=maker.name.en, at=at)
    give_role(person=person, party=party, role=Membership.Role.OWNER, at=at)
    profile = SupplierProfile(maker.name.zh, maker.name.en, ABOUT.zh, ABOUT.en, pay_days=PAY_DAYS)
    return open_supplier(party=party, profile=profile, by=TOWN, at=at)


def _added(article: Article, *, at: datetime) -> Act:
    after = {"code": article.code, "price_minor": article.price_minor}
    return drafted(Note(act="procurement.article.add", target=article, by=TOWN, at=at, after=after))
