from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Invalid


class BadQuietHours(Invalid):
    code = "bad_quiet_hours"
    sentence = _("Quiet hours begin and end at two different times of a known place.")
    next_step = _("Choose both times and a place, or clear both.")


class BadDevice(Invalid):
    code = "bad_device"
    sentence = _("This browser can't be woken by us.")
    next_step = _("Try another browser; you are told on the page in any case.")
