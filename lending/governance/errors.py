from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Forbidden, Invalid, NotFound


class NothingToReview(NotFound):
    code = "nothing_to_review"
    sentence = _("There is no such scorecard or policy.")
    next_step = _("Go back to the inventory.")


class ReviewedByAnother(Forbidden):
    code = "reviewed_by_another"
    sentence = _("Whoever made it can't be the one who reviews it.")
    next_step = _("Ask a colleague to look at it.")


class ReviewUnsound(Invalid):
    code = "review_unsound"
    sentence = _("A review says what was looked at.")
    next_step = _("Write a sentence, then keep the review.")
