from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Conflict, Invalid


class HoursOverlap(Invalid):
    code = "hours_overlap"
    sentence = _("Two of the opening times overlap.")
    next_step = _("Let each opening time end before the next one begins, also across midnight.")


class HoursUnreadable(Invalid):
    code = "hours_unreadable"
    sentence = _("An opening time can't be read.")
    next_step = _("Write both times of a row as hours and minutes, for example 09:00 and 21:30, or leave both empty.")


class ShopChanged(Conflict):
    code = "shop_changed"
    sentence = _("Somebody changed the shop since you opened this page.")
    next_step = _("Look at the page again and repeat what you wanted.")
