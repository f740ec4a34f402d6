from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Forbidden, Invalid, NotFound


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


class LendersOnly(Forbidden):
    code = "lenders_only"
    sentence = _("Credit decisions are for the bank's credit officers.")
    next_step = _("Sign in as a credit officer.")
