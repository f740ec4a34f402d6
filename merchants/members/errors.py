from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Conflict, Invalid, NotFound


class ProgrammeNotFound(NotFound):
    code = "programme_not_found"
    sentence = _("This shop has no membership to join.")
    next_step = _("Look at what else the shop offers.")


class NotAMember(NotFound):
    code = "not_a_member"
    sentence = _("You are not a member of this shop.")
    next_step = _("Join on the shop's page.")


class BadProgramme(Invalid):
    code = "bad_programme"
    sentence = _("A yuan earns 0 to 100 points, good for 30 to 1095 days, and each level begins above the one before.")
    next_step = _("Look at what you entered.")


class TooFewPoints(Conflict):
    code = "too_few_points"
    sentence = _("You have %(points)s points; this takes %(needed)s.")
    next_step = _("Points come some days after you bought something, once it can't come back any more.")
