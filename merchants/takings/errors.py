"""Why a statement, or a row of one, is not taken in."""

from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Conflict, Invalid, NotFound


class StatementNotFound(NotFound):
    code = "statement_not_found"
    sentence = _("There is no such statement of yours.")
    next_step = _("Send the file again.")


class StatementTaken(Conflict):
    code = "statement_taken"
    sentence = _("This very file was taken in already, as “%(name)s”.")
    next_step = _("Send another file, or take that one back first.")


class StatementEmpty(Invalid):
    code = "statement_empty"
    sentence = _("No row of this file can be taken in.")
    next_step = _("Read the reasons, mend the file and send it again.")


class StatementUndone(Conflict):
    code = "statement_undone"
    sentence = _("This statement was taken back already.")
    next_step = _("Send the file again to take it in.")


class StatementWaits(Conflict):
    code = "statement_waits"
    sentence = _("This statement was not taken in yet.")
    next_step = _("There is nothing to take back.")


class TooLateToTakeBack(Conflict):
    code = "too_late_to_take_back"
    sentence = _("A statement can be taken back within 24 hours.")
    next_step = _("Send what the platform took back as rows below nothing.")


class BadPlatform(Invalid):
    code = "bad_platform"
    sentence = _("The platform's name is 1 to 40 letters, without an address or a telephone number.")
    next_step = _("Write what the acquirer or platform is called.")


class BadReference(Invalid):
    code = "bad_reference"
    sentence = _("A reference is up to 64 letters, digits and - _ . / : #, and no telephone number.")
    next_step = _("Choose the column with the platform's own order or settlement number.")


class BadDay(Invalid):
    code = "bad_day"
    sentence = _("“%(text)s” is no day of the last three years.")
    next_step = _("Write the day as 2026-11-25.")


class BadTaking(Invalid):
    code = "bad_taking"
    sentence = _("An amount of nothing, or a fee of more than the amount.")
    next_step = _("Write in yuan what was taken, before the fee.")


class RowTwice(Invalid):
    code = "taking_said_twice"
    sentence = _("The same reference as in row %(row)s.")
    next_step = _("Keep one of the two rows.")


class RowKnown(Invalid):
    code = "taking_known"
    sentence = _("“%(reference)s” was taken in with an earlier statement.")
    next_step = _("Leave the row out; it counts already.")
