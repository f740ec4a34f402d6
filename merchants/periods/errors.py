"""Refusals of closed months."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Conflict, Invalid


class PeriodClosed(Invalid):
    code = "period_closed"
    sentence = _("%(day)s is in a month that the shop has closed.")
    next_step = _("Date it %(open)s or later, or ask the shop's owner to open the month again.")


class MonthNotOver(Conflict):
    code = "month_not_over"
    sentence = _("This month can be closed from %(open)s on.")
    next_step = _("Wait until it is over for a whole day.")


class MonthSkipped(Conflict):
    code = "month_skipped"
    sentence = _("Months are closed one after the other; %(first)s is next.")
    next_step = _("Close that one first.")


class MonthNotReady(Conflict):
    code = "month_not_ready"
    sentence = _("Something of this month is not decided yet.")
    next_step = _("Finish what the page names, then close the month.")


class MonthClosed(Conflict):
    code = "month_closed"
    sentence = _("This month is closed already.")
    next_step = _("Look at what it said.")


class MonthNotClosed(Conflict):
    code = "month_not_closed"
    sentence = _("Only the month that was closed last can be opened again.")
    next_step = _("Open the later ones first.")


class OpeningWithoutReason(Invalid):
    code = "opening_without_reason"
    sentence = _("Say why the month is opened again.")
    next_step = _("A sentence is enough.")


class BadTaxTerms(Invalid):
    code = "bad_tax_terms"
    sentence = _("Tax terms begin with a month and say a rate of 0 to 50 percent; a general taxpayer has one.")
    next_step = _("Choose the month from which they hold, and write the rate, for example 13.")
