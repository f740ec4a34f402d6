"""What other rooms and wings may take from procurement."""

from .actions import (
    ArticleTerms,
    Bill,
    Counted,
    SupplierProfile,
    add_article,
    approve_invoice,
    confirm_order,
    draft_order,
    issue_invoice,
    link_article,
    open_supplier,
    pay_invoice,
    post_receipt,
    send_order,
)
from .models import Article, Invoice, Order, Receivable, Source, Supplier
from .rules import Want

__all__ = [
    "Article",
    "ArticleTerms",
    "Bill",
    "Counted",
    "Invoice",
    "Order",
    "Receivable",
    "Source",
    "Supplier",
    "SupplierProfile",
    "Want",
    "add_article",
    "approve_invoice",
    "confirm_order",
    "draft_order",
    "issue_invoice",
    "link_article",
    "open_supplier",
    "pay_invoice",
    "post_receipt",
    "send_order",
]
