from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Conflict, Invalid, NotFound


class DeliveryNotFound(NotFound):
    code = "delivery_not_found"
    sentence = _("There is no such delivery of yours.")
    next_step = _("Look at your list of deliveries.")


class DeliveryMoved(Conflict):
    code = "delivery_moved_on"
    sentence = _("The delivery has moved on: it is now “%(status)s”.")
    next_step = _("Look at the delivery again; the buttons show what can be done now.")


class AlreadyTaken(Conflict):
    code = "delivery_taken"
    sentence = _("Somebody else brings this order already.")
    next_step = _("Choose another one from the list.")


class CourierHasIt(Conflict):
    code = "courier_has_it"
    sentence = _("A courier is to bring this order.")
    next_step = _("Call the courier back first; once it answers, choose a rider.")


class NotToBeBrought(Conflict):
    code = "not_to_be_brought"
    sentence = _("The order is not one that is brought to the buyer now: it is “%(status)s”.")
    next_step = _("Look at the order.")


class NoRider(Invalid):
    code = "no_rider"
    sentence = _("This person does not bring orders for the shop.")
    next_step = _("Choose somebody of the shop's staff, or give her the role of a rider first.")


class DoorCodeLocked(Conflict):
    code = "door_code_locked"
    sentence = _("Too many wrong codes for this delivery.")
    next_step = _("Call the shop: it can hand the order over in its list of orders.")


class PictureNeeded(Invalid):
    code = "picture_needed"
    sentence = _("This needs a picture.")
    next_step = _("Take one of the goods as they are now, and send it along.")


class FarFromDoor(Invalid):
    code = "far_from_door"
    sentence = _("Your phone says that you are far from the address.")
    next_step = _("Take a picture of the goods where you hand them over, and send it along.")


class NotToBeLeft(Conflict):
    code = "not_to_be_left"
    sentence = _("The buyer did not say that it may be left at her door.")
    next_step = _("Ring, and ask for her four digits; or say why it could not be handed over.")


class GoesBack(Conflict):
    code = "goes_back"
    sentence = _("This one is not tried again.")
    next_step = _("Take it back to the shop, which says there what it got.")


class NoReason(Invalid):
    code = "no_reason"
    sentence = _("Say why it could not be handed over.")
    next_step = _("Choose one of the reasons.")
