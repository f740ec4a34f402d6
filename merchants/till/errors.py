from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Conflict, Forbidden, Invalid, NotFound


class NoOpenShift(Conflict):
    code = "no_open_shift"
    sentence = _("No shift is open on this drawer, so there is nowhere for cash to go.")
    next_step = _("Open a shift with the cash that lies in the drawer.")


class ShiftOpen(Conflict):
    code = "shift_open"
    sentence = _("A shift is open on this drawer already.")
    next_step = _("Go on in it, or count it first.")


class ShiftMoved(Conflict):
    code = "shift_moved_on"
    sentence = _("This shift has been counted or approved already.")
    next_step = _("Look at the list of shifts.")


class OwnShift(Forbidden):
    code = "own_shift"
    sentence = _("Whoever worked or counted a shift does not approve it.")
    next_step = _("Ask another manager or the owner.")


class ShiftNotFound(NotFound):
    code = "shift_not_found"


class DrawerNotFound(NotFound):
    code = "drawer_not_found"


class BadAmount(Invalid):
    code = "bad_amount"
    sentence = _("By a shop's code one pays from ¥0.01 to ¥50,000 at once.")
    next_step = _("Write the amount as the shop says it, for example 12.50.")


class CollectionNotFound(NotFound):
    code = "collection_not_found"


class CollectionLinked(Conflict):
    code = "collection_linked"
    sentence = _("This receipt is linked to something else already, or what it was for is paid.")
    next_step = _("Look at the list again.")


class BadCash(Invalid):
    code = "bad_cash"
    sentence = _("An amount of cash is from ¥0.01 to ¥1,000,000.")
    next_step = _("Enter what you hold in your hand.")


class ReasonMissing(Invalid):
    code = "reason_missing"
    sentence = _("This needs a reason.")
    next_step = _("Write in a few words what it was for.")


class CashTooLittle(Invalid):
    code = "cash_too_little"
    sentence = _("¥%(tendered)s is less than the ¥%(total)s that is to be paid.")
    next_step = _("Take more, or sell on the tab.")


class CustomerMissing(Invalid):
    code = "customer_missing"
    sentence = _("A sale on the tab needs a customer.")
    next_step = _("Choose her card first.")


class DiscountTooLarge(Forbidden):
    code = "discount_too_large"
    sentence = _("You may give up to %(most)s off a line.")
    next_step = _("Give less, or have a manager ring it up.")


class AddressMissing(Invalid):
    code = "address_missing"
    sentence = _("A delivery needs an address and the landmark that is nearest to it.")
    next_step = _("Ask the customer where to, and choose the landmark.")


class FeeChanged(Conflict):
    code = "delivery_fee_changed"
    sentence = _("Bringing it costs ¥%(now)s, and not ¥%(shown)s as the till showed.")
    next_step = _("Tell the customer, and take the order again.")


class SellerMoved(Conflict):
    code = "seller_moved"
    sentence = _("Somebody else sells at this till now.")
    next_step = _("See who is named above, and ring it up again.")


class BadSaleId(Invalid):
    code = "bad_sale_id"
    sentence = _("A sale is named by a UUID of version 7.")
    next_step = _("Have the till make one.")


class TodoNotFound(NotFound):
    code = "todo_not_found"


class SaleDropped(Conflict):
    code = "sale_dropped"
    sentence = _("This sale was dropped and is not booked.")
    next_step = _("Ring it up again if it was made after all.")


class UseHeld(Conflict):
    code = "use_held"
    sentence = _("This use of a voucher was taken without a network, could not be booked, and waits for somebody to decide.")
    next_step = _("Decide it among the sales to look at.")


class SaleNotFound(NotFound):
    code = "sale_not_found"
    sentence = _("There is no such sale of yours.")
    next_step = _("Open it from the list of the shop's orders.")


class NotInvoiceable(Conflict):
    code = "not_invoiceable"
    sentence = _("There is nothing here that can be invoiced.")
    next_step = _("Invoice a completed order; take back only what was issued.")


class TitleMissing(Invalid):
    code = "invoice_title_missing"
    sentence = _("An invoice needs a title of up to 100 letters.")
    next_step = _("Write the name of the person or company.")


class BadTaxNumber(Invalid):
    code = "bad_tax_number"
    sentence = _("That is no Unified Social Credit Code.")
    next_step = _("Compare the 18 characters with the licence; leave it empty for a person.")


class InvoiceStands(Conflict):
    code = "invoice_stands"
    sentence = _("This order has an invoice already.")
    next_step = _("Have that one red-lettered first.")


class DiscountsMoved(Conflict):
    code = "discounts_moved"
    sentence = _("What the shop's promotions take off this sale has changed.")
    next_step = _("Look at the new total, tell the customer, and take the money then.")


class NoCouponFits(NotFound):
    code = "no_coupon_fits"
    sentence = _("No coupon of hers takes anything off this sale.")
    next_step = _("Ring up everything first and read the code again, or go on without one.")
