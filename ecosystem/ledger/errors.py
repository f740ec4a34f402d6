from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Conflict, Invalid, NotFound


class InsufficientFunds(Invalid):
    code = "insufficient_funds"
    sentence = _("There is not enough money in the account.")
    next_step = _("Pay in some money or choose a smaller amount; nothing was charged.")


class UnknownAccount(NotFound):
    code = "unknown_account"
    sentence = _("There is no such account.")


class TransferDiffers(Invalid):
    code = "transfer_differs"
    sentence = _("This transfer was posted before with other content.")
    next_step = _("Post a new transfer under a new key.")


class Unbalanced(Invalid):
    code = "unbalanced"
    sentence = _("The parts of the transfer do not sum to nothing.")


class HoldResolved(Conflict):
    code = "hold_resolved"
    sentence = _("What was set aside has been used or let go already.")
