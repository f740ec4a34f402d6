"""Refusals of reports."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Conflict, Invalid, NotFound


class NothingToAppeal(Invalid):
    code = "nothing_to_appeal"
    sentence = _("There is no figure of this part to appeal against.")
    next_step = _("Choose a part that counts in your score.")


class AppealWithoutWords(Invalid):
    code = "appeal_without_words"
    sentence = _("An appeal says what is wrong.")
    next_step = _("Write in a sentence what the figure takes wrongly.")


class AppealOpen(Conflict):
    code = "appeal_open"
    sentence = _("An appeal on this part is with the bank already.")
    next_step = _("Wait for the answer, or take the appeal back and write a new one.")


class AppealEnded(Conflict):
    code = "appeal_ended"
    sentence = _("This appeal was answered or taken back.")
    next_step = _("Look at the page again.")


class AppealNotFound(NotFound):
    code = "appeal_not_found"
    sentence = _("There is no such appeal.")
    next_step = _("Look at the list of appeals.")
