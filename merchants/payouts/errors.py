from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Conflict


class NothingToPayOut(Conflict):
    code = "nothing_to_pay_out"
    sentence = _("There is nothing to pay out.")
    next_step = _("Money is paid out once an order is completed.")
