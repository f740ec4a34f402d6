from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Conflict, Invalid, NotFound


class LimitExceeded(Conflict):
    code = "limit_exceeded"
    sentence = _("This is more than you can borrow now.")
    next_step = _("Choose a smaller amount, or repay something first.")


class LimitFrozen(Conflict):
    code = "limit_frozen"
    sentence = _("Nothing can be drawn from this line at present.")
    next_step = _("Ask your bank why the line was frozen. Repaying is possible at any time.")


class LimitNotFound(NotFound):
    code = "limit_not_found"
    sentence = _("There is no such limit.")


class LimitKeyDiffers(Invalid):
    code = "limit_key_differs"
    sentence = _("This reservation was made before for another amount or line.")
    next_step = _("Use a new key for a new act.")


class ReservationResolved(Conflict):
    code = "reservation_resolved"
    sentence = _("This reservation was never made, or has been used or cancelled already.")
