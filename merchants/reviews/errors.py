from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Conflict, Forbidden, Invalid, NotFound


class ReviewNotFound(NotFound):
    code = "review_not_found"
    sentence = _("There is no such review, or none for you.")
    next_step = _("Open it from the shop's page or your own reviews.")


class QuestionNotFound(NotFound):
    code = "question_not_found"
    sentence = _("There is no such question, or none for you.")
    next_step = _("Open it from the shop's page or your own questions.")


class ComplaintNotFound(NotFound):
    code = "complaint_not_found"
    sentence = _("There is no such complaint.")
    next_step = _("Open it from the list of complaints; another may have decided it.")


class ReviewTooSoon(Conflict):
    code = "review_too_soon"
    sentence = _("What was not handed over yet can't be reviewed.")
    next_step = _("Come back once you have the goods.")


class ReviewTooLate(Conflict):
    code = "review_too_late"
    sentence = _("The time to review this order was over on %(until)s.")
    next_step = _("Review your next order within thirty days.")


class AlreadyReviewed(Conflict):
    code = "already_reviewed"
    sentence = _("You have reviewed this order.")
    next_step = _("Change your review instead, as long as that is possible.")


class NoMoreEdits(Conflict):
    code = "review_stands"
    sentence = _("This review stands: it is changed once, within seven days, and not while it is hidden.")
    next_step = _("Say more in the review of your next order.")


class OwnShop(Forbidden):
    code = "own_shop"
    sentence = _("Who works in a shop doesn't review it.")
    next_step = _("Leave the word to your customers.")


class AlreadyReplied(Conflict):
    code = "already_replied"
    sentence = _("The shop has replied to this review.")
    next_step = _("One reply stands for good.")


class TooManyQuestions(Conflict):
    code = "too_many_questions"
    sentence = _("The shop has %(most)s questions of yours to answer.")
    next_step = _("Wait for an answer before you ask again.")


class AlreadyReported(Conflict):
    code = "already_reported"
    sentence = _("You have complained of this, and the platform looks at it.")
    next_step = _("Wait for the answer.")


class NotHidden(Conflict):
    code = "not_hidden"
    sentence = _("It is shown, so there is nothing to appeal against.")
    next_step = _("Look at the page again.")


class OwnWords(Forbidden):
    code = "own_words"
    sentence = _("These are your own words.")
    next_step = _("Change them instead of reporting them.")


class ComplaintEnded(Conflict):
    code = "complaint_ended"
    sentence = _("This complaint was decided in the meantime.")
    next_step = _("Look at the list again.")


class NobodyDecided(Conflict):
    code = "nobody_decided"
    sentence = _("Nobody has decided this yet.")
    next_step = _("One decides with a reason, another looks at it.")


class SecondPersonNeeded(Forbidden):
    code = "same_person"
    sentence = _("Whoever decided it can't second it too.")
    next_step = _("Ask a colleague to look at it.")


class BadStars(Invalid):
    code = "bad_stars"
    sentence = _("Give one to five stars, to the shop and to what you bought.")
    next_step = _("Choose how many stars.")


class BadReason(Invalid):
    code = "bad_reason"
    sentence = _("This is no reason for which words are hidden.")
    next_step = _("Choose one of the reasons.")


class NothingSaid(Invalid):
    code = "nothing_said"
    sentence = _("Nothing is written.")
    next_step = _("Write in a few words what you mean.")
