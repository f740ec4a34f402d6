from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Unauthenticated


class UnknownMethod(Invalid):
    code = "unknown_payment_method"
    sentence = _("This way to pay is not offered here.")
    next_step = _("Choose one of the ways to pay that the page shows.")


class PaymentFailed(Invalid):
    code = "payment_failed"
    sentence = _("The payment did not go through: %(reason)s")
    next_step = _("Nothing was charged. Try again or pay another way.")


class PaymentNotFound(NotFound):
    code = "payment_not_found"


class PaymentDecided(Conflict):
    code = "payment_decided"
    sentence = _("This payment was decided before.")
    next_step = _("Look at what became of it; what was taken and should not have been goes back as a refund.")


class RefundTooLarge(Invalid):
    code = "refund_too_large"
    sentence = _("More would be given back than was paid.")
    next_step = _("Look at what was given back already.")


class RefundDecided(Conflict):
    code = "refund_decided"
    sentence = _("This refund did not fail for good, or was decided before.")
    next_step = _("Look at where it stands.")


class SentToNobody(Invalid):
    code = "sent_to_nobody"
    sentence = _("Nobody has said into which account the money should go.")
    next_step = _("One names the account, another sends the money.")


class AccountNamed(Conflict):
    code = "refund_account_named"
    sentence = _("A colleague has named the account already: %(account)s.")
    next_step = _("Send the money there, or have her correct it.")


class UnknownRail(Invalid):
    code = "unknown_rail"
    sentence = _("Money can't be sent that way here.")
    next_step = _("Choose one of the ways that the page shows.")


class CallNotSigned(Unauthenticated):
    code = "call_not_signed"
    sentence = _("The signature of this call is not the acquirer's.")
    next_step = _("Sign the bytes as they are sent, with the key that was agreed.")


class CallTooOld(Unauthenticated):
    code = "call_too_old"
    sentence = _("This call was signed %(minutes)s minutes from now.")
    next_step = _("Set the clock and send it again; the payment is asked about meanwhile.")


class PayCodeStale(Invalid):
    code = "pay_code_stale"
    sentence = _("This code is older than a minute, or no pay code.")
    next_step = _("Ask the customer to show the code anew.")


class PayCodeUsed(Conflict):
    code = "pay_code_used"
    sentence = _("This code has paid before; a code pays once.")
    next_step = _("Ask the customer to show the code anew.")


class AbovePayCode(Invalid):
    code = "above_pay_code"
    sentence = _("A code that is read pays at most ¥%(most)s.")
    next_step = _("Let the customer scan the code on your screen and pay there herself.")


class FileUnreadable(Invalid):
    code = "file_unreadable"
    sentence = _("Line %(line)s of the file can't be read; nothing of it was used.")
    next_step = _("It must be CSV in UTF-8 with the columns kind, id, amount, currency, state, reference.")


class FileDiffers(Conflict):
    code = "file_differs"
    sentence = _("Another file of this source and day was read before.")
    next_step = _("Explain the differences that the first one shows; a day has one file.")


class NoFile(Conflict):
    code = "no_file"
    sentence = _("There is no file of %(source)s for %(day)s yet.")
    next_step = _("Fetch it or upload it first.")


class CaseNotFound(NotFound):
    code = "case_not_found"


class CaseDecided(Conflict):
    code = "case_decided"
    sentence = _("This difference was decided before.")
    next_step = _("Read on its page what was decided, by whom and why.")


class ReasonMissing(Invalid):
    code = "reason_missing"
    sentence = _("A difference is not decided without a reason.")
    next_step = _("Write in a few words why it is there.")


class WaiverNotAsked(Conflict):
    code = "waiver_not_asked"
    sentence = _("Nobody has asked to waive this difference yet.")
    next_step = _("One asks with a reason, another decides.")


class WaivedBySame(Forbidden):
    code = "same_person"
    sentence = _("Whoever asked to waive it can't decide it too.")
    next_step = _("Ask a colleague to look at it.")


class DayNotOver(Invalid):
    code = "day_not_over"
    sentence = _("%(day)s is not over yet.")
    next_step = _("Compare and close it tomorrow: it has one file.")


class DayClosed(Conflict):
    code = "day_closed"
    sentence = _("%(day)s is closed.")
    next_step = _("What comes to light now belongs to a day that is open.")


class DaySkipped(Conflict):
    code = "day_skipped"
    sentence = _("%(day)s can't be closed before %(first)s.")
    next_step = _("Close the days in their order.")


class CasesOpen(Conflict):
    """``details["cases"]`` is how many."""

    code = "cases_open"
    sentence = _("%(day)s can't be closed: %(count)s differences are not decided.")
    next_step = _("Explain each, or have it waived by two people.")
