from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from lending.offices.public import LendersOnly as LendersOnly


class ArtefactEdited(Invalid):
    code = "artefact_edited"
    sentence = _("The scorecard's file is not the one that its digest was taken of.")
    next_step = _("Send the file that the training job wrote.")


class ArtefactUnsound(Invalid):
    code = "artefact_unsound"
    sentence = _("The scorecard can't be used: %(faults)s")
    next_step = _("Train it again with what is named put right.")


class LeakFound(Invalid):
    code = "leak_found"
    sentence = _("The training data knows the outcome: %(faults)s")
    next_step = _("Leave these features out, or say when they are really known.")


class TrainingUnsound(Invalid):
    code = "training_unsound"
    sentence = _("Nothing can be learned from this: %(faults)s")
    next_step = _("Mend what is named in the job, then train again.")


class ModelNotFound(NotFound):
    code = "model_not_found"
    sentence = _("There is no such scorecard.")
    next_step = _("Go back to the list of scorecards.")


class ValidatedByAnother(Forbidden):
    code = "validated_by_another"
    sentence = _("Whoever brought a scorecard in can't be the one who validates it.")
    next_step = _("Ask a colleague to look at it.")


class RiskManagersOnly(Forbidden):
    code = "risk_managers_only"
    sentence = _("This is for the bank's risk managers.")
    next_step = _("Ask a risk manager, or sign in as one.")


class StepRefused(Conflict):
    code = "step_refused"
    sentence = _("From where this scorecard stands, it can't take that step.")
    next_step = _("Look at where it stands, then take the next step.")


class StepUnsound(Invalid):
    code = "step_unsound"
    sentence = _("This step can't be taken like this.")
    next_step = _("Give a reason, and for a challenger a share between 0 and 100 per cent.")


class OtherPopulation(Invalid):
    code = "other_population"
    sentence = _("This scorecard was learned from others than our merchants; it proves a method and scores nobody.")
    next_step = _("Train one on the bank's own merchants.")
