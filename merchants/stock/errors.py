from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Conflict, Invalid, NotFound


class SoldOut(Conflict):
    code = "sold_out"
    sentence = _("There is not enough left: %(names)s.")
    next_step = _("Take less, or something else; the page shows what is left.")


class BadQuantity(Invalid):
    code = "bad_quantity"
    sentence = _("A quantity is more than nothing and less than 100,000.")
    next_step = _("Enter a number such as 2 or 0.350.")


class NoParts(Invalid):
    code = "no_parts"
    sentence = _("This is kept whole: there is no part of it.")
    next_step = _("Enter a whole number such as 1 or 24.")


class NotOnTheShelf(Conflict):
    code = "not_on_the_shelf"
    sentence = _("The books say that this is not on the shelf: %(names)s.")
    next_step = _("Write down the delivery that brought it, or count the shelf; then hand it over.")


class OnlyExpiredLeft(Conflict):
    code = "only_expired_left"
    sentence = _("Only expired goods are left of %(names)s; they may not be sold.")
    next_step = _("Write off the expired batch, then refuse the order or receive fresh goods.")


class ShelfFrozen(Conflict):
    code = "shelf_frozen"
    sentence = _("These goods are being counted, and stay where they are until that is done: %(names)s.")
    next_step = _("Post the count or give it up, then try again.")


class BatchNeeded(Invalid):
    code = "batch_needed"
    sentence = _("%(names)s is kept by batch: its expiry is needed.")
    next_step = _("Enter the expiry that stands on the label.")


class BatchNotFound(NotFound):
    code = "batch_not_found"
    sentence = _("There is no such batch on this shelf.")
    next_step = _("Look at the article's batches and choose one.")


class ReasonNeeded(Invalid):
    code = "reason_needed"
    sentence = _("Say why: a reason is missing, or is none that is known here.")
    next_step = _("Choose a reason from the list.")


class ReceivingGap(Conflict):
    code = "receiving_gap"
    sentence = _("Some shelves hold less than nothing: more was sold at the counter than was received.")
    next_step = _("Write down the missing deliveries or count these shelves first.")


class PromisedAlready(Conflict):
    code = "promised_already"
    sentence = _("More than that is promised to orders already.")
    next_step = _("Hand over or refuse orders of this article first.")


class ReceiptNotFound(NotFound):
    code = "receipt_not_found"
    sentence = _("There is no such delivery.")
    next_step = _("Look at the shop's deliveries.")


class ReceiptReversed(Conflict):
    code = "receipt_reversed"
    sentence = _("This delivery was taken back already.")
    next_step = _("Write down a new delivery if goods came in.")


class TakenBackTooMuch(Conflict):
    code = "taken_back_too_much"
    sentence = _("More would come back than was sold.")
    next_step = _("Look at what the sale was of, and at what came back of it.")


class QuarantineNotFound(NotFound):
    code = "quarantine_not_found"
    sentence = _("Nothing like that waits to be looked at.")
    next_step = _("Look at the list of goods set aside.")


class DocumentMoved(Conflict):
    """A transfer, count or quarantine is no longer where the page showed it."""

    code = "stock_document_moved"
    sentence = _("Somebody took this further in the meantime: it is %(status)s.")
    next_step = _("Look at the page again.")


class TransferNotFound(NotFound):
    code = "transfer_not_found"
    sentence = _("There is no such transfer.")
    next_step = _("Look at the list of transfers.")


class NotCarriedThere(Invalid):
    code = "not_carried_there"
    sentence = _("The other shop does not list this: %(names)s.")
    next_step = _("List it there first, on the page of goods.")


class NothingToMove(Invalid):
    code = "nothing_to_move"
    sentence = _("Nothing is listed, or something twice.")
    next_step = _("List each article once, with a quantity.")


class OtherParty(Invalid):
    code = "transfer_between_parties"
    sentence = _("Goods are transferred between two shops of one owner.")
    next_step = _("Choose another of your shops; to somebody else goods are sold.")


class MoreThanSent(Invalid):
    code = "more_than_sent"
    sentence = _("More would arrive than is on its way.")
    next_step = _("Check the figures; what came in addition is a delivery of its own.")


class CountNotFound(NotFound):
    code = "count_not_found"
    sentence = _("There is no such count, or the article is not on it.")
    next_step = _("Look at the list of counts.")


class HeldNoLonger(Conflict):
    code = "count_holds_nothing"
    sentence = _("This count holds no goods still: it never did, or has let go of them.")
    next_step = _("Count on: what is sold meanwhile is taken into account.")


class AlreadyCounting(Conflict):
    code = "already_counting"
    sentence = _("An article of this count is being counted elsewhere: %(names)s.")
    next_step = _("Post or cancel the other count first.")
