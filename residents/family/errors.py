from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Conflict, Invalid, NotFound


class ArrangementNotFound(NotFound):
    code = "arrangement_not_found"
    sentence = _("There is no such arrangement, or it is not open any more.")
    next_step = _("Ask for a new link.")


class OwnArrangement(Conflict):
    code = "own_arrangement"
    sentence = _("This is the link that you made yourself.")
    next_step = _("Send it to whoever should pay for you.")


class AlreadyAgreed(Conflict):
    code = "already_agreed"
    sentence = _("You pay for her already.")
    next_step = _("Change the most for one order instead.")


class TooManyPayers(Conflict):
    code = "too_many_payers"
    sentence = _("You have asked %(most)s people already.")
    next_step = _("End one of them, or take a question back.")


class BadCap(Invalid):
    code = "bad_cap"
    sentence = _("The most for one order is from ¥%(least)s to ¥%(most)s.")
    next_step = _("Write another amount.")


class BadCalled(Invalid):
    code = "bad_called"
    sentence = _("Say what you call her, in %(most)s letters at most.")
    next_step = _("Write for example “my daughter”.")


class PayerEnded(Conflict):
    code = "payer_ended"
    sentence = _("“%(called)s” does not pay for your orders any more.")
    next_step = _("Nothing was charged. Pay another way.")


class AboveCap(Conflict):
    code = "above_payers_cap"
    sentence = _("This comes to ¥%(total)s; “%(called)s” pays up to ¥%(cap)s for one order.")
    next_step = _("Nothing was charged. Take something out, or pay another way.")


class PayerCannot(Conflict):
    code = "payer_cannot"
    sentence = _("This could not be paid by the one whom you chose.")
    next_step = _("Nothing was charged. Pay another way, or talk with each other.")


class NotAtCounter(Conflict):
    code = "family_pays_no_counter"
    sentence = _("What stands on a counter is paid by whoever stands there.")
    next_step = _("Pay another way.")
