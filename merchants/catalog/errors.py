from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Conflict, Forbidden, Invalid, NotFound


class SkuNotFound(NotFound):
    code = "sku_not_found"
    sentence = _("This shop does not have that.")
    next_step = _("Look at the shop's page for what it sells now.")


class SharedElsewhere(Forbidden):
    code = "sku_shared_elsewhere"
    sentence = _("This article is sold at other branches too. Its names, units and choices are the same everywhere.")
    next_step = _("Ask somebody who works at all of these branches; the price and the hours here are yours to change.")


class CodeTaken(Invalid):
    code = "sku_code_taken"
    sentence = _("The code %(code)s is in use for another article.")
    next_step = _("Choose another code.")


class BarcodeTaken(Invalid):
    code = "barcode_taken"
    sentence = _("The barcode %(barcode)s is on another article of yours.")
    next_step = _("Look that article up, or leave the barcode out here.")


class BadBarcode(Invalid):
    code = "bad_barcode"
    sentence = _("%(barcode)s is not a barcode: it has 8, 12, 13 or 14 digits, and the last one checks the others.")
    next_step = _("Scan it again, or leave it out.")


class BadPrice(Invalid):
    code = "bad_price"
    sentence = _("A price is more than nothing and less than ¥1,000,000.")
    next_step = _("Enter a price such as 12.50.")


class BadName(Invalid):
    code = "bad_name"
    sentence = _("The name is empty, too long or holds characters that can't be shown.")
    next_step = _("Use 1 to 80 letters, digits and plain punctuation.")


class BadUnits(Invalid):
    code = "bad_units"
    sentence = _("These units don't convert into each other.")
    next_step = _("Choose units of the list, and say how many of the smaller one go into the larger.")


class BadCap(Invalid):
    code = "bad_daily_cap"
    sentence = _("A daily amount is more than nothing and less than 100,000.")
    next_step = _("Enter a number such as 30, or leave it empty.")


class BadMaking(Invalid):
    code = "bad_make_minutes"
    sentence = _("Making one takes 0 to 1,440 minutes.")
    next_step = _("Write whole minutes such as 25, or leave it empty for what lies on the shelf.")


class PriceMoved(Conflict):
    code = "sku_changed"
    sentence = _("Somebody changed this article while you were looking at it.")
    next_step = _("Look at the new values, then change it again.")


class WholeOnly(Invalid):
    code = "whole_quantity_only"
    sentence = _("%(name)s is sold whole.")
    next_step = _("Take one, two or more of it, but no part.")


class BadTax(Invalid):
    code = "bad_tax"
    sentence = _("A tax is 0 to 50 percent of a price without it, with at most two decimals.")
    next_step = _("Write 13 for 13 %, or leave it empty for the rate of your tax terms.")


class SoldOutForNow(Conflict):
    code = "sold_out_until"
    sentence = _("%(name)s is sold out until %(until)s.")
    next_step = _("Take it out of the basket, or order again then.")


class OutsideItsHours(Conflict):
    code = "outside_its_hours"
    sentence = _("%(name)s is not sold at this time of day.")
    next_step = _("Take it out of the basket; its page says when it is sold.")


class DailyCapReached(Conflict):
    code = "daily_cap_reached"
    sentence = _("%(name)s: only %(left)s more today.")
    next_step = _("Take less, or come back tomorrow.")


class BadChoice(Invalid):
    code = "choice_incomplete"
    sentence = _("%(name)s: “%(group)s” takes %(least)s to %(most)s choices.")
    next_step = _("Open the article and choose again.")


class ChoiceGone(Conflict):
    code = "choice_gone"
    sentence = _("%(name)s: something you chose is no longer offered.")
    next_step = _("Open the article and choose again.")


class ChoiceBelowNothing(Invalid):
    code = "choice_below_nothing"
    sentence = _("What is chosen takes the price of %(name)s to nothing or less.")
    next_step = _("Take less off: the price with all choices stays above nothing.")


class GroupNotFound(NotFound):
    code = "modifier_group_not_found"
    sentence = _("There is no such choice of yours.")
    next_step = _("Look at the list of choices of your goods.")


class GroupTaken(Invalid):
    code = "modifier_group_taken"
    sentence = _("You have a choice of that name.")
    next_step = _("Change that one, or use another name.")


class BadGroup(Invalid):
    code = "bad_modifier_group"
    sentence = _("A choice has 1 to 30 answers, and asks for no more of them than it takes.")
    next_step = _("Add an answer, or lower the least number.")


class BatchNotFound(NotFound):
    code = "batch_not_found"
    sentence = _("There is no such change of yours.")
    next_step = _("Look at the latest changes of your goods.")


class BatchUndone(Conflict):
    code = "batch_undone"
    sentence = _("This change was taken back already.")
    next_step = _("Look at the goods as they stand now.")


class TooLateToUndo(Conflict):
    code = "too_late_to_undo"
    sentence = _("A change can be taken back for 24 hours; this one is older.")
    next_step = _("Change the articles again, one by one or by a file.")


class NothingChosen(Invalid):
    code = "nothing_chosen"
    sentence = _("No article is chosen, or more than 500.")
    next_step = _("Tick the articles that you want to change.")


class FileUnreadable(Invalid):
    code = "file_unreadable"
    sentence = _("This file can't be read as a table.")
    next_step = _("Save it as CSV or XLSX and send it again.")


class FileTooLarge(Invalid):
    code = "file_too_large"
    sentence = _("The file is larger than %(most)s.")
    next_step = _("Split it, or remove pictures and sheets that hold no goods.")
    http_status = 413


class TooManyRows(Invalid):
    code = "too_many_rows"
    sentence = _("The file has more than %(most)s rows.")
    next_step = _("Split it into several files.")


class ColumnsMissing(Invalid):
    code = "columns_missing"
    sentence = _("No column says: %(columns)s.")
    next_step = _("Choose for each what it is called in your file, or send another file.")


class ImportNotFound(NotFound):
    code = "import_not_found"
    sentence = _("There is no such file of yours.")
    next_step = _("Send the file again.")
