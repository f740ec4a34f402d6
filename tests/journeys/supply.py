"""The street buys: orders in each state, quotes to compare, neighbours who buy together, a supplier's desk; and newcomers with their papers."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

from ecosystem.identity.public import Party, Person
from ecosystem.places.public import Landmark
from merchants.onboarding.models import Submission
from merchants.periods.public import set_taxpayer
from merchants.pools.actions import set_ladder
from merchants.procurement import actions, links
from merchants.procurement.actions import SupplierProfile
from merchants.procurement.models import Article, Order, Supplier
from merchants.procurement.rules import Want
from merchants.shops.public import Shop
from merchants.sourcing import links as quoting
from tests import asking, buying, cast, pooling
from tests.buying import D, Market
from tests.cast import MORNING, Corner, actor
from tests.journeys.screen import Screen
from tests.merchants.onboarding.cast import PDF, begun, opened, scan, submitted


def market(corner: Corner) -> Market:
    """The wholesaler of the short ways, under the names that a bakery would know."""
    town = buying.market(corner=corner)
    for supplier, zh, en in ((town.supplier, "丰收粮油批发", "Harvest Flour & Oil"), (town.rival_supplier, "果园直供", "Orchard Direct")):
        Supplier.objects.filter(pk=supplier.pk).update(name_zh=zh, name_en=en)
        Party.objects.filter(supplier=supplier).update(name_zh=zh, name_en=en)
    for article, zh, en, tax_bp in (
        (town.case, "冷冻面包胚 24 个", "Frozen loaves, case of 24", 1_300),
        (town.apples, "淡味黄油", "Unsalted butter", None),
    ):
        Article.objects.filter(pk=article.pk).update(name_zh=zh, name_en=en, tax_bp=tax_bp)
        article.refresh_from_db()
    return town


def purchase_screens(town: Market) -> Iterator[Screen]:
    """Each page with somebody who sees it, in a state in which it has something to show."""
    changed = buying.sent(town, cases="20", apples="12.5")
    wording = buying.worded(changed, quantity=D(15), unit_minor=7_300)
    actions.propose_change(order_id=changed.pk, revision=1, wording=wording, reason="黄油短缺", billing="order", by=actor(town.packer), at=MORNING)
    coming = buying.confirmed(town, cases="30")
    buying.shipped(town, coming, "30")
    here = buying.confirmed(town, cases="40")
    buying.received(town, here, "37", rejected=["3"], shipment=buying.shipped(town, here, "40"))
    buying.billed(town, here, ("40", 7_300), number="INV 2026-11")
    whole = buying.confirmed(town, cases="10")
    buying.received(town, whole, "10")
    buying.approved(town, buying.billed(town, whole, ("10", 7_200), number="INV 2026-12"), pay_when_due=True)
    ahead = buying.ahead(town, cases="15")
    buying.approved(town, buying.billed(town, ahead, ("15", 7_200), number="INV 2026-13"))
    counted = buying.confirmed(town, cases="25", apples="10")
    buying.counted(town, counted, "24", "10", shipment=buying.shipped(town, counted, "25", "10"))
    buying.policy(town, blind_receiving=True)
    sku_id, owner = town.corner.bread.pk, actor(town.owner)
    actions.set_reorder_rule(sku_id=sku_id, minimum=D(900), maximum=D(1800), review_days=7, snoozed_until=None, by=owner, at=MORNING)
    actions.set_reordering(shop_id=town.shop.pk, supplier_id=town.supplier.pk, trigger="auto", by=owner, at=MORNING)
    drafted, waiting, linked = buying.draft(town), buying.sent(town), _linked(town)
    yield Screen("purchases", "/shop/purchases/", town.owner)
    yield Screen("suppliers", "/shop/purchases/suppliers/", town.owner)
    yield Screen("price-list", f"/shop/purchases/suppliers/{town.supplier.pk}/", town.owner)
    yield Screen("purchase-draft", f"/purchases/{drafted.pk}/", town.owner)
    yield Screen("purchase-changed", f"/purchases/{changed.pk}/", town.owner)
    yield Screen("purchase-waiting", f"/purchases/{waiting.pk}/", town.owner)
    yield Screen("purchase-coming", f"/purchases/{coming.pk}/", town.owner)
    yield Screen("purchase-ahead", f"/purchases/{ahead.pk}/", town.owner)
    yield Screen("purchase-disputed", f"/purchases/{here.pk}/", town.owner)
    yield Screen("purchase-counted", f"/purchases/{counted.pk}/", town.owner)
    yield Screen("purchase-blind", f"/purchases/{coming.pk}/", town.keeper)
    yield Screen("purchases-aside", "/shop/purchases/aside/", town.owner)
    yield Screen("reorder", "/shop/purchases/reorder/", town.owner)
    yield Screen("payables", "/shop/purchases/payables/", town.owner)
    yield Screen("buying-limits", "/shop/purchases/policy/", town.owner)
    yield Screen("reorder-rule", f"/shop/purchases/rules/{sku_id}/", town.owner)
    yield Screen("supply", "/supply/orders/", town.wholesaler)
    yield Screen("supply-answer", f"/purchases/{waiting.pk}/", town.wholesaler)
    yield Screen("supply-disputed", f"/purchases/{here.pk}/", town.wholesaler)
    yield Screen("supply-prices", "/supply/prices/", town.wholesaler)
    yield Screen("supply-claims", "/supply/claims/", town.wholesaler)
    yield Screen("supply-ageing", "/supply/claims/ageing/", town.wholesaler)
    yield Screen("supply-join", "/supply/orders/", town.corner.rival)
    yield Screen("supply-link", f"/supply/link/{links.write(linked, at=MORNING)}/", None)


def _linked(town: Market) -> Order:
    profile, by = SupplierProfile("村口鸡蛋", "Village Eggs"), actor(town.owner)
    village = actions.note_supplier(shop_id=town.shop.pk, profile=profile, by=by, at=MORNING)
    eggs = buying.article(village, town.owner, "Eggs", price_minor=3_000)
    buying.link(town.owner, town.corner.bread, eggs, "30", preferred=False)
    wants = [Want(eggs.pk, D(4))]
    order = actions.draft_order(shop_id=town.shop.pk, supplier_id=village.pk, wants=wants, key=uuid4().hex, by=by, at=MORNING)
    return actions.send_order(order_id=order.pk, by=by, at=MORNING)


def sourcing_screens(town: Market) -> Iterator[Screen]:
    at = asking.bazaar(town=town)
    drafted, rfq = asking.drafted(at, free=True), asking.asked(at)
    asking.three_quotes(at, rfq)
    on_paper = {"tax_included": False, "attachment": PDF, "freight_tax_bp": 900}
    first = MORNING.date().replace(day=1)
    set_taxpayer(shop_id=town.shop.pk, is_general=True, rate_bp=1_300, from_on=first, key="taxed", by=actor(town.owner), at=MORNING)
    asking.quoted(at, rfq, town.rival_supplier, 6_900, 750, freight_minor=300, tax_bp=1_300, sent=on_paper)
    scan()
    open_one = asking.asked(at)
    mine = asking.quoted(at, open_one, town.supplier, 7_000, 1_200, tax_bp=900, sent=on_paper)
    link = quoting.write(asking.quotation(open_one, at.village), at=MORNING)
    yield Screen("sourcing", "/shop/sourcing/", town.owner)
    yield Screen("rfq-new", "/shop/sourcing/new/?from=low", town.owner)
    yield Screen("rfq-draft", f"/shop/sourcing/{drafted.pk}/", town.owner)
    yield Screen("rfq-edit", f"/shop/sourcing/{drafted.pk}/edit/", town.owner)
    yield Screen("comparison", f"/shop/sourcing/{rfq.pk}/", town.owner)
    yield Screen("supply-requests", "/supply/requests/", town.wholesaler)
    yield Screen("supply-quote", f"/supply/requests/{mine.pk}/", town.wholesaler)
    yield Screen("quote-link", f"/supply/quote/{link}/", None)


def pool_screens(town: Market, neighbour: tuple[Person, Shop], article: object) -> Iterator[Screen]:
    """The neighbour's shop is in the same neighbourhood and buys the same case."""
    buying.fund(neighbour[1].party_id, pooling.MONEY)
    buying.link(neighbour[0], article, town.case, "24")
    at = pooling.Street(town, [neighbour], neighbour)
    set_ladder(article_id=town.case.pk, steps=pooling.LADDER, by=actor(town.wholesaler), at=MORNING)
    pool = pooling.opened(at)
    pooling.in_it(pool, neighbour)
    yield Screen("pools", "/shop/pools/", town.owner)
    yield Screen("pool", f"/shop/pools/{pool.pk}/", town.owner)
    yield Screen("pool-open", f"/shop/pools/open/{town.case.pk}/", town.owner)
    yield Screen("supply-pools", "/supply/pools/", town.wholesaler)


def joining_screens(place: Landmark, operator: Person, starter: Person) -> Iterator[Screen]:
    """Somebody who has begun, somebody whose shop stands, somebody whose papers wait at the bank."""
    Landmark.objects.create(code="pine", neighbourhood=place.neighbourhood, name_zh="松园", name_en="Pine Court", lat=place.lat, lng=place.lng)
    first, second, third = (cast.person(name) for name in ("方可", "许诺", "梁欢"))
    start, (shop_file, _shop) = begun(first), opened(second)
    file, _waiting = submitted(third)
    document = Submission.objects.filter(file=file).exclude(document=None).first()
    assert document
    yield Screen("start", "/shop/start/", starter)
    yield Screen("start-shop", f"/shop/start/{start.pk}/shop/", first)
    yield Screen("start-goods", f"/shop/start/{shop_file.pk}/goods/", second)
    yield Screen("start-codes", f"/shop/start/{shop_file.pk}/codes/", second)
    yield Screen("kit", "/shop/kit/?what=table&labels=2", second)
    yield Screen("papers", "/shop/papers/", second)
    yield Screen("papers-sent", "/shop/papers/", third)
    yield Screen("first-shop", "/shop/", second)
    yield Screen("merchants", "/bank/onboarding/", operator)
    yield Screen("merchant", f"/bank/onboarding/{file.pk}/", operator)
    yield Screen("activation", "/bank/onboarding/report/", operator)
