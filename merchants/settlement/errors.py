from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Conflict, Forbidden, Invalid, NotFound


class TariffNotFound(NotFound):
    code = "tariff_not_found"


class TariffDecided(Conflict):
    code = "tariff_decided"
    sentence = _("This tariff was published or discarded before.")
    next_step = _("Draft a new one.")


class TariffFaulty(Invalid):
    """``details["faults"]`` lists each rule's position, the fault's code and the value that is unknown."""

    code = "tariff_faulty"
    sentence = _("The tariff can't be published: %(count)s faults in its rules.")
    next_step = _("Draft it again with every rule naming what exists, and a last rule without conditions.")


class TariffTooSoon(Invalid):
    code = "tariff_too_soon"
    sentence = _("A tariff begins tomorrow at the earliest, so that one day has one tariff.")
    next_step = _("Choose a later day.")


class TariffDayTaken(Conflict):
    code = "tariff_day_taken"
    sentence = _("Another tariff begins on %(day)s already.")
    next_step = _("Choose another day.")


class SamePerson(Forbidden):
    code = "same_person"
    sentence = _("Whoever drafted it can't decide it too.")
    next_step = _("Ask a colleague to look at it.")


class NoSuchWait(Invalid):
    code = "no_such_wait"
    sentence = _("A settled sale waits from 0 to 90 days.")
    next_step = _("Give a number of days.")


class NotSettled(NotFound):
    code = "not_settled"
    sentence = _("This order is not settled.")
    next_step = _("Before the goods are handed over an order is cancelled instead.")


class MoreThanSold(Invalid):
    code = "more_than_sold"
    sentence = _("More would be taken back than was sold and is not back yet.")
    next_step = _("Look at what came back already.")


class NothingToTakeBack(Invalid):
    code = "nothing_to_take_back"
    sentence = _("This takes nothing back.")
    next_step = _("Name the lines with their quantities, or an amount.")


class MandateStands(Conflict):
    code = "mandate_stands"
    sentence = _("There is a mandate in force already.")
    next_step = _("End it first, then give another.")
