"""Refusals of asking for quotes, quoting and awarding."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Conflict, Forbidden, Invalid, NotFound


class RfqNotFound(NotFound):
    code = "rfq_not_found"
    sentence = _("There is no such request for quotes, or none for you.")
    next_step = _("Open it from your list of requests.")


class QuotationNotFound(NotFound):
    code = "quotation_not_found"
    sentence = _("There is no such quotation, or none for you.")
    next_step = _("Open it from the requests that you were asked to quote.")


class QuoteLinkExpired(NotFound):
    code = "quote_link_expired"
    sentence = _("This link has expired.")
    next_step = _("Ask the shop to send you a new one.")


class BadRfq(Invalid):
    code = "bad_rfq"
    sentence = _("A quantity, a name or a day of this request is out of range.")
    next_step = _("Ask for 1 to 100 articles, each with a name and a quantity, with a day in the future to answer by.")


class BadQuote(Invalid):
    code = "bad_quote"
    sentence = _("A price, a quantity or a number of days is out of range.")
    next_step = _("Quote at least one article with a price; days run to 365, and the quote holds until today or later.")


class NobodyAsked(Invalid):
    code = "nobody_asked"
    sentence = _("Nobody is asked.")
    next_step = _("Choose between one and eight suppliers.")


class RfqMoved(Conflict):
    code = "rfq_moved"
    sentence = _("The request is now: %(status)s.")
    next_step = _("Look at the page again; somebody was faster.")


class LinkSpent(Conflict):
    code = "quote_link_spent"
    sentence = _("%(quotes)s quotes and %(files)s files may come by this link, and no more do.")
    next_step = _("Call the shop; or join the circle and quote from your own console.")


class TooLate(Conflict):
    code = "too_late_to_quote"
    sentence = _("The time to answer is over.")
    next_step = _("Ask the shop whether it asks again.")


class QuoteMoved(Conflict):
    code = "quote_moved"
    sentence = _("A quote was changed since you looked.")
    next_step = _("Look at the page again, then decide.")


class QuoteOutOfDate(Conflict):
    code = "quote_out_of_date"
    sentence = _("The quote of %(supplier)s no longer holds.")
    next_step = _("Ask that supplier to quote anew, or choose another.")


class LineUnnamed(Invalid):
    code = "line_unnamed"
    sentence = _("You have not said what %(name)s is in your shop.")
    next_step = _("Choose the article on this page first, so that the goods can be taken in.")


class AwardAboveLimit(Forbidden):
    code = "award_above_limit"
    sentence = _("¥%(amount)s is more than you may order alone.")
    next_step = _("Ask somebody with a higher limit to open this comparison and award it.")
