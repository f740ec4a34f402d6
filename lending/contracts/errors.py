from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Conflict, Forbidden, Invalid, NotFound


class ContractNotFound(NotFound):
    code = "contract_not_found"
    sentence = _("There is no such contract, or it is not yours.")
    next_step = _("Look at your loans; each names its contract.")


class ContractNotWritten(Conflict):
    """No font, or a template that can't be set: for the operator's log the reason, for her what to do."""

    code = "contract_not_written"
    sentence = _("The contract could not be written just now, so nothing was lent.")
    next_step = _("Your offer stands as it is. Try again later, or call your bank, which can see the reason.")


class ContractNotSigned(Conflict):
    code = "contract_not_signed"
    sentence = _("The contract could not be signed just now, so nothing was lent.")
    next_step = _("Your offer stands as it is. Try again in some minutes, or call your bank, which can see the reason.")


class NoTemplate(Conflict):
    code = "contract_has_no_template"
    sentence = _("There is no contract for this product yet, so nothing was lent.")
    next_step = _("Your offer stands as it is. Call your bank, which publishes the contract.")


class TemplateNotFound(NotFound):
    code = "template_not_found"
    sentence = _("There is no such contract template.")
    next_step = _("Choose one of the list.")


class TemplateUnsound(Invalid):
    code = "template_unsound"
    sentence = _("This is no contract yet: %(faults)s")
    next_step = _("“?” marks a name that nobody knows, “−” one that must be told. Mend what is named, then try again.")


class TemplateDecided(Conflict):
    code = "template_decided"
    sentence = _("This draft was published or dropped.")
    next_step = _("Look at the list again.")


class TemplateChanged(Conflict):
    code = "template_changed"
    sentence = _("The draft says something else by now.")
    next_step = _("Read it again before you publish it.")


class PublishedByTheWriter(Forbidden):
    code = "template_published_by_its_writer"
    sentence = _("Whoever wrote a contract template can't put it in force too.")
    next_step = _("Ask a colleague to read it.")
