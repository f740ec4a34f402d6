from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Invalid


class BadMonthlyCost(Invalid):
    code = "bad_monthly_cost"
    sentence = _("That is no monthly cost.")
    next_step = _("Give an amount in yuan and a day of the month from 1 to 31, each cost once.")


class BadLookAhead(Invalid):
    code = "bad_look_ahead"
    sentence = _("That is no purchase to look ahead with.")
    next_step = _("Give its amount in yuan, and a day within the next thirty on which it is paid.")
