from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Conflict, Invalid, NotFound


class PointNotFound(NotFound):
    code = "point_not_found"
    sentence = _("There is no such pickup point.")
    next_step = _("Choose another one, or another way to get it.")


class ParcelNotFound(NotFound):
    code = "parcel_not_found"
    sentence = _("There is no such parcel here.")
    next_step = _("Look at the list of what lies here.")


class BadPoint(Invalid):
    code = "bad_point"
    sentence = _("A point asks from one fen to ¥20.00 a parcel and has room for 1 to 500; bringing one there costs ¥20.00 at most.")
    next_step = _("Look at the amounts and the number you entered.")


class OwnPoint(Invalid):
    code = "own_point"
    sentence = _("This point is one of your own shops.")
    next_step = _("Let your buyers pick it up there instead.")


class PointHolds(Conflict):
    code = "point_holds"
    sentence = _("%(taken)s parcels lie here or are expected: there must be room for them.")
    next_step = _("Enter more room, or close the point until some are collected.")


class PointFull(Conflict):
    code = "point_full"
    sentence = _("The pickup point has no room for it now, or takes nothing more.")
    next_step = _("Choose another point, or another way to get it.")


class NotToThatPoint(Conflict):
    code = "not_to_that_point"
    sentence = _("A shop of your basket does not bring things to this pickup point, or asks another fee now.")
    next_step = _("Look at the points again.")


class ParcelMoved(Conflict):
    code = "parcel_moved"
    sentence = _("The parcel has moved on: it is now “%(status)s”.")
    next_step = _("Look at the list again.")
