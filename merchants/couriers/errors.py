from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Conflict, Invalid, NotFound, Unauthenticated


class CourierNotFound(NotFound):
    code = "courier_not_found"
    sentence = _("There is no such courier here.")
    next_step = _("Look at the order again.")


class CallNotSigned(Unauthenticated):
    code = "courier_call_not_signed"
    sentence = _("The call is not signed by this courier.")
    next_step = _("Sign it with the key that was agreed.")


class CallTooOld(Unauthenticated):
    code = "courier_call_too_old"
    sentence = _("The call was signed %(minutes)s minutes away from now.")
    next_step = _("Set the clock, sign it again and call again.")


class BadCourierRule(Invalid):
    code = "bad_courier_rule"
    sentence = _("A shop adds from nothing to ¥50.00 to what a courier costs.")
    next_step = _("Look at the amount you entered.")


class CourierTooDear(Conflict):
    code = "courier_too_dear"
    sentence = _("The courier asks ¥%(added)s more than the buyer paid for the way; you add ¥%(most)s at most.")
    next_step = _("Give it to a rider of yours, or let couriers cost more.")


class NotForACourier(Conflict):
    code = "not_for_a_courier"
    sentence = _("This order goes to a pickup point or comes with a round.")
    next_step = _("Give it to a rider of yours.")


class NoMoneyForCourier(Conflict):
    code = "no_money_for_courier"
    sentence = _("Your account at the bank does not hold what the courier costs.")
    next_step = _("Put money into it, or give the order to a rider of yours.")


class CourierSilent(Conflict):
    code = "courier_silent"
    sentence = _("No courier answers now.")
    next_step = _("Try again in a moment, or give the order to a rider of yours.")


class CourierMoved(Conflict):
    code = "courier_moved_on"
    sentence = _("The courier has the goods, or has ended its errand.")
    next_step = _("Look at the order again.")
