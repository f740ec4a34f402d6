from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Conflict, Invalid, NotFound


class PromotionNotFound(NotFound):
    code = "promotion_not_found"
    sentence = _("There is no such promotion, or none of yours.")
    next_step = _("Look at the list of promotions.")


class BudgetNotFound(NotFound):
    code = "budget_not_found"
    sentence = _("There is no such budget, or none that you may use.")
    next_step = _("Choose a budget from the list.")


class BadTerms(Invalid):
    code = "bad_promotion_terms"
    sentence = _("The promotion doesn't say clearly what is taken off: %(why)s.")
    next_step = _("Look at the marked fields and try again.")


class PromotionMoved(Conflict):
    code = "promotion_moved_on"
    sentence = _("The promotion is now “%(status)s”.")
    next_step = _("Look at it again; the buttons show what can be done now.")


class PromotionChanged(Conflict):
    code = "promotion_changed"
    sentence = _("Somebody else changed this promotion meanwhile.")
    next_step = _("Look at it again, then change it.")


class NoCouponsLeft(Conflict):
    code = "no_coupons_left"
    sentence = _("All coupons are taken.")
    next_step = _("Look at what else the shop offers.")


class EnoughCoupons(Conflict):
    code = "enough_coupons"
    sentence = _("You have as many of these coupons as one person may have.")
    next_step = _("Use them with your next order.")


class CouponGone(Conflict):
    code = "coupon_gone"
    sentence = _("A coupon was used in another order or has expired.")
    next_step = _("Look at the new total; nothing was charged.")


class CouponNotFound(NotFound):
    code = "coupon_not_found"
    sentence = _("There is no such coupon here, or it can't be used any more.")
    next_step = _("Look whether it is for this shop, and until when.")


class ShownCouponStale(Invalid):
    code = "shown_coupon_stale"
    sentence = _("The coupon's code is too old, or not one of ours.")
    next_step = _("Have it shown anew and read it again.")


class DealGone(Conflict):
    code = "deal_gone"
    sentence = _("A discount was used up while you were choosing.")
    next_step = _("Look at the new total; nothing was charged.")


class BudgetTooSmall(Conflict):
    code = "budget_too_small"
    sentence = _("That is more than is left of the budget.")
    next_step = _("Take less, or pay more in first.")


class NobodyTakesOffers(Conflict):
    code = "nobody_takes_offers"
    sentence = _("No customer has asked for your offers yet.")
    next_step = _("They can on their own page, under what each shop knows.")


class AnnouncedLately(Conflict):
    code = "announced_lately"
    sentence = _("You announced another promotion this week.")
    next_step = _("Wait until Monday: nobody is told more than once a week.")
