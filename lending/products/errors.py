from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Conflict, Forbidden, Invalid, NotFound


class ProductNotOffered(NotFound):
    code = "product_not_offered"
    sentence = _("The product %(product)s is not offered on this day.")
    next_step = _("Ask the bank which products are open.")


class TermsUnsound(Invalid):
    code = "terms_unsound"
    sentence = _("These terms can't be offered: %(faults)s")
    next_step = _("Mend what is named, then send them again.")


class ProposalNotFound(NotFound):
    code = "terms_proposal_not_found"
    sentence = _("No such terms are proposed.")
    next_step = _("Go back to the list of products.")


class ProposalDecided(Conflict):
    code = "terms_proposal_decided"
    sentence = _("These terms were put in force or dropped before.")
    next_step = _("Look at the list again.")


class ReleasedByAnother(Forbidden):
    code = "terms_released_by_another"
    sentence = _("Whoever wrote terms down can't put them in force too.")
    next_step = _("Ask a colleague to look at them.")
