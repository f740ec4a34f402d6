"""Suppliers, what they ask for their goods, and the documents that both sides share."""

from .aside import DoorCount, DoorCountLine, Refused
from .invoices import DebitNote, Invoice, InvoiceLine, Receivable
from .orders import Line, Order
from .receipts import Charge, Dispute, Receipt, ReceiptLine, Return, ReturnLine, Shipment, ShipmentLine
from .reordering import Reordering, ReorderRule
from .revisions import Revision, RevisionLine
from .suppliers import Article, BuyingPolicy, Source, Supplier

__all__ = [
    "Article",
    "BuyingPolicy",
    "Charge",
    "DebitNote",
    "Dispute",
    "DoorCount",
    "DoorCountLine",
    "Invoice",
    "InvoiceLine",
    "Line",
    "Order",
    "Receipt",
    "ReceiptLine",
    "Receivable",
    "Refused",
    "ReorderRule",
    "Reordering",
    "Return",
    "ReturnLine",
    "Revision",
    "RevisionLine",
    "Shipment",
    "ShipmentLine",
    "Source",
    "Supplier",
]
