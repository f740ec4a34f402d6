from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Conflict


class NoLineOpen(Conflict):
    code = "no_line_open"
    sentence = _("There is no open line of credit to pay this from.")
    next_step = _("See under Credit what you can borrow, or choose another way to pay.")
