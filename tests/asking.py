"""Short ways to ask for quotes in the tests: a request to three suppliers, one of them outside the circle, and their answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from ecosystem.identity.public import Person
from merchants.procurement import actions as buying_actions
from merchants.procurement.actions import SupplierProfile
from merchants.procurement.models import Supplier
from merchants.sourcing import actions, links
from merchants.sourcing.actions import Asked, Pick, QuotedLine, QuoteTerms
from merchants.sourcing.models import Quotation, Rfq
from merchants.sourcing.offers import comparison_of
from merchants.sourcing.queries import comparable
from merchants.sourcing.rules import Plan
from tests import buying
from tests.buying import D, Market
from tests.cast import MORNING, actor

IN_TWO_DAYS = MORNING + timedelta(days=2)
HOLDS = (MORNING + timedelta(days=10)).date()


@dataclass(frozen=True)
class Bazaar:
    """The market, and a village outside the circle that its shop knows."""

    town: Market
    village: Supplier

    @property
    def suppliers(self) -> list[Supplier]:
        return [self.town.supplier, self.town.rival_supplier, self.village]

    def boss(self, supplier: Supplier) -> Person:
        return self.town.wholesaler if supplier == self.town.supplier else self.town.rival_wholesaler


def bazaar(*, town: Market | None = None, **more: Any) -> Bazaar:
    town = town or buying.market(**more)
    profile = SupplierProfile("村口", "Village")
    return Bazaar(town, buying_actions.note_supplier(shop_id=town.shop.pk, profile=profile, by=actor(town.owner), at=MORNING))


def wants(at: Bazaar, *, free: bool = False) -> list[Asked]:
    milk = Asked(D(10), sku_id=at.town.corner.milk.pk, unit=("箱", "case"), per_unit=D(24), wanted_by=(MORNING + timedelta(days=5)).date())
    second = Asked(D(20), name="Bags", unit=("包", "bag")) if free else Asked(D("7.5"), sku_id=at.town.corner.bread.pk, unit=("公斤", "kg"))
    return [milk, second]


def drafted(at: Bazaar, *, free: bool = False, suppliers: Sequence[Supplier] = (), answer_by: datetime = IN_TWO_DAYS, key: str = "") -> Rfq:
    return actions.draft_rfq(
        shop_id=at.town.shop.pk,
        wants=wants(at, free=free),
        supplier_ids=[supplier.pk for supplier in suppliers or at.suppliers],
        answer_by=answer_by,
        key=key or uuid4().hex,
        by=actor(at.town.owner),
        at=MORNING,
    )


def asked(at: Bazaar, **more: Any) -> Rfq:
    return actions.send_rfq(rfq_id=drafted(at, **more).pk, by=actor(at.town.owner), at=MORNING)


def terms(
    *prices: int | None, freight_minor: int = 0, days: Sequence[int] = (2, 2), holds: date = HOLDS, sent: dict[str, Any] | None = None, **more: Any
) -> QuoteTerms:
    lines = [QuotedLine(position, price, days[position - 1], holds, **more) for position, price in enumerate(prices, start=1) if price]
    return QuoteTerms(lines, freight_minor=freight_minor, **(sent or {}))


def quotation(rfq: Rfq, supplier: Supplier) -> Quotation:
    return Quotation.objects.get(rfq=rfq, supplier=supplier)


def quoted(at: Bazaar, rfq: Rfq, supplier: Supplier, *prices: int | None, when: datetime = MORNING, seen: int = -1, **more: Any) -> Quotation:
    one = quotation(rfq, supplier)
    number = one.number if seen < 0 else seen
    if supplier.party_id is None:
        return actions.submit_by_link(token=links.write(one, at=MORNING), terms=terms(*prices, **more), seen_number=number, at=when)
    return actions.submit_quote(quotation_id=one.pk, terms=terms(*prices, **more), seen_number=number, by=actor(at.boss(supplier)), at=when)


def three_quotes(at: Bazaar, rfq: Rfq) -> None:
    """Harvest is cheap for milk, Orchard for the second line, Village is dear for both and brings it tomorrow."""
    quoted(at, rfq, at.town.supplier, 7_000, 1_200, freight_minor=500)
    quoted(at, rfq, at.town.rival_supplier, 7_500, 800, freight_minor=300)
    quoted(at, rfq, at.village, 8_000, 1_300, days=(1, 1))


def plan(rfq: Rfq, name: str = "split") -> Plan:
    found = getattr(comparison_of(comparable(rfq.pk, today=MORNING.date()), today=MORNING.date()), name)
    assert isinstance(found, Plan)
    return found


def picks(of: Plan) -> list[Pick]:
    return [Pick(position, cell.quotation_id, cell.number) for position, cell in sorted(of.cells.items())]


def awarded(at: Bazaar, rfq: Rfq, of: Plan | None = None, *, by: Person | None = None, key: str = "", when: datetime = MORNING, **more: Any) -> Rfq:
    of = of or plan(rfq)
    said = {"picks": picks(of), "seen_total_minor": of.total_minor, **more}
    return actions.award(rfq_id=rfq.pk, key=key or uuid4().hex, by=actor(by or at.town.owner), at=when, **said)
