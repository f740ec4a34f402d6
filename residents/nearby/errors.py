from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Invalid


class PlaceUnknown(Invalid):
    code = "place_unknown"
    sentence = _("We don't know that place.")
    next_step = _("Choose an estate or a landmark from the list.")
