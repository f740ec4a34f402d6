from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Conflict, Forbidden, Invalid, NotFound


class ConsentWithdrawn(Forbidden):
    """No consent to this purpose stands: never given, revoked or expired."""

    code = "consent_withdrawn"
    sentence = _("The owner of these records has not agreed to this use, or no longer does.")
    next_step = _("Ask her to give her consent on the page “Consents”.")


class GrantNotFound(NotFound):
    code = "consent_not_found"
    sentence = _("There is no such consent, or it is not yours to decide on.")
    next_step = _("Look at the list of your consents again.")


class PartyNotYours(NotFound):
    code = "party_not_found"
    sentence = _("There is no such business, or you are not its owner.")
    next_step = _("Sign in as the owner, who alone decides on its consents.")


class GrantReplaced(Conflict):
    code = "consent_replaced"
    sentence = _("This consent was replaced by a newer one, which still stands.")
    next_step = _("Look at the list again and withdraw the newer one.")


class TextChanged(Conflict):
    code = "consent_text_changed"
    sentence = _("The text you agreed to has changed since you opened the page.")
    next_step = _("Read the new text, then decide again.")


class UnknownPurpose(Invalid):
    code = "unknown_purpose"
    sentence = _("There is no purpose called %(purpose)s.")
    next_step = _("Choose one of the purposes on the page “Consents”.")


class UntilNotAllowed(Invalid):
    code = "consent_until_not_allowed"
    sentence = _("A consent ends in the future, at most 365 days from now.")
    next_step = _("Choose an earlier or a later day.")


class MoreOwnersNeeded(Conflict):
    code = "more_owners_needed"
    sentence = _("This business consents only when %(needed)d of its owners agree.")
    next_step = _("Propose it on the page “Who may read my data”; your co-owners agree there.")


class ProposalNotFound(NotFound):
    code = "proposal_not_found"
    sentence = _("There is no such proposal, or it is not yours to decide on.")
    next_step = _("Look at the list of your consents again.")


class ProposalDecided(Conflict):
    code = "proposal_decided"
    sentence = _("Enough owners have agreed already, or the proposal was dropped.")
    next_step = _("Look at the list of your consents again.")


class QuorumNotAllowed(Invalid):
    code = "quorum_not_allowed"
    sentence = _("At least one owner must agree, and at most all %(owners)d.")
    next_step = _("Choose a number between these.")
