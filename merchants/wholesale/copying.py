"""The orders of the wholesaler's customers as the verbs would have written them, row for row, one customer's year at a time.

Every row is drafted by the room that owns it; only what a customer's orders and shelves have come to is kept here, until her year is
written. A test lives a slice of the file through the verbs and compares every table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.db.models import Model

from ecosystem.audit.public import Act, Note, drafted
from ecosystem.demo.public import Rows, drawn
from ecosystem.feed.public import Fact, FactRow, Publication, drafted_fact
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.ids import uuid7
from ecosystem.notices.public import Notice, draft_notice
from ecosystem.once.public import drafted_effect
from merchants.catalog.actions.adding import added_note as listed_note
from merchants.catalog.models import PriceChange, Product, Sku, Variant
from merchants.catalog.public import Article as Listed
from merchants.catalog.public import draft_article as draft_listing
from merchants.procurement import models
from merchants.procurement.actions import answering, approving, drafting, invoicing, landing, listing, moving, quoted, receiving, shipping, telling
from merchants.procurement.actions.quoted import OnTop, Quoted
from merchants.procurement.actions.stocking import shelved
from merchants.procurement.actions.wording import draft_revision
from merchants.procurement.rules import MAX_LINES, Counted, Wording
from merchants.shops.public import Described, describe
from merchants.stock.actions import receiving as stocking
from merchants.stock.actions.moving import Cause
from merchants.stock.models import Level
from merchants.stock.models import Receipt as StockReceipt
from merchants.stock.public import landed_shares

from .settling import Desk, Wholesaler
from .shape import Purchase, Wanted

PIECE = ("件", "piece")
WRITTEN_FIRST = [Product, Variant, Sku, PriceChange, models.Source, Level, models.Order, models.Line, models.Revision, models.Invoice]


def note_of(invoice: str) -> str:
    """What each order says of where it comes from."""
    return f"由批发商的真实发票 {invoice} 推算 · derived from the wholesaler's real invoice {invoice}"


def code_of(invoice: str) -> str:
    return f"wholesale/{invoice}"


def listed_as(code: str, article: models.Article, unit_minor: int) -> Listed:
    """Nothing is known of what a customer asks for it: what she paid first stands as the price on her shelf."""
    return Listed(code=code, name_zh=article.name_zh, name_en=article.name_en, price_minor=unit_minor)


def quoted_of(one: Wanted, article: models.Article, sku: Sku) -> Quoted:
    names = article.name_zh, article.name_en
    return Quoted(sku.pk, names, PIECE, Decimal(1), whole=True, quantity=Decimal(one.quantity), unit_minor=one.unit_minor, article_id=article.pk)


@dataclass(slots=True)
class Going:
    """An order with what may still change of it."""

    told: Purchase
    order: models.Order
    lines: list[models.Line]
    revision: models.Revision
    billed: list[models.InvoiceLine] = field(default_factory=list)
    claim: models.Receivable | None = None


class Copy:
    """Writes what it was given with ``write``; what the supplier was told waits for ``close``, since it is read in the order of time."""

    def __init__(self, wholesaler: Wholesaler) -> None:
        self.wholesaler = wholesaler
        self.rows = Rows()
        self._told: list[Notice] = []
        self._described: list[Described] = []
        self._numbers: dict[type[Model], Iterator[int]] = {
            table: drawn(table) for table in (models.Line, models.Revision, models.InvoiceLine, models.Source, Level)
        }

    def write(self) -> int:
        written = self.rows.write([*WRITTEN_FIRST, FactRow, Act])
        described, self._described = self._described, []
        describe(described)
        with connection.cursor() as cursor:
            # What the rows refer to is looked up now: a year of it would not fit into memory.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        return written

    def close(self) -> int:
        told, self._told = sorted(self._told, key=lambda notice: notice.created_at), []
        self.rows.extend(told)
        return self.write()

    def numbered(self, row: Model) -> Model:
        row.pk = next(self._numbers[type(row)])
        return row

    def buy(self, desk: Desk, told: Purchase) -> Going:
        """One invoice: ordered, confirmed, shipped, taken in, billed and approved, all at its moment; not paid, since nobody knows when."""
        if len(told.lines) > MAX_LINES:
            raise ValueError(f"{told.invoice} has more lines than an order may have")
        going = self._place(desk, told)
        self._confirm(desk, going)
        self._deliver(desk, going, self._ship(desk, going))
        self._bill(desk, going)
        self.rows.add(going.order, *going.lines, going.revision)
        return going

    def _place(self, desk: Desk, told: Purchase) -> Going:
        """As ``place_quoted`` does, once the customer has put on her shelf what she never bought before."""
        at, order_id = told.at, uuid7()
        lines = []
        for position, one in enumerate(told.lines, start=1):
            article = self.wholesaler.articles[one.code]
            sku = desk.skus.get(one.code) or self._list(desk, one, article, at=at)
            line = quoted.draft_quoted(order_id, position, quoted_of(one, article, sku), article, 0)
            self.numbered(line)
            lines.append(line)
        order = drafting.draft_purchase(order_id, desk.shop, self.wholesaler.supplier, lines, note=note_of(told.invoice), by=desk.actor, at=at)
        order.freight_minor, order.landed_by = told.freight_minor, OnTop().landed_by
        self.note(quoted.placed_note(order, lines, code_of(told.invoice), by=desk.actor, at=at))
        wording = [Wording(line.position, line.quantity, line.unit_minor) for line in lines]
        revision, worded = draft_revision(order, models.Revision.Side.BUYER, wording, at=at)
        self.numbered(revision)
        for row in worded:
            row.revision = revision
        self.rows.extend(worded)
        going = Going(told, order, lines, revision)
        self.move(going, "sent", by=desk.actor, at=at, sent_at=at, revision=1)
        self.tell(desk, going, "purchase_arrived", to="supplier", key="sent", at=at, amount_minor=order.total_minor)
        return going

    def _list(self, desk: Desk, one: Wanted, article: models.Article, *, at: datetime) -> Sku:
        """As ``add_sku`` and ``link_article`` do."""
        made = draft_listing(desk.shop.party_id, desk.shop.pk, listed_as(one.code, article, one.unit_minor))
        sku = desk.skus[one.code] = made.sku
        source = models.Source(sku=sku, article=article, per_unit=Decimal(1), preferred=True)
        self.numbered(source)
        level = desk.levels[sku.pk] = Level(sku=sku, shop=desk.shop, on_hand=Decimal(0))
        self.numbered(level)
        price = PriceChange(sku_id=sku.pk, price_minor=sku.price_minor, from_at=at, by_id=desk.actor.person_id)
        self.rows.add(made.product, made.variant, sku, price, source, level)
        self._described.append(made.described)
        self.note(listed_note(sku, by=desk.actor, at=at))
        self.note(listing.linked_note(source, by=desk.actor, at=at))
        return sku

    def _confirm(self, desk: Desk, going: Going) -> None:
        """As ``confirm_order`` does."""
        at, order = going.told.at, going.order
        going.revision.supplier_at = at
        self.move(going, "acknowledged", by=self.wholesaler.actor, at=at, agreed_revision=1, acknowledged_at=at)
        self.publish(desk, answering.ordered_fact(order, lines=len(going.lines)), f"{order.pk}/ordered/1", at=at)
        self.tell(desk, going, "purchase_confirmed", to="buyer", key="confirmed/1", at=at)

    def _ship(self, desk: Desk, going: Going) -> models.Shipment:
        """As ``announce_shipment`` does."""
        at, order, by = going.told.at, going.order, self.wholesaler.actor
        shipment = models.Shipment(order=order, expected_on=at.date(), status=models.Shipment.Status.ARRIVED, announced_at=at)
        self.rows.add(shipment, *(models.ShipmentLine(shipment=shipment, line=line, quantity=line.quantity) for line in going.lines))
        self.note(shipping.shipped_note(order, shipment, len(going.lines), by=by, at=at))
        body = shipping.shipment_body(order.pk, quantities_of(going.told), at.date(), "")
        self.effect(f"{code_of(going.told.invoice)}/ship", "procurement.ship", by, body, {"shipment": shipment.pk}, at)
        self.tell(desk, going, "shipment_announced", to="buyer", key=f"shipment/{shipment.pk}", at=at)
        return shipment

    def _deliver(self, desk: Desk, going: Going, shipment: models.Shipment) -> None:
        """As ``post_receipt`` does; all of it comes, so all freight lands with it."""
        at, order, by = going.told.at, going.order, desk.actor
        for line in going.lines:
            line.accepted = line.quantity
        receipt = models.Receipt(id=uuid7(), order=order, shipment=shipment, value_minor=order.total_minor, posted_by_id=by.person_id, posted_at=at)
        receipt.landed_minor = landing.landed_share(order, going.lines) if order.extra_minor else 0
        receipt.stock_id, shares = self._shelve(desk, going, receipt.landed_minor, at=at)
        order.landed_minor += receipt.landed_minor
        self.rows.add(receipt)
        for line, share in zip(going.lines, shares, strict=True):
            counts = {"delivered": line.quantity, "accepted": line.quantity, "rejected": 0}
            self.rows.add(models.ReceiptLine(receipt=receipt, line=line, landed_minor=share, **counts))
        self.move(going, receiving.status_of(going.lines), by=by, at=at)
        self.note(receiving.taken_in_note(receipt, len(going.lines), 0, by=by, at=at))
        counted = [Counted(position, quantity) for position, quantity in quantities_of(going.told).items()]
        body = receiving.receipt_body(order.pk, shipment.pk, counted)
        self.effect(f"{code_of(going.told.invoice)}/receive", "procurement.receive", by, body, {"receipt": receipt.pk}, at)
        fact = receiving.goods_fact(receipt, receipt.value_minor, lines=len(going.lines), refused=0, days_late=0)
        self.publish(desk, fact, f"{order.pk}/receipt/{receipt.pk}", at=at)
        self.tell(desk, going, "goods_taken_in", to="supplier", key=f"receipt/{receipt.pk}", at=at)

    def _shelve(self, desk: Desk, going: Going, landed_minor: int, *, at: datetime) -> tuple[UUID, list[int]]:
        """As ``add_receipt`` does. Answers the receipt's id and what each line bears of the freight."""
        lines = [shelved(going.order, line, line.quantity) for line in going.lines]
        told = [(line.unit_cost_minor, line.quantity, line.weight_g) for line in lines]
        shares = landed_shares(landed_minor, going.order.landed_by, told) if landed_minor else [0] * len(lines)
        cost = sum(line.total_minor for line in lines)
        row = StockReceipt(id=uuid7(), shop=desk.shop, cost_minor=cost, landed_minor=landed_minor, received_at=at)
        self.rows.add(row)
        levels = desk.levels
        for line, share in sorted(zip(lines, shares, strict=True), key=lambda pair: levels[pair[0].sku_id].pk):
            self.rows.add(*stocking.draft_receipt_line(levels[line.sku_id], line, share, Cause(row.pk, desk.actor, at)))
        self.note(stocking.received_note(row, len(lines), by=desk.actor, at=at))
        fact = stocking.received_fact(row, lines)
        self.rows.add(drafted_fact(Publication(fact=fact, about=desk.shop.party_id, key=f"receipt/{row.pk}", at=at)))
        return row.pk, shares

    def _bill(self, desk: Desk, going: Going) -> None:
        """As ``issue_invoice`` by the wholesaler and ``approve_invoice`` by the customer do."""
        at, order, told = going.told.at, going.order, going.told
        for line in going.lines:
            row = models.InvoiceLine(
                line=line, quantity=line.quantity, unit_minor=line.unit_minor, gross_minor=line.gross_minor, covered=line.quantity
            )
            self.numbered(row)
            going.billed.append(row)
        on = business_date(at)
        invoice = invoicing.draft_invoice(order, told.invoice, going.billed, extra_minor=told.freight_minor, issued_on=on, at=at)
        for row in going.billed:
            row.invoice, row.line.billed = invoice, row.quantity
        invoice.status = models.Invoice.Status.MATCHED
        self.note(invoicing.billed_note(invoice, by=self.wholesaler.actor, at=at))
        bills = [invoicing.Bill(line.position, line.quantity, line.unit_minor) for line in going.lines]
        body = invoicing.invoice_body(order.pk, told.invoice, None, bills, told.freight_minor)
        self.effect(f"{code_of(told.invoice)}/invoice", "procurement.invoice", self.wholesaler.actor, body, {"invoice": invoice.pk}, at)
        key = f"invoice/{invoice.pk}"
        self.tell(desk, going, "invoice_arrived", to="buyer", key=key, at=at, amount_minor=invoice.total_minor)
        self.note(approving.pass_invoice(invoice, pay_when_due=False, by=desk.actor, at=at))
        lines = [(line.position, line.quantity, line.gross_minor) for line in going.lines]
        going.claim = approving.draft_claim(invoice, lines, at=at)
        self.rows.add(invoice, *going.billed, going.claim)
        self.publish(desk, approving.claim_fact(going.claim), f"{order.pk}/{key}", at=at)
        self.tell(desk, going, "invoice_approved", to="supplier", key=f"{key}/approved", at=at, amount_minor=invoice.payable_minor)

    def move(self, going: Going, to: str, *, reason: str = "", by: Actor, at: datetime, **changes: object) -> None:
        order = going.order
        self.note(moving.moved_note(order, order.status, to, reason=reason, by=by, at=at))
        order.status, order.version = to, order.version + 1
        for name, value in {**changes, **({"reason": reason} if reason else {})}.items():
            setattr(order, name, value)

    def note(self, told: Note) -> None:
        self.rows.add(drafted(told))

    def effect(self, key: str, verb: str, by: Actor, body: object, result: dict[str, object], at: datetime) -> None:
        self.rows.add(drafted_effect(key, verb=verb, by=by, body=body, result=result, at=at))

    def tell(self, desk: Desk, going: Going, kind: str, *, to: str, key: str, at: datetime, amount_minor: int | None = None) -> None:
        values = telling.told_of(going.order, key, amount_minor)
        if to == "buyer":
            self.rows.add(draft_notice(desk.shop.party_id, kind, *values, at=at))
        else:
            self._told.append(draft_notice(self.wholesaler.party_id, kind, *values, at=at))

    def publish(self, desk: Desk, fact: Callable[[str, str], Fact], key: str, *, at: datetime) -> None:
        """Attested: each side said so in its own books."""
        about = {"buyer": desk.shop.party_id, "supplier": self.wholesaler.party_id}
        named = {"buyer": desk.supplier_called, "supplier": desk.called}
        self.rows.extend(drafted_fact(told) for told in telling.publications(about, fact, named, key=key, standing="attested", at=at))


def quantities_of(told: Purchase) -> Mapping[int, Decimal]:
    return {position: Decimal(one.quantity) for position, one in enumerate(told.lines, start=1)}


def counts_of(lines: Sequence[models.Line], quantities: Mapping[int, int]) -> list[tuple[models.Line, Decimal]]:
    """Lines of an order by position, with so many of each."""
    return [(lines[position - 1], Decimal(quantity)) for position, quantity in sorted(quantities.items())]
