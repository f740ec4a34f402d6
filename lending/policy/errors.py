from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from lending.scoring.public import LendersOnly as LendersOnly


class NoPolicyInForce(NotFound):
    code = "no_policy_in_force"
    sentence = _("No credit policy was in force at that moment.")
    next_step = _("Publish a policy that takes effect before it.")


class PolicyUnsound(Invalid):
    code = "policy_unsound"
    sentence = _("The policy can't be published: %(faults)s")
    next_step = _("Mend what is named, then publish again.")


class DecisionNotFound(NotFound):
    code = "decision_not_found"
    sentence = _("There is no such decision, or it is not yours to see.")
    next_step = _("Go back to the list of decisions.")


class ValueUnreadable(Invalid):
    code = "value_unreadable"
    sentence = _("“%(text)s” can't be tried as “%(name)s”.")
    next_step = _("Type yuan or per cent with at most two decimals, a whole number elsewhere, or nothing where it is not known.")


class PolicyNotFound(NotFound):
    code = "policy_not_found"
    sentence = _("There is no such policy or draft.")
    next_step = _("Go back to the list of policies.")


class DraftDecided(Conflict):
    code = "draft_decided"
    sentence = _("This draft was published or dropped before.")
    next_step = _("Write a new one from the version in force.")


class DraftChanged(Conflict):
    code = "draft_changed"
    sentence = _("The draft was changed since you looked at it.")
    next_step = _("Look at it again before you publish it.")


class NotYourDraft(Forbidden):
    code = "not_your_draft"
    sentence = _("Only whoever began a draft changes it.")
    next_step = _("Copy it into a draft of your own.")


class PublishedByAnother(Forbidden):
    code = "published_by_another"
    sentence = _("Whoever wrote a policy can't put it in force too.")
    next_step = _("Ask a colleague to look at it.")


class PlanUnsound(Invalid):
    code = "plan_unsound"
    sentence = _("These policies can't decide like this.")
    next_step = _("Give a reason, a share between 0 and 100 per cent, different policies, and a moment that has not passed.")


class TableUnreadable(Invalid):
    code = "table_unreadable"
    sentence = _("The table can't be read: %(faults)s")
    next_step = _("Mend what is named, then try again.")
