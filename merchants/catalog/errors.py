from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Conflict, Invalid, NotFound


class SkuNotFound(NotFound):
    code = "sku_not_found"
    sentence = _("This shop does not have that.")
    next_step = _("Look at the shop's page for what it sells now.")


class CodeTaken(Invalid):
    code = "sku_code_taken"
    sentence = _("The code %(code)s is in use for another article.")
    next_step = _("Choose another code.")


class BadPrice(Invalid):
    code = "bad_price"
    sentence = _("A price is more than nothing and less than ¥1,000,000.")
    next_step = _("Enter a price such as 12.50.")


class BadName(Invalid):
    code = "bad_name"
    sentence = _("The name is empty, too long or holds characters that can't be shown.")
    next_step = _("Use 1 to 80 letters, digits and plain punctuation.")


class PriceMoved(Conflict):
    code = "sku_changed"
    sentence = _("Somebody changed this article while you were looking at it.")
    next_step = _("Look at the new values, then change it again.")
