from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Conflict, Invalid, NotFound


class FactConflict(Conflict):
    """The source told this fact before, and told it differently."""

    code = "fact_conflict"
    sentence = _("This was reported before with other content.")
    next_step = _("Report a correction that names the earlier fact, with a key of its own.")


class FactNotAllowed(Invalid):
    code = "fact_not_allowed"
    sentence = _("A trade fact may not contain this: %(fault)s.")
    next_step = _("Send whole numbers of fen, and code names instead of names, addresses and numbers of people.")


class NothingToCorrect(Invalid):
    code = "nothing_to_correct"
    sentence = _("A correction names an earlier fact of the same source, kind and business.")
    next_step = _("Look up the number of the fact that was wrong.")


class PartyUnknown(NotFound):
    code = "party_not_found"
