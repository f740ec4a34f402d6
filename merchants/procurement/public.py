"""What other rooms and wings may take from procurement."""

from .actions import (
    ArticleTerms,
    Bill,
    Counted,
    SupplierProfile,
    add_article,
    announce_shipment,
    approve_invoice,
    confirm_order,
    draft_order,
    issue_invoice,
    link_article,
    note_refusal,
    open_supplier,
    pay_by_schedule,
    pay_invoice,
    post_receipt,
    send_order,
)
from .actions.answering import ordered_fact
from .actions.approving import claim_fact, draft_claim, pass_invoice
from .actions.drafting import draft_body, draft_line, draft_purchase, drafted_note
from .actions.invoicing import billed_note, draft_invoice, invoice_body
from .actions.listing import draft_article
from .actions.moving import moved_note
from .actions.paying import PAYABLES, paid_fact, settle_invoice
from .actions.paying import PORT as PAYABLE_PORT
from .actions.receiving import goods_fact, receipt_body, taken_in_note
from .actions.shipping import shipment_body, shipped_note
from .actions.stocking import shelved
from .actions.telling import publications, told_of
from .actions.wording import draft_revision
from .models import (
    Article,
    Invoice,
    InvoiceLine,
    Line,
    Order,
    Receipt,
    ReceiptLine,
    Receivable,
    Revision,
    RevisionLine,
    Shipment,
    ShipmentLine,
    Source,
    Supplier,
)
from .rules import Want, Wording

__all__ = [
    "PAYABLES",
    "PAYABLE_PORT",
    "Article",
    "ArticleTerms",
    "Bill",
    "Counted",
    "Invoice",
    "InvoiceLine",
    "Line",
    "Order",
    "Receipt",
    "ReceiptLine",
    "Receivable",
    "Revision",
    "RevisionLine",
    "Shipment",
    "ShipmentLine",
    "Source",
    "Supplier",
    "SupplierProfile",
    "Want",
    "Wording",
    "add_article",
    "announce_shipment",
    "approve_invoice",
    "billed_note",
    "claim_fact",
    "confirm_order",
    "draft_article",
    "draft_body",
    "draft_claim",
    "draft_invoice",
    "draft_line",
    "draft_order",
    "draft_purchase",
    "draft_revision",
    "drafted_note",
    "goods_fact",
    "invoice_body",
    "issue_invoice",
    "link_article",
    "moved_note",
    "note_refusal",
    "open_supplier",
    "ordered_fact",
    "paid_fact",
    "pass_invoice",
    "pay_by_schedule",
    "pay_invoice",
    "post_receipt",
    "publications",
    "receipt_body",
    "send_order",
    "settle_invoice",
    "shelved",
    "shipment_body",
    "shipped_note",
    "taken_in_note",
    "told_of",
]
