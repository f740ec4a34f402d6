"""Refusals of buying and supplying."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Conflict, Forbidden, Invalid, NotFound


class SupplierNotFound(NotFound):
    code = "supplier_not_found"
    sentence = _("There is no such supplier, or none for you.")
    next_step = _("Choose one from the list of suppliers, or add yours.")


class ArticleNotFound(NotFound):
    code = "article_not_found"
    sentence = _("The supplier does not have that article, or you have not said what it is in your shop.")
    next_step = _("Open the supplier's price list and link the article to one of your goods.")


class PurchaseNotFound(NotFound):
    code = "purchase_not_found"
    sentence = _("There is no such purchase order, or none for you.")
    next_step = _("Open it from your list of orders.")


class InvoiceNotFound(NotFound):
    code = "invoice_not_found"
    sentence = _("There is no such invoice, or none for you.")
    next_step = _("Open it from your list of invoices.")


class ArticleCodeTaken(Invalid):
    code = "article_code_taken"
    sentence = _("The code %(code)s is in use for another article.")
    next_step = _("Choose another code.")


class AlreadySupplier(Conflict):
    code = "already_supplier"
    sentence = _("This business has a supplier's console already.")
    next_step = _("Open it instead.")


class ArticleChanged(Conflict):
    code = "article_changed"
    sentence = _("Somebody changed this article while you were looking at it.")
    next_step = _("Look at the new values, then change it again.")


class BadTerms(Invalid):
    code = "bad_terms"
    sentence = _("A price, a quantity or a number of days is out of range.")
    next_step = _("Prices and quantities are more than nothing; delivery takes up to 365 days, payment up to 180.")


class NotWhole(BadTerms):
    code = "not_whole"
    sentence = _("%(name)s is counted in whole units; %(quantity)s is none.")
    next_step = _("Enter %(less)s or %(more)s.")


class NotOrderable(Invalid):
    code = "not_orderable"
    sentence = _("%(name)s comes from %(least)s upwards, in steps of %(step)s.")
    next_step = _("Order %(suggested)s instead.")


class BelowSuppliersMinimum(Invalid):
    code = "below_suppliers_minimum"
    sentence = _("%(supplier)s delivers from ¥%(minimum)s; ¥%(missing)s are missing.")
    next_step = _("Add goods, or another week's.")


class NothingWanted(Invalid):
    code = "nothing_wanted"
    sentence = _("There is nothing on this order.")
    next_step = _("Enter how much you want of at least one article.")


class NotTakingOrders(Conflict):
    code = "not_taking_orders"
    sentence = _("%(supplier)s takes no orders now.")
    next_step = _("Choose another supplier, or ask when it delivers again.")


class PurchaseMoved(Conflict):
    code = "purchase_moved"
    sentence = _("The order is now: %(status)s.")
    next_step = _("Look at the page again; somebody was faster.")


class RevisionMoved(Conflict):
    code = "revision_moved"
    sentence = _("The order was changed since you looked: revision %(revision)s is the newest.")
    next_step = _("Read what changed, then answer that revision.")


class OnHold(Conflict):
    code = "purchase_on_hold"
    sentence = _("The order is on hold: %(reason)s")
    next_step = _("Wait until the buyer lets it go on.")


class ApprovalNeeded(Forbidden):
    code = "approval_needed"
    sentence = _("¥%(amount)s is more than you may order alone.")
    next_step = _("Hand it in for approval; somebody else with a higher limit sends it.")


class OwnOrder(Forbidden):
    code = "own_order"
    sentence = _("Nobody approves her own order.")
    next_step = _("Ask a manager or the owner.")


class ReasonMissing(Invalid):
    code = "reason_missing"
    sentence = _("This needs a reason.")
    next_step = _("Write in a few words why.")


class GoodsCame(Conflict):
    code = "goods_came"
    sentence = _("Goods of this order have come or are on their way.")
    next_step = _("Take them in, then close what is left of the order.")


class NothingLeft(Conflict):
    code = "nothing_left"
    sentence = _("There is nothing left of that.")
    next_step = _("Look at the order's lines.")


class TooMuchDelivered(Invalid):
    code = "too_much_delivered"
    sentence = _("%(name)s: with these %(would_be)s would be taken in, and the order allows %(most)s.")
    next_step = _("Refuse what is too much, or change the order first.")


class TooMuchAnnounced(Invalid):
    code = "too_much_announced"
    sentence = _("%(name)s: only %(left)s are still expected.")
    next_step = _("Announce less, or propose a change of the order.")


class ReceiptsMoved(Conflict):
    code = "receipts_moved"
    sentence = _("Somebody took in a delivery of this order while you counted.")
    next_step = _("Look at what was taken in; post yours only if it is another delivery.")


class CountWaits(Conflict):
    code = "count_waits"
    sentence = _("A delivery of this order was counted and waits to be accepted.")
    next_step = _("Accept it or drop the count first.")


class CountMoved(Conflict):
    code = "count_moved"
    sentence = _("The count was accepted or dropped before.")
    next_step = _("Look at the page again; somebody was faster.")


class CountDiffers(Invalid):
    code = "count_differs"
    sentence = _("%(name)s: %(counted)s were counted, and accepted and refused make %(said)s.")
    next_step = _("Let the two add up to what was counted, or drop the count and count again.")


class CountedBlind(Forbidden):
    code = "counted_blind"
    sentence = _("Deliveries are counted here without seeing the order.")
    next_step = _("Write down what came; whoever buys compares and accepts it.")


class RefusedMoved(Conflict):
    code = "refused_moved"
    sentence = _("These goods are no longer set aside.")
    next_step = _("Look at the page again; somebody was faster.")


class MoreThanAside(Conflict):
    code = "more_than_aside"
    sentence = _("Only %(left)s %(unit)s of it are set aside.")
    next_step = _("Look at the page again, and decide on what still lies there.")


class DearerThanAllowed(Forbidden):
    code = "dearer_than_allowed"
    sentence = _("%(name)s costs ¥%(price)s, ¥%(before)s was agreed before, and ¥%(most)s is as far as you may go alone.")
    next_step = _("Hand it in for approval, or let somebody with a higher limit agree.")


class AlreadyReversed(Conflict):
    code = "already_reversed"
    sentence = _("This receipt was reversed before.")
    next_step = _("Take the delivery in anew, as it really came.")


class StillBilled(Conflict):
    code = "still_billed"
    sentence = _("These goods are on an invoice.")
    next_step = _("Let the supplier withdraw the invoice first, or send the goods back.")


class DisputeMoved(Conflict):
    code = "dispute_moved"
    sentence = _("The difference was answered or settled before.")
    next_step = _("Look at the page again: it says what was answered and what was agreed.")


class BilledAhead(Conflict):
    code = "billed_ahead"
    sentence = _("%(billed)s of %(name)s are billed already, ahead of the goods.")
    next_step = _("Keep at least as much at the same price and basis, or let the supplier withdraw the invoice first.")


class FreightNotAgreed(Invalid):
    code = "freight_not_agreed"
    sentence = _("¥%(asked)s of freight and other cost are billed, and ¥%(left)s of the order's are left to bill.")
    next_step = _("Bill what was agreed; more belongs into a change of the order.")


class NothingCameYet(Conflict):
    code = "nothing_came_yet"
    sentence = _("Nothing of this order lies on the shelf yet.")
    next_step = _("Take the goods in first.")


class InvoiceNumberUsed(Conflict):
    code = "invoice_number_used"
    sentence = _("Invoice %(number)s exists already.")
    next_step = _("Look at it, or withdraw it before you issue it again.")


class InvoiceMoved(Conflict):
    code = "invoice_moved"
    sentence = _("The invoice is now: %(status)s.")
    next_step = _("Look at the page again; somebody was faster.")


class InvoiceHeld(Conflict):
    code = "invoice_held"
    sentence = _("The invoice does not match the order and the goods.")
    next_step = _("Take off the difference, or let somebody with the right release it with a reason.")


class QuantityNotReceived(Conflict):
    code = "quantity_not_received"
    sentence = _("More is billed than was received and kept; that is never released.")
    next_step = _("Take off the difference, or take in the missing goods first.")


class NothingToPayFor(Conflict):
    code = "nothing_to_pay_for"
    sentence = _("Nothing is left to pay on this invoice.")
    next_step = _("Look at what was taken off and what was paid; the supplier bills anew what is still owed.")


class LinkExpired(NotFound):
    code = "link_expired"
    sentence = _("This link has expired or was replaced.")
    next_step = _("Ask the shop to send you a new one.")


class SupplierHasNoAccount(Conflict):
    code = "supplier_has_no_account"
    sentence = _("This supplier has no account here, so nothing can be lent to pay it.")
    next_step = _("Pay it as you are used to.")


class NotChosen(Conflict):
    code = "credit_not_chosen"
    sentence = _("This order was not meant to be paid from your line.")
    next_step = _("An owner of the shop chooses that on the order's page.")
