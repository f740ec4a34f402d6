from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Conflict, Invalid, NotFound


class InsufficientFunds(Invalid):
    """``values["account"]`` is the code of the account that falls short: for our code, not shown to people."""

    code = "insufficient_funds"
    sentence = _("There is not enough money in the account.")
    next_step = _("Pay in some money or choose a smaller amount; nothing was charged.")


class UnknownAccount(NotFound):
    """``values["account"]`` is the code that no account has."""

    code = "unknown_account"
    sentence = _("There is no such account.")
    next_step = _("Check the account, or have it opened first.")


class TransferDiffers(Invalid):
    code = "transfer_differs"
    sentence = _("This transfer was posted before with other content.")
    next_step = _("Post a new transfer under a new key.")


class Unbalanced(Invalid):
    code = "unbalanced"
    sentence = _("What the transfer takes and what it gives are not the same amount.")
    next_step = _("Give parts that sum to zero in each currency and that move something.")


class HoldResolved(Conflict):
    code = "hold_resolved"
    sentence = _("What was set aside has been used or let go already.")
    next_step = _("Look at the account again, and set the money aside anew if it is still needed.")


class HoldExceeded(Invalid):
    """The transfer takes more from the account than was held there, or nothing."""

    code = "hold_exceeded"
    sentence = _("The transfer takes something else than what was set aside.")
    next_step = _("Take at most what was set aside, or let it go.")
