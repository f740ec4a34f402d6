from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Conflict, Invalid


class StillRunning(Conflict):
    code = "still_running"
    sentence = _("The same request is still being worked on.")
    next_step = _("Wait a moment, then send it again with the same key.")


class KeyUsedOtherwise(Invalid):
    code = "key_used_otherwise"
    sentence = _("This key was used before for something else.")
    next_step = _("Use a new key for a new act.")
