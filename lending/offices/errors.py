from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Conflict, Forbidden, Invalid, NotFound


class LendersOnly(Forbidden):
    code = "lenders_only"
    sentence = _("Credit decisions are for the bank's credit officers.")
    next_step = _("Sign in as a credit officer.")


class HeadOfficeOnly(Forbidden):
    code = "head_office_only"
    sentence = _("Only a risk manager of the head office says which office looks after what.")
    next_step = _("Ask the head office.")


class OfficeNotFound(NotFound):
    code = "office_not_found"
    sentence = _("There is no such office, person or district.")
    next_step = _("Go back to the list of offices.")


class OfficeUnsound(Invalid):
    code = "office_unsound"
    sentence = _("An office has a name in Chinese and in English.")
    next_step = _("Write both, then open it again.")


class MovedByAnother(Forbidden):
    code = "banker_moved_by_another"
    sentence = _("Nobody moves herself to another office.")
    next_step = _("Ask a colleague of the head office.")


class AlreadyThere(Conflict):
    code = "banker_already_there"
    sentence = _("She works there with this role already.")
    next_step = _("Look at the list again.")
