from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Conflict, Forbidden, Invalid, NotFound


class CaseNotFound(NotFound):
    code = "after_sale_not_found"
    sentence = _("There is no such case of yours.")
    next_step = _("Open it from the order that it is about.")


class CaseMoved(Conflict):
    code = "after_sale_moved_on"
    sentence = _("This case has moved on: it is now “%(status)s”.")
    next_step = _("Look at it again; the page shows what can be done now.")


class NotCompleted(Conflict):
    code = "order_not_completed"
    sentence = _("Goods that were not handed over yet are cancelled, not refunded.")
    next_step = _("Cancel the order instead.")


class WindowOver(Conflict):
    code = "after_sale_window_over"
    sentence = _("The time to ask for money back was over on %(until)s.")
    next_step = _("Write to the shop: it may still give money back of its own accord.")


class AlreadyDecided(Conflict):
    code = "already_decided"
    sentence = _("The platform has decided about %(declined)s of %(name)s already; %(left)s are left to ask about.")
    next_step = _("Write to the shop: it may still give money back of its own accord.")


class NothingLeft(Invalid):
    code = "nothing_left_to_hand_over"
    sentence = _("Nothing would be left to hand over.")
    next_step = _("Decline the order instead: the buyer gets everything back.")


class NothingToReturn(Invalid):
    code = "nothing_to_return"
    sentence = _("Less than that of this sale can still come back.")
    next_step = _("Look at what came back before.")


class ReturnNeeded(Invalid):
    code = "return_needed"
    sentence = _("What is no longer wanted goes back before its money does.")
    next_step = _("Ask for goods back, money back.")


class StaysSold(Invalid):
    code = "stays_sold"
    sentence = _("Goods of this kind don't go back because they are no longer wanted.")
    next_step = _("If something is wrong with them, say what.")


class ReasonMissing(Invalid):
    code = "reason_missing"
    sentence = _("This needs a reason.")
    next_step = _("Write in a few words why.")


class BadOffer(Invalid):
    code = "bad_offer"
    sentence = _("An offer is more than nothing and less than the ¥%(asked)s that is asked.")
    next_step = _("Agree to all of it, or offer a part.")


class SecondPersonNeeded(Forbidden):
    code = "same_person"
    sentence = _("Whoever decided it can't second it too.")
    next_step = _("Ask a colleague to look at it.")


class NobodyDecided(Conflict):
    code = "nobody_decided"
    sentence = _("Nobody has decided this yet.")
    next_step = _("One decides with a reason, another looks at it.")


class AtTheCounter(Conflict):
    code = "paid_at_the_counter"
    sentence = _("What was paid in cash or put on a tab comes back over the counter.")
    next_step = _("Open the sale's receipt and take the goods back there.")


class TermsTooSoon(Invalid):
    code = "terms_too_soon"
    sentence = _("New terms begin tomorrow at the earliest, so that one day has one set of terms.")
    next_step = _("Choose a later day.")


class BadTerms(Invalid):
    code = "bad_after_sale_terms"
    sentence = _("Every side has an hour at least, and a quarter of a year at most.")
    next_step = _("Look at the hours again.")
