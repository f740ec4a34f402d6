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


class BadPace(Invalid):
    code = "bad_pace"
    sentence = _("That is no number of minutes or orders for this.")
    next_step = _("Answer within 1 to 60 minutes, prepare within a day, pause for a day at most; 1 to 20 missed orders.")


class BadSpecialDay(Invalid):
    code = "bad_special_day"
    sentence = _("That is no day to open otherwise on, or there are too many of them.")
    next_step = _("Choose days within the coming year, each once and %(most)s at most, with up to four opening times or closed all day.")


class BadPhone(Invalid):
    code = "bad_phone"
    sentence = _("That is no number to ring.")
    next_step = _("Write 3 to 20 digits, for example 021-6000 0000, or leave it empty.")


class BadSign(Invalid):
    code = "bad_sign"
    sentence = _("The sign is too long, or its last day is over.")
    next_step = _("Write at most %(longest)s characters, and choose today or a later day, or none.")


class BadSlots(Invalid):
    code = "bad_slots"
    sentence = _("These are no slots: two lie over each other, or a number is out of range.")
    next_step = _("Give a time from and until, a length of 5 minutes or more, and how many orders one slot holds.")


class SlotGone(Conflict):
    code = "slot_gone"
    sentence = _("The time that you chose at %(shop)s is taken or over.")
    next_step = _("Choose another time; nothing was charged.")


class NoSlotLeft(Conflict):
    code = "no_slot_left"
    sentence = _("%(shop)s has no free time in the coming days.")
    next_step = _("Choose another shop, or another way to get it.")


class ShopChanged(Conflict):
    code = "shop_changed"
    sentence = _("Somebody changed the shop since you opened this page.")
    next_step = _("Look at the page again and repeat what you wanted.")


class TooManyZones(Invalid):
    code = "too_many_zones"
    sentence = _("A shop has at most %(most)s zones to deliver in.")
    next_step = _("Make two of them one, or take one out.")


class BadZone(Invalid):
    code = "bad_zone"
    sentence = _("A number of zone “%(zone)s” is out of range.")
    next_step = _("A circle reaches from %(least)s to %(most)s metres; a surcharge needs an amount and its hours, a fee is below ¥1,000.")


class BadOutline(Invalid):
    code = "bad_outline"
    sentence = _("The outline of zone “%(zone)s” is no area: it crosses itself, or reaches too far.")
    next_step = _("Tap %(fewest)s to %(most)s corners one after the other around the area, none farther than %(far)s km from the shop.")


class ZoneUnreadable(Invalid):
    code = "zone_unreadable"
    sentence = _("A corner of the outline can't be read.")
    next_step = _("Write one corner a line, latitude and longitude in degrees: 30.600000, 122.900000.")


class BadTables(Invalid):
    code = "bad_tables"
    sentence = _("These are no tables: two have one name, or a name is empty or too long.")
    next_step = _("Name at most %(most)s tables, each with a name of its own of at most %(longest)s characters.")
