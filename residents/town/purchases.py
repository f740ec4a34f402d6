"""Orders of the town's shops from makers in the circle while its history is played: asked for, delivered, billed and paid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Model

from ecosystem.audit.public import drafted
from ecosystem.demo.public import drawn, shape
from ecosystem.feed.public import Fact, pseudonyms
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.ids import uuid7
from ecosystem.ledger.public import InsufficientFunds, deposit_of
from ecosystem.payments.public import BANK_ACCOUNT, Payee, Payment, draft_payment, draft_shares, payment_legs
from merchants.procurement import public as procurement
from merchants.procurement.public import Bill, Counted, Invoice, InvoiceLine, Line, Order, Receipt, ReceiptLine, Shipment, ShipmentLine, Want, Wording
from merchants.shops.public import Shop
from merchants.town.public import Maker, makers_of

if TYPE_CHECKING:
    from .history import History

DERIVED = "由每周销量推算 · derived from what was sold each week"


@dataclass(slots=True)
class Going:
    """An order on its way to its end, with the rows that are written then."""

    told: shape.Purchase
    order: Order
    lines: list[Line]
    shop: Shop
    maker: Maker
    rows: list[Model] = field(default_factory=list)
    invoice: Invoice | None = None


class Purchases:
    def __init__(self, history: History) -> None:
        self._history = history
        self._makers = makers_of(history.town)
        self._names = self._code_names()
        self._going: dict[str, Going] = {}
        self._line_numbers, self._revision_numbers = drawn(Line), drawn(procurement.Revision)

    def order(self, told: shape.Purchase, *, at: datetime) -> None:
        """As ``draft_order``, ``send_order`` and ``confirm_order`` do, one after the other."""
        history, owner, maker, shop = self._history, self._history.owners[told.shop], self._makers[told.maker], self._history.shops[told.shop]
        sources = [maker.sources[history.shelves.sku(shop.pk, line.sku).pk] for line in told.lines]
        order_id = uuid7()
        lines = [
            procurement.draft_line(order_id, position, source, line.quantity, 0)
            for position, (source, line) in enumerate(zip(sources, told.lines, strict=True), start=1)
        ]
        for line in lines:
            line.pk = next(self._line_numbers)
        order = procurement.draft_purchase(order_id, shop, maker.supplier, lines, note=DERIVED, by=owner, at=at)
        going = self._going[told.code] = Going(told, order, lines, shop, maker)
        history.rows.add(drafted(procurement.drafted_note(order, lines, by=owner, at=at)))
        wants = [Want(line.article_id, line.quantity) for line in lines]
        body = procurement.draft_body(shop.pk, maker.supplier.pk, wants, DERIVED)
        history.effect(f"town/{told.code}/draft", "procurement.draft", owner, body, {"order": order.pk}, at)
        wording = [Wording(line.position, line.quantity, line.unit_minor) for line in lines]
        revision, worded = procurement.draft_revision(order, "buyer", wording, at=at)
        going.rows += [revision, *worded]
        revision.pk = next(self._revision_numbers)
        for row in worded:
            row.revision = revision
        self._move(going, "sent", by=owner, at=at, sent_at=at, revision=1)
        self._tell(going, "purchase_arrived", to="supplier", key="sent", at=at, amount_minor=order.total_minor)
        revision.supplier_at = at
        self._move(going, "acknowledged", by=maker.actor, at=at, agreed_revision=1, acknowledged_at=at)
        self._publish(going, procurement.ordered_fact(order, lines=len(lines)), f"{order.pk}/ordered/1", "attested", at=at)
        self._tell(going, "purchase_confirmed", to="buyer", key="confirmed/1", at=at)

    def deliver(self, code: str, *, at: datetime) -> None:
        """As ``announce_shipment`` by the maker and ``post_receipt`` by the shop do."""
        history, going = self._history, self._going[code]
        order, owner, lines = going.order, history.owners[going.told.shop], going.lines
        shipment = Shipment(order=order, expected_on=at.date(), status=Shipment.Status.ARRIVED, announced_at=at)
        going.rows += [shipment, *(ShipmentLine(shipment=shipment, line=line, quantity=line.quantity) for line in lines)]
        history.rows.add(drafted(procurement.shipped_note(order, shipment, len(lines), by=going.maker.actor, at=at)))
        quantities = {line.position: line.quantity for line in lines}
        body = procurement.shipment_body(order.pk, quantities, at.date(), "")
        history.effect(f"town/{code}/ship", "procurement.ship", going.maker.actor, body, {"shipment": shipment.pk}, at)
        self._tell(going, "shipment_announced", to="buyer", key=f"shipment/{shipment.pk}", at=at)
        for line in lines:
            line.accepted = line.quantity
        shelved = [procurement.shelved(order, line, line.quantity) for line in lines]
        stocked = history.shelves.take_in(shelved, going.shop, history=history, by=owner, at=at)
        receipt = Receipt(id=uuid7(), order=order, shipment=shipment, value_minor=sum(line.gross_minor for line in lines), stock_id=stocked.pk)
        receipt.posted_by_id, receipt.posted_at = owner.person_id, at
        going.rows.append(receipt)
        for line in lines:
            going.rows.append(ReceiptLine(receipt=receipt, line=line, delivered=line.quantity, accepted=line.quantity, rejected=0))
        self._move(going, "received", by=owner, at=at)
        history.rows.add(drafted(procurement.taken_in_note(receipt, len(lines), 0, by=owner, at=at)))
        counted = [Counted(line.position, line.quantity) for line in lines]
        history.effect(
            f"town/{code}/receive",
            "procurement.receive",
            owner,
            procurement.receipt_body(order.pk, shipment.pk, counted),
            {"receipt": receipt.pk},
            at,
        )
        fact = procurement.goods_fact(receipt, receipt.value_minor, lines=len(lines), refused=0, days_late=0)
        self._publish(going, fact, f"{order.pk}/receipt/{receipt.pk}", "attested", at=at)
        self._tell(going, "goods_taken_in", to="supplier", key=f"receipt/{receipt.pk}", at=at)

    def bill(self, code: str, *, at: datetime) -> None:
        """As ``issue_invoice`` by the maker and ``approve_invoice`` by the shop do."""
        history, going = self._history, self._going[code]
        order, actor, owner = going.order, going.maker.actor, history.owners[going.told.shop]
        rows = [
            InvoiceLine(line=line, quantity=line.quantity, unit_minor=line.unit_minor, gross_minor=line.gross_minor, covered=line.quantity)
            for line in going.lines
        ]
        invoice = going.invoice = procurement.draft_invoice(order, code, rows, issued_on=business_date(at), at=at)
        for row in rows:
            row.invoice, row.line.billed = invoice, row.quantity
        invoice.status = Invoice.Status.MATCHED
        history.rows.add(drafted(procurement.billed_note(invoice, by=actor, at=at)))
        body = procurement.invoice_body(order.pk, code, None, [Bill(line.position, line.quantity, line.unit_minor) for line in going.lines])
        history.effect(f"town/{code}/invoice", "procurement.invoice", actor, body, {"invoice": invoice.pk}, at)
        self._tell(going, "invoice_arrived", to="buyer", key=f"invoice/{invoice.pk}", at=at, amount_minor=invoice.total_minor)
        history.rows.add(drafted(procurement.pass_invoice(invoice, pay_when_due=True, by=owner, at=at)))
        claim = procurement.draft_claim(invoice, [(line.position, line.quantity, line.gross_minor) for line in going.lines], at=at)
        going.rows += [invoice, *rows, claim]
        self._publish(going, procurement.claim_fact(claim), f"{order.pk}/invoice/{invoice.pk}", "attested", at=at)
        self._tell(going, "invoice_approved", to="supplier", key=f"invoice/{invoice.pk}/approved", at=at, amount_minor=invoice.payable_minor)

    def pay(self, code: str, *, at: datetime) -> None:
        """As ``pay_by_schedule`` does, or ``note_refusal`` where there is too little money."""
        history, going = self._history, self._going[code]
        order, invoice, shop, supplier = going.order, going.invoice, going.shop, going.maker.supplier
        if invoice is None or supplier.party_id is None:
            raise ValueError(f"{code} was never billed")
        amount, account = invoice.payable_minor, deposit_of(supplier.party_id)
        payee = Payee(procurement.PAYABLE_PORT, invoice.pk, account, amount)
        payment = draft_payment(payer_id=shop.party_id, method=BANK_ACCOUNT, payees=[payee], at=at)
        try:
            transfer_id = history.post(f"payment/{payment.pk}", "payment", payment_legs(shop.party_id, amount, [(account, amount)]), at)
        except InsufficientFunds:
            invoice.refused_on = business_date(at)
            key = f"invoice/{invoice.pk}/refused/{invoice.refused_on}"
            self._tell(going, "invoice_not_paid", to="buyer", key=key, at=at, amount_minor=amount)
            return
        payment.transfer_id, payment.status, payment.decided_at = transfer_id, Payment.Status.SUCCEEDED, at
        payment.instrument = deposit_of(shop.party_id)
        history.rows.add(payment, *draft_shares(payment, [payee]))
        history.rows.add(drafted(procurement.settle_invoice(invoice, amount, payment.pk, transfer_id, by=procurement.PAYABLES, at=at)))
        fact, key = procurement.paid_fact(order, invoice, amount, at=at), f"{order.pk}/invoice/{invoice.pk}/paid"
        self._publish(going, fact, key, "settled", at=at, transfer_id=transfer_id)
        self._move(going, "closed", by=procurement.PAYABLES, at=at, ended_at=at)
        self._tell(going, "invoice_paid", to="supplier", key=f"invoice/{invoice.pk}/paid", at=at, amount_minor=amount)
        self._keep(self._going.pop(code))

    def close(self) -> None:
        """What is still going on stays so."""
        for going in self._going.values():
            self._keep(going)

    def _keep(self, going: Going) -> None:
        self._history.rows.add(going.order, *going.lines, *going.rows)

    def _move(self, going: Going, to: str, *, by: Actor, at: datetime, **changes: object) -> None:
        order = going.order
        self._history.rows.add(drafted(procurement.moved_note(order, order.status, to, by=by, at=at)))
        order.status, order.version = to, order.version + 1
        for name, value in changes.items():
            setattr(order, name, value)

    def _tell(self, going: Going, kind: str, *, to: str, key: str, at: datetime, amount_minor: int | None = None) -> None:
        party_id = going.shop.party_id if to == "buyer" else going.maker.supplier.party_id
        if party_id is not None:
            self._history.notice(party_id, kind, *procurement.told_of(going.order, key, amount_minor), at)

    def _publish(
        self, going: Going, fact: Callable[[str, str], Fact], key: str, standing: str, *, at: datetime, transfer_id: UUID | None = None
    ) -> None:
        buyer, supplier = going.shop.party_id, going.maker.supplier.party_id
        if supplier is None:
            raise ValueError("a maker in the circle is a party")
        named = {"buyer": self._names[supplier, buyer], "supplier": self._names[buyer, supplier]}
        about = {"buyer": buyer, "supplier": supplier}
        for told in procurement.publications(about, fact, named, key=key, standing=standing, transfer_id=transfer_id, at=at):
            self._history.publish(told)

    def _code_names(self) -> dict[tuple[UUID, UUID], str]:
        """(who, at whose place) → the code name there, of those who trade with each other."""
        places: defaultdict[UUID, set[UUID]] = defaultdict(set)
        for told in self._history.town.purchases:
            shop, supplier = self._history.shops[told.shop].party_id, self._makers[told.maker].supplier.party_id
            if supplier is not None:
                places[shop].add(supplier)
                places[supplier].add(shop)
        return {(one, place): name for place, others in places.items() for one, name in pseudonyms(others, within=place).items()}
