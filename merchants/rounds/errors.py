from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Conflict, Invalid, NotFound


class BadRound(Invalid):
    code = "bad_round"
    sentence = _(
        "A round leaves half an hour to join and a quarter to pack, comes within fourteen days, stays four hours at most, and is shared by 2 to 200."
    )
    next_step = _("Look at the times, the fee and the numbers you entered.")


class RoundNotFound(NotFound):
    code = "round_not_found"
    sentence = _("There is no such round.")
    next_step = _("Look at the rounds near you.")


class RoundOver(Conflict):
    code = "round_over"
    sentence = _("Nobody can join or leave this round any more: it is “%(status)s”.")
    next_step = _("Choose another round, or have it brought to your door.")


class RoundFull(Conflict):
    code = "round_full"
    sentence = _("The last seat of this round was taken a moment ago.")
    next_step = _("Choose another round, or have it brought to your door.")


class NotOnRound(Conflict):
    code = "not_on_round"
    sentence = _("A shop of your basket does not come with this round.")
    next_step = _("Take its goods out of the basket, or choose another way.")


class RoundHasOrders(Conflict):
    code = "round_has_orders"
    sentence = _("Somebody has ordered from your shop for this round.")
    next_step = _("Bring what was ordered; you need not serve the next one.")
