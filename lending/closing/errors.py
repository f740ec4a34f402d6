from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Conflict, Invalid


class DayNotOver(Invalid):
    code = "day_not_over"
    sentence = _("%(day)s lies in the future and can't be closed.")
    next_step = _("Close days up to today only.")


class DaySkipped(Conflict):
    code = "day_skipped"
    sentence = _("%(day)s can't be closed before %(first)s.")
    next_step = _("Close the days in their order; the command closes what is missing.")


class DayBeforeBooks(Invalid):
    code = "day_before_books"
    sentence = _("%(day)s lies before the first day that was ever closed.")
    next_step = _("Nothing is left to close there.")
