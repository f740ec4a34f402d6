from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Conflict, Invalid, NotFound


class LoanNotFound(NotFound):
    code = "loan_not_found"
    sentence = _("There is no such loan, or it is not yours.")
    next_step = _("Open it from your credit page, signed in as an owner of the business that borrowed.")


class PrincipalOutOfRange(Invalid):
    code = "principal_out_of_range"
    sentence = _("You can draw between ¥%(least)s and ¥%(most)s here.")
    next_step = _("Choose an amount within these bounds.")


class LineStillOwed(Conflict):
    code = "line_still_owed"
    sentence = _("You still owe something on your present line.")
    next_step = _("Repay it first, or draw more from the line you have.")


class LineNotDrawable(Conflict):
    code = "line_not_drawable"
    sentence = _("Nothing can be drawn from this line any more.")
    next_step = _("Repaying is possible at any time; ask your bank for a new line.")


class MoreThanOwed(Conflict):
    code = "more_than_owed"
    sentence = _("You owe ¥%(owed)s today, which is less than that.")
    next_step = _("Pay at most what you owe.")


class NothingPaid(Invalid):
    code = "nothing_paid"
    sentence = _("A repayment is at least one fen.")
    next_step = _("Enter an amount above nothing.")


class NotAgreed(Invalid):
    code = "not_agreed"
    sentence = _("You have not agreed yet that a share of each payout repays the loan.")
    next_step = _("Tick the box if you agree; otherwise nothing is lent.")


class UnknownPurpose(Invalid):
    code = "unknown_purpose"
    sentence = _("Say what the money is for.")
    next_step = _("Choose one of the purposes in the list.")
