from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Conflict, Invalid


class SoldOut(Conflict):
    code = "sold_out"
    sentence = _("There is not enough left: %(names)s.")
    next_step = _("Take less, or something else; the page shows what is left.")


class BadQuantity(Invalid):
    code = "bad_quantity"
    sentence = _("A quantity is more than nothing and less than 100,000.")
    next_step = _("Enter a number such as 2 or 0.350.")
