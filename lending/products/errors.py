from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import NotFound


class ProductNotOffered(NotFound):
    code = "product_not_offered"
    sentence = _("The product %(product)s is not offered on this day.")
    next_step = _("Ask the bank which products are open.")
