from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Conflict, Invalid, NotFound


class UnknownMethod(Invalid):
    code = "unknown_payment_method"
    sentence = _("This way to pay is not offered here.")
    next_step = _("Choose one of the ways to pay that the page shows.")


class PaymentFailed(Invalid):
    code = "payment_failed"
    sentence = _("The payment did not go through: %(reason)s")
    next_step = _("Nothing was charged. Try again or pay another way.")


class PaymentNotFound(NotFound):
    code = "payment_not_found"


class PaymentDecided(Conflict):
    code = "payment_decided"
    sentence = _("This payment was decided before.")


class RefundTooLarge(Invalid):
    code = "refund_too_large"
    sentence = _("More would be given back than was paid.")
    next_step = _("Look at what was given back already.")
