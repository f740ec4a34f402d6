from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Conflict, Invalid, NotFound


class VoucherNotFound(NotFound):
    code = "voucher_not_found"
    sentence = _("There is no such voucher of this shop.")
    next_step = _("Check the code, or let the customer show it again.")


class StaleToken(Conflict):
    code = "voucher_token_stale"
    sentence = _("This code on the screen is older than a minute, or not ours.")
    next_step = _("Let the customer open the voucher again and scan it once more.")


class TokenTaken(Conflict):
    code = "voucher_token_taken"
    sentence = _("This code on the screen has taken its use already.")
    next_step = _("For another use, wait until the customer's screen shows a new code, and scan that.")


class SentTooLate(Conflict):
    code = "voucher_sent_too_late"
    sentence = _("This use was taken without a network, and reached the bank after more than three days.")
    next_step = _("Ask whoever took it; book it if it is so.")


class VoucherOver(Conflict):
    code = "voucher_over"
    sentence = _("Nothing is left of this voucher: it is “%(status)s”.")
    next_step = _("Sell the goods in the ordinary way.")


class BadProduct(Invalid):
    code = "bad_voucher_product"
    sentence = _("A voucher has a name, 1 to 500 uses, 1 to 1095 days and at least one fen a use.")
    next_step = _("Look at what you entered.")


class ProductNotFound(NotFound):
    code = "voucher_product_not_found"
    sentence = _("There is no such voucher on sale.")
    next_step = _("Look at what else the shop offers.")


class TooLateToUndo(Conflict):
    code = "too_late_to_undo"
    sentence = _("A use can be undone within five minutes.")
    next_step = _("Settle it with the customer in the ordinary way.")
