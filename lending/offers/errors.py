from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from ecosystem.kernel.money import to_text


class OfferNotFound(NotFound):
    code = "offer_not_found"
    sentence = _("There is no such offer, or it was made to someone else.")
    next_step = _("Look at the page “Credit” for what is on offer to you.")


class OfferNotOpen(Conflict):
    code = "offer_not_open"
    sentence = _("This offer was taken, declined, withdrawn or replaced.")
    next_step = _("Look at the page “Credit” for the offer that stands now.")


class OfferExpired(Conflict):
    code = "offer_expired"
    sentence = _("This offer has expired.")
    next_step = _("Ask for a new one on the page “Credit”; it takes a moment.")


class OfferStale(Conflict):
    code = "offer_stale"
    sentence = _("Nobody has looked at your trade for more than %(days)s days, so this offer waits.")
    next_step = _("Have it looked at again on the page “Credit”; it takes a moment.")


class CostAboveCap(Conflict):
    code = "cost_above_cap"
    sentence = _("These terms would cost %(rate)s%% a year with everything in it, more than the cap of %(cap)s%%.")
    next_step = _("Lower the rate or the fee of the product.")


class AmountOutOfRange(Invalid):
    code = "amount_out_of_range"
    sentence = _("You can borrow between ¥%(least)s and ¥%(most)s here.")
    next_step = _("Choose an amount within these bounds.")

    @classmethod
    def between(cls, least_minor: int, most_minor: int) -> AmountOutOfRange:
        return cls(least=to_text(least_minor), most=to_text(most_minor), details={"least_minor": least_minor, "most_minor": most_minor})


class OwnersOnly(Forbidden):
    code = "owners_only"
    sentence = _("Only the owner of a business sees and decides on its credit.")
    next_step = _("Sign in as the owner, or ask her to look.")
