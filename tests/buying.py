"""Short ways to buy and supply in the tests: a wholesaler, her price list, and orders taken as far as wanted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from ecosystem.identity.public import Membership, Party, Person, give_role, register_party
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import DomainError
from merchants.catalog.public import Variant
from merchants.procurement import actions
from merchants.procurement.actions import ArticleTerms, Bill, Counted, SupplierProfile
from merchants.procurement.models import Article, DoorCount, Invoice, Line, Order, Receipt, Shipment, Supplier
from merchants.procurement.rules import Want, Wording
from merchants.shops.public import Shop
from merchants.staff.public import set_limits
from merchants.staff.rules import DEFAULTS
from merchants.stock.public import Level
from tests import cast
from tests.cast import BANK, MORNING, Corner, actor

D = Decimal
TOMORROW = (MORNING + timedelta(days=1)).date()


@dataclass(frozen=True)
class Market:
    """A corner shop, its people, and a wholesaler from whom it buys milk by the case of 24 and apples by the kilogram."""

    corner: Corner
    buyer: Person
    manager: Person
    keeper: Person
    accountant: Person
    wholesaler: Person
    packer: Person
    supplier: Supplier
    case: Article
    apples: Article
    rival_supplier: Supplier
    rival_wholesaler: Person

    @property
    def shop(self) -> Shop:
        return self.corner.shop

    @property
    def owner(self) -> Person:
        return self.corner.owner


@transaction.atomic
def member(shop_or_party: Any, role: str, name: str, *, money_minor: int = 0) -> Person:
    made = cast.person(name, money_minor=money_minor)
    party_id = getattr(shop_or_party, "party_id", None) or shop_or_party.pk
    give_role(person=made, party=Party.objects.get(pk=party_id), role=role, at=MORNING)
    return made


def supplier(name: str = "Harvest", *, money_minor: int = 0, **profile: Any) -> tuple[Supplier, Person]:
    owner = cast.person(f"{name}-owner")
    with transaction.atomic():
        party = register_party(kind=Party.Kind.COMPANY, name_zh=name, name_en=name, at=MORNING)
        give_role(person=owner, party=party, role=Membership.Role.OWNER, at=MORNING)
        made = actions.open_supplier(party=party, profile=SupplierProfile(name, name, **profile), by=BANK, at=MORNING)
    if money_minor:
        fund(party.pk, money_minor)
    return made, owner


@transaction.atomic
def fund(party_id: Any, amount_minor: int) -> None:
    from ecosystem.ledger.public import Leg, bank_account, deposit_of, post_transfer

    account = deposit_of(party_id)
    legs = [Leg(bank_account("cash", spread_by=account), -amount_minor), Leg(account, amount_minor)]
    post_transfer(key=f"fund/{uuid4()}", kind="opening", legs=legs, at=MORNING)


def article(of: Supplier, owner: Person, name: str = "Case", *, price_minor: int = 7_200, **terms: Any) -> Article:
    said = ArticleTerms(code=uuid4().hex[:8], name_zh=name, name_en=name, price_minor=price_minor, **terms)
    return actions.add_article(supplier_id=of.pk, terms=said, by=actor(owner), at=MORNING)


def link(shop_owner: Person, sku: Any, to: Article, per_unit: str = "1", *, preferred: bool = True) -> None:
    actions.link_article(sku_id=sku.pk, article_id=to.pk, per_unit=D(per_unit), preferred=preferred, by=actor(shop_owner), at=MORNING)


def market(*, corner: Corner | None = None, money_minor: int = 1_000_000, **profile: Any) -> Market:
    """Around a shop of its own, unless one is given."""
    corner = corner or cast.corner()
    # What stands for apples in the shop is weighed there too.
    Variant.objects.filter(listings=corner.bread).update(whole_only=False)
    fund(corner.shop.party_id, money_minor)
    wholesaler, boss = supplier("Harvest", **profile)
    rival, rival_boss = supplier("Orchard")
    case, apples = article(wholesaler, boss), article(wholesaler, boss, "Apples", price_minor=999, whole=False, moq=D("0.5"), multiple=D("0.5"))
    link(corner.owner, corner.milk, case, "24")
    link(corner.owner, corner.bread, apples)
    return Market(
        corner,
        member(corner.shop, "buyer", "buyer"),
        member(corner.shop, "manager", "manager"),
        member(corner.shop, "stock_keeper", "keeper"),
        member(corner.shop, "accountant", "accountant"),
        boss,
        member(Party.objects.get(pk=wholesaler.party_id), "clerk", "packer"),
        wholesaler,
        case,
        apples,
        rival,
        rival_boss,
    )


def limits(town: Market, **amounts: int) -> None:
    """How much each role may order alone, in minor units."""
    for role, amount in amounts.items():
        set_limits(shop_id=town.shop.pk, role=role, limits=replace(DEFAULTS[role], purchase_minor=amount), by=actor(town.owner), at=MORNING)


def dearer(town: Market, **parts: int) -> None:
    """How much dearer than before each role may buy alone, in basis points; any sum."""
    for role, part in parts.items():
        said = replace(DEFAULTS[role], purchase_minor=None, dearer_bp=part)
        set_limits(shop_id=town.shop.pk, role=role, limits=said, by=actor(town.owner), at=MORNING)


def policy(town: Market, **limits: int) -> None:
    actions.set_buying_policy(shop_id=town.shop.pk, limits=limits, by=actor(town.owner), at=MORNING)


def draft(town: Market, *, cases: str = "100", apples: str = "", by: Person | None = None, key: str = "") -> Order:
    wants = [Want(town.case.pk, D(cases))] if cases else []
    wants += [Want(town.apples.pk, D(apples))] if apples else []
    return actions.draft_order(
        shop_id=town.shop.pk, supplier_id=town.supplier.pk, wants=wants, key=key or uuid4().hex, by=actor(by or town.owner), at=MORNING
    )


def sent(town: Market, **wanted: Any) -> Order:
    return actions.send_order(order_id=draft(town, **wanted).pk, by=actor(town.owner), at=MORNING)


def confirmed(town: Market, **wanted: Any) -> Order:
    return actions.confirm_order(order_id=sent(town, **wanted).pk, revision=1, by=actor(town.packer), at=MORNING)


def ahead(town: Market, *, cases: str = "100") -> Order:
    """An order that both sides agreed to be billed ahead of its goods."""
    order, owner = draft(town, cases=cases), actor(town.owner)
    actions.rewrite_draft(order_id=order.pk, wants=[Want(town.case.pk, D(cases))], seen_version=1, billing="order", by=owner, at=MORNING)
    actions.send_order(order_id=order.pk, by=owner, at=MORNING)
    return actions.confirm_order(order_id=order.pk, revision=1, by=actor(town.packer), at=MORNING)


def shipped(town: Market, order: Order, *quantities: str, key: str = "") -> Shipment:
    said = {position: D(quantity) for position, quantity in enumerate(quantities, start=1)}
    return actions.announce_shipment(
        order_id=order.pk, quantities=said, expected_on=TOMORROW, key=key or uuid4().hex, by=actor(town.packer), at=MORNING
    )


def received(
    town: Market,
    order: Order,
    *accepted: str,
    rejected: Sequence[str] = (),
    shipment: Shipment | None = None,
    key: str = "",
    by: Person | None = None,
) -> Receipt:
    return actions.post_receipt(
        order_id=order.pk,
        counted=told(*accepted, rejected=rejected),
        shipment_id=shipment.pk if shipment else None,
        key=key or uuid4().hex,
        by=actor(by or town.keeper),
        at=MORNING,
    )


def counted(town: Market, order: Order, *delivered: str, shipment: Shipment | None = None, key: str = "", by: Person | None = None) -> DoorCount:
    said = {position: D(quantity) for position, quantity in enumerate(delivered, start=1)}
    return actions.count_delivery(
        order_id=order.pk,
        delivered=said,
        shipment_id=shipment.pk if shipment else None,
        key=key or uuid4().hex,
        by=actor(by or town.keeper),
        at=MORNING,
    )


def accepted(town: Market, count: DoorCount, *good: str, rejected: Sequence[str] = (), key: str = "", by: Person | None = None) -> Receipt:
    lines = told(*good, rejected=rejected)
    return actions.accept_count(
        order_id=count.order_id, count_id=count.pk, counted=lines, key=key or uuid4().hex, by=actor(by or town.manager), at=MORNING
    )


def told(*accepted: str, rejected: Sequence[str] = ()) -> list[Counted]:
    """Lines at the door, in their order: so much good, so much broken."""
    refused = [*rejected, *["0"] * (len(accepted) - len(rejected))]
    return [
        Counted(position, D(good), D(bad), "broken" if D(bad) else "")
        for position, (good, bad) in enumerate(zip(accepted, refused, strict=True), start=1)
    ]


def billed(town: Market, order: Order, *bills: tuple[str, int], number: str = "", key: str = "") -> Invoice:
    said = [Bill(position, D(quantity), unit) for position, (quantity, unit) in enumerate(bills, start=1)]
    return actions.issue_invoice(
        order_id=order.pk, number=number or f"INV {uuid4().hex[:6]}", bills=said, key=key or uuid4().hex, by=actor(town.wholesaler), at=MORNING
    )


def approved(town: Market, invoice: Invoice, *, pay_when_due: bool = False) -> Invoice:
    return actions.approve_invoice(
        invoice_id=invoice.pk, seen_version=invoice.version, pay_when_due=pay_when_due, by=actor(town.accountant), at=MORNING
    )


def paid(town: Market, invoice: Invoice, *, method: str = "bank_account", key: str = "", at: datetime = MORNING) -> Invoice:
    return actions.pay_invoice(invoice_id=invoice.pk, method=method, key=key or uuid4().hex, by=actor(town.accountant), at=at)


def line_of(order: Order, position: int = 1) -> Line:
    return Line.objects.get(order=order, position=position)


def worded(order: Order, **changes: Any) -> list[Wording]:
    """The order's wording with its first line changed."""
    said = [Wording(line.position, line.quantity, line.unit_minor, line.promised_on) for line in order.lines.order_by("position")]
    first = said[0]
    changed = {"quantity": first.quantity, "unit_minor": first.unit_minor, "promised_on": first.promised_on, **changes}
    return [Wording(first.position, **changed), *said[1:]]


def turned_ahead(order: Order, *, supplier: Person, buyer: Person) -> Line:
    """The first line of an order that is to be billed ahead of its goods from its second revision on: the supplier proposes, the buyer agrees."""
    change = {"order_id": order.pk, "revision": 1, "wording": worded(order), "reason": "stock is scarce", "billing": "order"}
    actions.propose_change(**change, by=actor(supplier), at=MORNING)
    actions.agree_to_change(order_id=order.pk, revision=2, by=actor(buyer), at=MORNING)
    return line_of(order)


def act(person: Person) -> Actor:
    return actor(person)


def on_hand(town: Market) -> int:
    """Bottles of milk on the shelf."""
    return int(Level.objects.get(sku=town.corner.milk).on_hand)


def refused(refusal: type[DomainError], act: Callable[[], object], *, kept: Callable[[], object]) -> DomainError:
    """The act is refused, and of what ``kept`` shows nothing has changed."""
    before = kept()
    with pytest.raises(refusal) as raised:
        act()
    assert kept() == before
    return raised.value
