from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Conflict, Forbidden, Invalid, NotFound


class NothingToPayOut(Conflict):
    code = "nothing_to_pay_out"
    sentence = _("There is nothing to pay out.")
    next_step = _("Money is paid out once an order is completed.")


class FundsHeld(Conflict):
    code = "funds_held"
    sentence = _("The bank holds this shop's payouts until %(until)s: %(why)s")
    next_step = _("Nothing is lost: the money stays yours and is paid out then. Ask the bank if the reason is not right.")


class PayoutNotFound(NotFound):
    code = "payout_not_found"


class PayoutMoved(Conflict):
    code = "payout_moved_on"
    sentence = _("The payout has moved on in the meantime.")
    next_step = _("Look at it again.")


class OwnPayout(Forbidden):
    code = "same_person"
    sentence = _("Whoever asked for a large payout can't approve it too.")
    next_step = _("Ask a colleague to look at it.")


class BadTerms(Invalid):
    code = "bad_terms"
    sentence = _("A shop can't be paid out on these terms.")
    next_step = _("Name an account in full or none at all, a weekday and a minimum of at least nothing.")


class BadReserve(Invalid):
    code = "bad_reserve"
    sentence = _("A reserve keeps at most half of a payout, up to an amount.")
    next_step = _("Give a share from 0 to 50 per cent and an amount.")


class BadSpan(Invalid):
    code = "bad_span"
    sentence = _("These are no days, or more than a year of them.")
    next_step = _("Choose a first and a last day, at most a year apart.")
