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
    next_step = _("Open it from the list of limits.")


class LimitKeyDiffers(Invalid):
    code = "limit_key_differs"
    sentence = _("This reservation was made before for another amount or line.")
    next_step = _("Use a new key for a new act.")


class ReservationResolved(Conflict):
    code = "reservation_resolved"
    sentence = _("This reservation was never made, or has been used or cancelled already.")
    next_step = _("Look at the line: it shows what is set aside and what is used.")


class ReservationExpired(Conflict):
    code = "reservation_expired"
    sentence = _("What was set aside for this has run out.")
    next_step = _("Begin again; nothing was drawn.")


class ReleasedTooMuch(Conflict):
    code = "released_too_much"
    sentence = _("More would be given back than is used.")
    next_step = _("Look at what is still owed.")


class LimitCutUpwards(Invalid):
    code = "limit_cut_upwards"
    sentence = _("By hand a limit is only cut, to nothing at the least.")
    next_step = _("A higher limit comes from a new decision and its offer.")


class LimitReasonMissing(Invalid):
    code = "limit_reason_missing"
    sentence = _("Say why.")
    next_step = _("Give a reason; it is kept with the act.")


class AlreadyInGroup(Conflict):
    code = "already_in_group"
    sentence = _("This business is under the limit of another group.")
    next_step = _("It leaves that one first.")
