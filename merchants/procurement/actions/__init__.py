"""The verbs of buying and supplying."""

from ..rules import Counted
from .answering import agree_to_change, confirm_by_link, confirm_order, decline_by_link, decline_order, propose_by_link, propose_change
from .approving import approve_invoice, debit_differences, release_invoice
from .crediting import choose_payment, still_to_pay
from .drafting import add_lines, draft_order, rewrite_draft
from .invoicing import Bill, issue_invoice, rematch_invoice, withdraw_invoice
from .landing import charge_freight
from .listing import (
    ArticleTerms,
    SupplierProfile,
    add_article,
    become_supplier,
    change_article,
    link_article,
    note_supplier,
    open_supplier,
    set_buying_policy,
)
from .paying import InvoicePayable, note_refusal, pay_back_debit, pay_by_schedule, pay_invoice
from .quoted import OnTop, Quoted, place_quoted
from .receiving import post_receipt
from .reopening import reopen_unpaid
from .reordering import draft_by_itself, draft_suggested, set_reorder_rule, set_reordering
from .returning import acknowledge_return, answer_dispute, return_goods, settle_dispute
from .reversing import reverse_receipt
from .sending import (
    amend_order,
    approve_order,
    cancel_order,
    hand_in,
    hold_order,
    resume_order,
    return_to_draft,
    send_order,
    short_close,
)
from .setting_aside import accept_count, count_delivery, decide_refused, drop_count
from .shipping import announce_by_link, announce_shipment, withdraw_shipment
from .waiting import ask_again, lapse, wait_longer

__all__ = [
    "ArticleTerms",
    "Bill",
    "Counted",
    "InvoicePayable",
    "OnTop",
    "Quoted",
    "SupplierProfile",
    "accept_count",
    "acknowledge_return",
    "add_article",
    "add_lines",
    "agree_to_change",
    "amend_order",
    "announce_by_link",
    "announce_shipment",
    "answer_dispute",
    "approve_invoice",
    "approve_order",
    "ask_again",
    "become_supplier",
    "cancel_order",
    "change_article",
    "charge_freight",
    "choose_payment",
    "confirm_by_link",
    "confirm_order",
    "count_delivery",
    "debit_differences",
    "decide_refused",
    "decline_by_link",
    "decline_order",
    "draft_by_itself",
    "draft_order",
    "draft_suggested",
    "drop_count",
    "hand_in",
    "hold_order",
    "issue_invoice",
    "lapse",
    "link_article",
    "note_refusal",
    "note_supplier",
    "open_supplier",
    "pay_back_debit",
    "pay_by_schedule",
    "pay_invoice",
    "place_quoted",
    "post_receipt",
    "propose_by_link",
    "propose_change",
    "release_invoice",
    "rematch_invoice",
    "reopen_unpaid",
    "resume_order",
    "return_goods",
    "return_to_draft",
    "reverse_receipt",
    "rewrite_draft",
    "send_order",
    "set_buying_policy",
    "set_reorder_rule",
    "set_reordering",
    "settle_dispute",
    "short_close",
    "still_to_pay",
    "wait_longer",
    "withdraw_invoice",
    "withdraw_shipment",
]
