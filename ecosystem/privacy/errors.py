from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Conflict, Invalid, NotFound


class ExportNotFound(NotFound):
    code = "export_not_found"
    sentence = _("There is no such file, or it was deleted when its time was over.")
    next_step = _("Ask for a new one.")


class ExportUnderWay(Conflict):
    code = "export_under_way"
    sentence = _("A copy of your data is being put together already.")
    next_step = _("It will be on this page in a few minutes.")


class AddressDiffers(Invalid):
    code = "address_differs"
    sentence = _("That is not the address that you are signed in with.")
    next_step = _("Type your e-mail address as it stands above the field.")


class StillBound(Conflict):
    """``details`` name every hindrance."""

    code = "still_bound"
    sentence = _("Your account can't be deleted yet: %(first)s")
    next_step = _("%(advice)s")


class LeavesAlready(Conflict):
    code = "leaves_already"
    sentence = _("Your account is already to be deleted.")
    next_step = _("Keep it on this page, if you have changed your mind.")


class NotLeaving(Conflict):
    code = "not_leaving"
    sentence = _("Your account is not to be deleted, or it is too late to keep it.")
    next_step = _("Look at the page again.")
