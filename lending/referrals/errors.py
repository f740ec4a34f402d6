from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from ecosystem.kernel.money import to_text


class ReferralNotFound(NotFound):
    code = "referral_not_found"
    sentence = _("There is no such case, or it is not yours to see.")
    next_step = _("Go back to the list of cases.")


class NothingToLookAt(NotFound):
    code = "nothing_to_look_at"
    sentence = _("Nothing was decided on this business yet, or it is not yours.")
    next_step = _("Ask on the page “Credit” what you can borrow; then a person can look at the answer.")


class ReferralMoved(Conflict):
    code = "referral_moved"
    sentence = _("A colleague has taken this case on in the meantime.")
    next_step = _("Look at the case again before you do anything.")


class ReferralOfAnother(Forbidden):
    code = "referral_of_another"
    sentence = _("A colleague works on this case.")
    next_step = _("Take one that waits, or take this one over once its time has run out.")


class OwnBusiness(Forbidden):
    code = "referral_of_own_business"
    sentence = _("Nobody works on the case of a business that she owns.")
    next_step = _("Leave it to a colleague.")


class DecidedByAnother(Forbidden):
    code = "referral_decided_by_another"
    sentence = _("Whoever worked on a case can't decide it too.")
    next_step = _("Ask a colleague to look at your proposal.")


class ProposalUnsound(Invalid):
    code = "proposal_unsound"
    sentence = _("This is no proposal yet: it says what is to happen, the merchant's answer and your grounds, each in at most 1,000 characters.")
    next_step = _("Fill in all of it; to lend, name an amount between ¥%(least)s and ¥%(most)s, in steps of ¥%(step)s.")

    @classmethod
    def within(cls, least_minor: int, most_minor: int, step_minor: int) -> ProposalUnsound:
        bounds = {"least_minor": least_minor, "most_minor": most_minor, "step_minor": step_minor}
        return cls(**{name.removesuffix("_minor"): to_text(amount) for name, amount in bounds.items()}, details=bounds)


class StillOwed(Conflict):
    code = "referral_still_owed"
    sentence = _("Something is owed on the line that runs, so nothing more can be offered.")
    next_step = _("Leave the answer as it is, or wait until the line is repaid.")


class ReasonMissing(Invalid):
    code = "referral_reason_missing"
    sentence = _("Say why, so that your colleague knows what to mend.")
    next_step = _("Write a sentence, then give it back.")
