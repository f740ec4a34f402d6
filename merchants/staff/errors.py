from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Forbidden, Invalid, NotFound


class MemberNotFound(NotFound):
    code = "member_not_found"


class InvitationNotFound(NotFound):
    code = "invitation_not_found"
    sentence = _("This invitation was used, withdrawn or has expired.")
    next_step = _("Ask the shop for a new one.")


class InvitedAnother(Forbidden):
    code = "invited_another"
    sentence = _("This invitation was sent to another e-mail address.")
    next_step = _("Sign in with the address that it was sent to.")


class NotYoursToGive(Forbidden):
    code = "role_not_yours_to_give"
    sentence = _("You may not give or take this role, or not there.")
    next_step = _("Ask the owner.")


class BadContact(Invalid):
    code = "bad_contact"
    sentence = _("That is neither an e-mail address nor a phone number.")
    next_step = _("Write one of them, for example 13800138000.")


class BadPlaces(Invalid):
    code = "bad_places"
    sentence = _("Choose at least one shop of this business.")
    next_step = _("Tick a shop, or all of them. An owner is one everywhere.")


class BadThreshold(Invalid):
    code = "bad_threshold"
    sentence = _("A limit is from 0 to 100 %, or an amount from ¥0.")
    next_step = _("Leave a field empty where there is no limit.")


class BadPin(Invalid):
    code = "bad_pin"
    sentence = _("A PIN is 4 to 8 digits, and not one that anybody guesses.")
    next_step = _("Take digits that are neither all the same nor in a row.")


class PinWrong(Forbidden):
    code = "pin_wrong"
    sentence = _("That is not the PIN.")
    next_step = _("%(left)s tries are left. A manager can set a new one.")


class PinLocked(Forbidden):
    code = "pin_locked"
    sentence = _("Too many wrong tries: this PIN is locked for a while.")
    next_step = _("Wait 15 minutes, or have a manager set a new one.")


class PinMissing(Forbidden):
    code = "pin_missing"
    sentence = _("She has no PIN at this shop.")
    next_step = _("Set one on the page of the staff.")


class AboveThreshold(Forbidden):
    code = "above_threshold"
    sentence = _("This is above what you may do alone: %(what)s, limit %(most)s.")
    next_step = _("Have somebody approve it with her PIN, or make it less.")
