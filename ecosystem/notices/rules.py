"""The sentences of notices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.money import to_text

SENTENCES: Mapping[str, Promise | str] = {
    "order_arrived": _("New order %(number)s"),
    "order_paid_by_static_code": _("¥%(amount)s came by your shop's code"),
    "order_accepted": _("The shop has accepted order %(number)s"),
    "order_ready": _("Order %(number)s is ready"),
    "order_out_for_delivery": _("Order %(number)s is on its way"),
    "order_completed": _("Order %(number)s is handed over"),
    "order_waits": _("Order %(number)s still waits for your answer"),
    "order_missed": _("Order %(number)s ran out of time; the buyer has her money back"),
    "order_timed_out": _("The shop did not answer order %(number)s in time; your money is back in your account"),
    "order_cancel_asked": _("The buyer asks you to cancel order %(number)s"),
    "order_cancel_refused": _("The shop goes on with order %(number)s"),
    "selling_paused_missed": _("%(shop)s is paused for half an hour: too many orders were left unanswered"),
    "order_cancelled": _("Order %(number)s was cancelled; your money is back in your account"),
    "order_cancelled_money_comes": _("Order %(number)s was cancelled; your money is on its way back to where you paid from"),
    "order_refunded": _("¥%(amount)s of order %(number)s is back where you paid from"),
    "payment_failed": _("The payment of ¥%(amount)s did not go through; nothing was charged. Pay again or another way"),
    "payout_made": _("¥%(amount)s was paid into your account"),
    "payout_came_back": _("A payout of ¥%(amount)s came back; look where it should go"),
    "payout_rejected": _("A payout of ¥%(amount)s was not approved; it waits with your other sales"),
    "clawed_back": _("¥%(amount)s was taken to cover refunds"),
    "offer_made": _("You could borrow up to ¥%(amount)s"),
    "loan_opened": _("¥%(amount)s is in your account"),
    "loan_repaid": _("Your loan is repaid"),
    "purchase_to_approve": _("Purchase %(number)s over ¥%(amount)s waits for approval"),
    "purchase_arrived": _("A shop orders goods for ¥%(amount)s: %(number)s"),
    "purchase_amended": _("The shop changed order %(number)s to ¥%(amount)s"),
    "purchase_cancelled": _("The shop called off order %(number)s"),
    "purchase_short_closed": _("The shop expects no more of order %(number)s"),
    "purchase_held": _("The shop put order %(number)s on hold"),
    "purchase_resumed": _("Order %(number)s goes on"),
    "purchase_change_agreed": _("The shop agreed to your change of order %(number)s"),
    "purchase_confirmed": _("The supplier confirmed %(number)s"),
    "purchase_changed": _("The supplier would deliver %(number)s for ¥%(amount)s: agree or not"),
    "purchase_declined": _("The supplier declined %(number)s"),
    "shipment_announced": _("Goods of %(number)s are on their way"),
    "shipment_withdrawn": _("Goods of %(number)s are not on their way after all"),
    "goods_taken_in": _("The shop took in goods of %(number)s"),
    "goods_differ": _("The shop took in goods of %(number)s, with differences"),
    "goods_taken_back": _("The shop took back a receipt of %(number)s"),
    "goods_returned": _("The shop sends back goods of %(number)s worth ¥%(amount)s"),
    "return_acknowledged": _("The supplier has the returned goods of %(number)s"),
    "dispute_answered": _("The supplier answered a difference of %(number)s"),
    "dispute_settled": _("A difference of %(number)s is settled"),
    "invoice_arrived": _("Invoice over ¥%(amount)s for %(number)s: it matches"),
    "invoice_held": _("Invoice over ¥%(amount)s for %(number)s does not match"),
    "invoice_withdrawn": _("An invoice for %(number)s was withdrawn"),
    "invoice_released": _("The shop released your invoice for %(number)s"),
    "invoice_debited": _("The shop took ¥%(amount)s off your invoice for %(number)s"),
    "invoice_approved": _("The shop approved your invoice for %(number)s: ¥%(amount)s"),
    "invoice_paid": _("¥%(amount)s for %(number)s is in your account"),
    "invoice_not_paid": _("There was too little money to pay ¥%(amount)s for %(number)s today"),
    "payment_unanswered": _("Nobody answered for the payment of ¥%(amount)s for %(number)s; pay it again"),
    "debit_paid_back": _("The supplier gave back ¥%(amount)s for %(number)s"),
    "after_sale_applied": _("Money back is asked for order %(number)s: ¥%(amount)s"),
    "after_sale_withdrawn": _("The request for order %(number)s was taken back"),
    "after_sale_agreed": _("Your request for order %(number)s was agreed to: ¥%(amount)s"),
    "after_sale_rejected": _("The shop refused your request for order %(number)s; you may ask the platform"),
    "after_sale_offered": _("The shop offers ¥%(amount)s for order %(number)s: take it or not"),
    "after_sale_offer_taken": _("Your offer for order %(number)s was taken: ¥%(amount)s"),
    "after_sale_offer_left": _("Your offer for order %(number)s was not taken"),
    "after_sale_sent_back": _("Goods of order %(number)s are on their way back"),
    "after_sale_goods_refused": _("The shop refused the goods of order %(number)s; you may ask the platform"),
    "after_sale_escalated": _("The platform was asked about order %(number)s"),
    "after_sale_decided": _("The platform decided about order %(number)s: ¥%(amount)s"),
    "after_sale_decided_buyer": _("The platform decided about your order %(number)s: ¥%(amount)s"),
    "after_sale_refunded": _("¥%(amount)s of order %(number)s is back"),
    "after_sale_refunded_shop": _("¥%(amount)s of order %(number)s went back to the buyer"),
    "appeal_answered": _("The bank has answered your appeal against your health score"),
    "rfq_arrived": _("A shop asks you for a quote: %(number)s"),
    "rfq_cancelled": _("The shop no longer asks for quotes: %(number)s"),
    "rfq_expired": _("No quote for %(number)s is left to take"),
    "quote_arrived": _("%(supplier)s quotes ¥%(amount)s for %(number)s"),
    "quote_revised": _("%(supplier)s quotes anew for %(number)s: ¥%(amount)s"),
    "quote_declined": _("%(supplier)s does not quote for %(number)s"),
    "quote_won": _("Your quote for %(number)s won: the order is on your desk"),
    "quote_lost": _("Another quote for %(number)s was taken"),
    "quote_expired": _("Your quote for %(number)s is no longer asked for"),
    "pool_ordered": _("Pool %(number)s filled: your order is with the supplier, ¥%(amount)s a unit"),
    "pool_failed": _("Pool %(number)s did not fill; your deposit is free again"),
    "pool_deposit_back": _("Your deposit of ¥%(amount)s for pool %(number)s is free again"),
    "pool_deposit_lost": _("Your deposit of ¥%(amount)s for pool %(number)s went to the supplier"),
    "tab_reminder": _("%(shop)s reminds you: ¥%(amount)s is overdue on your tab"),
    "file_active": _("The bank has approved your shop's papers"),
    "file_needs_info": _("The bank asks for something more of your shop's papers"),
    "file_rejected": _("The bank can't approve your shop's papers; read why"),
    "file_terminated": _("Your shop's contract with the bank has ended; open orders are still finished and paid out"),
    "paper_rejected": _("A paper was not accepted; read why and send another"),
    "paper_infected": _("A file that you sent held a virus and was destroyed; send another"),
    "paper_expires": _("A paper of your shop runs out on %(day)s; renew it in time"),
    "paper_expired": _("A paper of your shop has run out; hand in the new one"),
    "selling_suspended_documents": _("Your shop takes no orders for now: a paper ran out long ago. Your money is paid out as ever"),
    "selling_suspended_unfinished": _("Your shop takes no orders for now: its papers were not finished in time. Your money is paid out as ever"),
    "selling_suspended_bank": _("The bank has stopped your shop from taking orders; read why"),
    "selling_suspended_ended": _("Your shop takes no orders any more"),
    "selling_resumed": _("Your shop takes orders again"),
}


SHOPS_PURCHASES = (
    "purchase_to_approve",
    "purchase_confirmed",
    "purchase_changed",
    "purchase_declined",
    "shipment_announced",
    "shipment_withdrawn",
    "return_acknowledged",
    "dispute_answered",
    "invoice_arrived",
    "invoice_held",
    "invoice_withdrawn",
    "invoice_not_paid",
    "payment_unanswered",
    "debit_paid_back",
)
SUPPLIERS_DESK = (
    "purchase_arrived",
    "purchase_amended",
    "purchase_cancelled",
    "purchase_short_closed",
    "purchase_held",
    "purchase_resumed",
    "purchase_change_agreed",
    "goods_taken_in",
    "goods_differ",
    "goods_taken_back",
    "goods_returned",
    "dispute_settled",
    "invoice_released",
    "invoice_debited",
    "invoice_approved",
    "invoice_paid",
)
SHOPS_AFTER_SALES = (
    "after_sale_applied",
    "after_sale_withdrawn",
    "after_sale_offer_taken",
    "after_sale_offer_left",
    "after_sale_sent_back",
    "after_sale_escalated",
    "after_sale_decided",
    "after_sale_refunded_shop",
)
BUYERS_AFTER_SALES = (
    "after_sale_agreed",
    "after_sale_rejected",
    "after_sale_offered",
    "after_sale_goods_refused",
    "after_sale_decided_buyer",
    "after_sale_refunded",
)
ABOUT_PAPERS = (
    "file_active",
    "file_needs_info",
    "file_rejected",
    "file_terminated",
    "paper_rejected",
    "paper_infected",
    "paper_expires",
    "paper_expired",
    "selling_suspended_documents",
    "selling_suspended_unfinished",
    "selling_suspended_bank",
    "selling_suspended_ended",
    "selling_resumed",
)
RFQS = ("rfq_expired", "quote_arrived", "quote_revised", "quote_declined")
QUOTATIONS = ("rfq_arrived", "rfq_cancelled", "quote_won", "quote_lost", "quote_expired")
LINKS: Mapping[str, str] = {
    **dict.fromkeys(("order_arrived", "order_waits", "order_missed", "order_cancel_asked"), "orders:board"),
    "order_paid_by_static_code": "till:received",
    "selling_paused_missed": "shops:today",
    "payout_made": "payouts:funds",
    "payout_came_back": "payouts:funds",
    "payout_rejected": "payouts:funds",
    "clawed_back": "payouts:funds",
    "offer_made": "offers:credit",
    "loan_opened": "loans:loans",
    "loan_repaid": "loans:loans",
    **dict.fromkeys(SHOPS_PURCHASES, "procurement:purchases"),
    **dict.fromkeys(SUPPLIERS_DESK, "procurement:supply"),
    **dict.fromkeys(RFQS, "sourcing:rfqs"),
    **dict.fromkeys(QUOTATIONS, "sourcing:requests"),
    **dict.fromkeys(("pool_ordered", "pool_failed", "pool_deposit_back", "pool_deposit_lost"), "pools:pools"),
    "tab_reminder": "tabs:mine",
    **dict.fromkeys(SHOPS_AFTER_SALES, "aftersale:cases"),
    **dict.fromkeys(BUYERS_AFTER_SALES, "after-sales:mine"),
    "appeal_answered": "reports:health",
    **dict.fromkeys(ABOUT_PAPERS, "onboarding:papers"),
}
BUYERS_LINK = "baskets:orders"


def sentence(kind: str, values: Mapping[str, Any]) -> str:
    """The notice in the reader's language; ``amount_minor`` is told as ``amount``. Raises ``KeyError``."""
    told = {**values, "amount": to_text(int(values["amount_minor"]))} if "amount_minor" in values else values
    return str(SENTENCES[kind]) % told


def group_of(party_id: UUID) -> str:
    """The channel layer's group in which a party's pages listen."""
    return f"party.{party_id}"
