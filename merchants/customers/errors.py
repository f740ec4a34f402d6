from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Conflict, Invalid, NotFound


class CustomerNotFound(NotFound):
    code = "customer_not_found"
    sentence = _("There is no such customer of yours.")
    next_step = _("Look for her by name or phone, or make a card.")


class TabLimitReached(Conflict):
    code = "tab_limit_reached"
    sentence = _("That is more than %(name)s may still put on the tab: ¥%(free)s is left.")
    next_step = _("Take cash for it, or have a manager raise the limit.")


class TabOverdue(Conflict):
    code = "tab_overdue"
    sentence = _("%(name)s owes ¥%(overdue)s that is past its day.")
    next_step = _("Take cash today; the tab opens again once what is overdue is paid.")


class PaysNothing(Invalid):
    code = "pays_nothing"
    sentence = _("A payment is of at least ¥0.01.")
    next_step = _("Enter at most what is owed on the items chosen.")


class PaysTooMuch(Invalid):
    code = "pays_too_much"
    sentence = _("That is more than is open.")
    next_step = _("Enter at most what is owed on the items chosen.")


class ItemNotOpen(Conflict):
    code = "item_not_open"
    sentence = _("One of the items chosen is paid already.")
    next_step = _("Look at the tab again and choose what is still open.")


class BadPhone(Invalid):
    code = "bad_phone"
    sentence = _("That is no phone number.")
    next_step = _("Write 5 to 15 digits, with a plus before a country code.")


class NameMissing(Invalid):
    code = "customer_name_missing"
    sentence = _("A customer needs a name.")
    next_step = _("Write what you call her; up to 80 letters.")


class PhoneTaken(Conflict):
    code = "phone_taken"
    sentence = _("Another customer of yours has this phone number.")
    next_step = _("Look at that card, or leave the number out.")


class CardChanged(Conflict):
    code = "customer_changed"
    sentence = _("Somebody changed this card in the meantime.")
    next_step = _("Look at it again; what you typed was not saved.")


class BadTerms(Invalid):
    code = "bad_credit_terms"
    sentence = _("A limit is from ¥0 to ¥1,000,000, and a tab is due after 0 to 365 days.")
    next_step = _("Correct the limit or the days.")


class NothingOverdue(Conflict):
    code = "nothing_overdue"
    sentence = _("Nothing of this tab is overdue.")
    next_step = _("Remind her once its day is past.")


class RemindedToday(Conflict):
    code = "reminded_today"
    sentence = _("She was reminded today already.")
    next_step = _("Give her until tomorrow.")
