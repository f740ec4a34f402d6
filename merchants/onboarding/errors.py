from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Conflict, Forbidden, Invalid, NotFound


class FileNotFound(NotFound):
    code = "file_not_found"
    sentence = _("There is no such file of yours.")
    next_step = _("Begin at “Open a shop”.")


class FileMoved(Conflict):
    code = "file_moved_on"
    sentence = _("The file has moved on in the meantime.")
    next_step = _("Look at it again; the buttons show what can be done now.")


class BadChoice(Invalid):
    code = "bad_trade_or_form"
    sentence = _("Choose what you sell and how you are registered.")
    next_step = _("Tap one of each; both can be talked about with the bank later.")


class ShopUnfinished(Invalid):
    code = "shop_unfinished"
    sentence = _("Your shop needs a name and a place.")
    next_step = _("Write the name over your door, and choose the estate or the landmark nearest to you.")


class BadNumber(Invalid):
    code = "bad_number"
    sentence = _("That number can't be right: its length or its check digit is wrong.")
    next_step = _("Compare it with the paper, one character after another.")


class BadDate(Invalid):
    code = "bad_last_day"
    sentence = _("The last day of this paper is missing or over.")
    next_step = _("Write the day until which it is good; if it has run out, renew it first.")


class FileMissing(Invalid):
    code = "document_missing"
    sentence = _("A photo or a PDF of the paper is missing.")
    next_step = _("Take a photo of the whole page in good light.")


class FileTooLarge(Invalid):
    code = "document_too_large"
    sentence = _("The file is larger than %(most)s MB.")
    next_step = _("Take the photo again with a smaller size, or send a PDF.")


class FileUnknown(Invalid):
    code = "document_unknown"
    sentence = _("That file is no JPEG, PNG or PDF, or it is cut off.")
    next_step = _("Take a photo with your phone, or save the document as a PDF.")


class NotAsked(Invalid):
    code = "paper_not_asked"
    sentence = _("This paper is not asked of you.")
    next_step = _("Look at your checklist again.")


class PapersMissing(Conflict):
    code = "papers_missing"
    sentence = _("Something is still missing: %(names)s.")
    next_step = _("Hand it in, then send the file off.")


class PapersUndecided(Conflict):
    code = "papers_undecided"
    sentence = _("Not every required paper is accepted or waived.")
    next_step = _("Decide on each of them first.")


class NotScanned(Conflict):
    code = "document_not_scanned"
    sentence = _("The document has not been found clean of viruses yet.")
    next_step = _("Wait for the scanner; a document that it has not looked at is never opened nor accepted.")


class ClaimedByAnother(Conflict):
    code = "claimed_by_another"
    sentence = _("A colleague is working on this file.")
    next_step = _("Take another one, or this one when her claim has run out.")


class NotClaimed(Conflict):
    code = "not_claimed"
    sentence = _("Take the file first.")
    next_step = _("Only whoever has taken a file decides on its papers.")


class SamePerson(Forbidden):
    code = "same_person"
    sentence = _("A second person has to do this.")
    next_step = _("Ask a colleague: nobody approves what she handed in or recommended herself.")


class ReasonMissing(Invalid):
    code = "reason_missing"
    sentence = _("Say why.")
    next_step = _("The shop reads your reason: write what is wrong and what would put it right.")


class BadHold(Invalid):
    code = "bad_hold"
    sentence = _("Money is held until a day to come, at most 90 days ahead.")
    next_step = _("Name a day, or leave it empty: the shop's own money is then paid out as ever.")
