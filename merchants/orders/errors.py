from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Conflict, Invalid, NotFound


class OrderNotFound(NotFound):
    code = "order_not_found"
    sentence = _("There is no such order of yours.")
    next_step = _("Look at your list of orders.")


class OrderMoved(Conflict):
    code = "order_moved_on"
    sentence = _("The order has moved on: it is now “%(status)s”.")
    next_step = _("Look at the order again; the buttons show what can be done now.")


class ShopClosed(Conflict):
    code = "shop_closed"
    sentence = _("%(shop)s is closed now.")
    next_step = _("Order again when it opens, or choose another shop.")


class SellingSuspended(Conflict):
    code = "selling_suspended"
    sentence = _("%(shop)s can't take orders for the time being.")
    next_step = _("Choose another shop; orders placed before go on. The shop's owner finds the reason on her page “Today”.")


class OutOfRange(Invalid):
    code = "out_of_range"
    sentence = _("That is too far: %(shop)s brings things up to %(reach)s from the shop.")
    next_step = _("Collect it instead, or choose a nearer shop.")


class OutsideZones(Invalid):
    code = "outside_zones"
    sentence = _("That address lies outside the areas that %(shop)s brings things to.")
    next_step = _("Collect it instead, or choose another address or shop.")


class BringsNothing(Invalid):
    code = "brings_nothing"
    sentence = _("%(shop)s brings nothing to anybody.")
    next_step = _("Collect it instead, or choose a shop that delivers.")


class NoSuchTable(Invalid):
    code = "no_such_table"
    sentence = _("%(shop)s has no such table.")
    next_step = _("Scan the code on the table again, or fetch it at the counter.")


class BelowMinimum(Invalid):
    code = "below_minimum"
    sentence = _("%(shop)s delivers from ¥%(minimum)s; ¥%(missing)s is missing.")
    next_step = _("Add something, or pick the order up.")


class NothingOrdered(Invalid):
    code = "nothing_ordered"
    sentence = _("There is nothing in the order.")
    next_step = _("Put something in the basket first.")


class NotOnSale(Conflict):
    code = "not_on_sale"
    sentence = _("%(names)s is no longer sold.")
    next_step = _("Take it out of the basket and choose something else.")


class TooManyLines(Invalid):
    code = "too_many_lines"
    sentence = _("An order has at most %(most)s lines.")
    next_step = _("Make two orders of it.")


class NotToBeAsked(Conflict):
    code = "cancel_not_to_be_asked"
    sentence = _("The shop said no to cancelling this order.")
    next_step = _("Once you have the goods you may ask for money back.")


class NothingAsked(Conflict):
    code = "nothing_asked"
    sentence = _("Nobody waits for an answer about this order any more.")
    next_step = _("Look at the order again.")


class NothingWritten(Invalid):
    code = "nothing_written"
    sentence = _("There is nothing to send.")
    next_step = _("Write a few words first.")


class TooManyWords(Conflict):
    code = "too_many_words"
    sentence = _("You have written %(most)s times about this order.")
    next_step = _("Ring the other side up instead.")


class WrongDoorCode(Invalid):
    code = "wrong_door_code"
    sentence = _("This is not the buyer's code.")
    next_step = _("Ask for the four digits on the page of her order; %(left)s tries are left.")


class CodeLocked(Conflict):
    code = "code_locked"
    sentence = _("Too many wrong codes for order %(number)s.")
    next_step = _("Look well who stands there; then hand it over without a code, and say why.")


class CodeNeeded(Invalid):
    code = "code_needed"
    sentence = _("Order %(number)s is handed over against its buyer's code.")
    next_step = _("Ask for the four digits on the page of her order, or scan them there; if she has none, say why.")


class HandedOver(Conflict):
    code = "already_handed_over"
    sentence = _("The goods are handed over; this can't be cancelled any more.")
    next_step = _("Ask the shop to take the goods back.")


class NotOfTheOrder(Invalid):
    code = "not_of_the_order"
    sentence = _("An article that is sold out must be one of the order's.")
    next_step = _("Choose among the lines of the order.")


class SaleIdTaken(Conflict):
    code = "sale_id_taken"
    sentence = _("This sale's number was used for another sale.")
    next_step = _("Ring it up again as a new sale.")


class PriceChanged(Conflict):
    code = "price_changed"
    sentence = _("A price changed while you were choosing.")
    next_step = _("Look at the new total; nothing was charged.")


class GoesToItsPoint(Conflict):
    code = "goes_to_its_point"
    sentence = _("The order is collected at its pickup point, and does not lie there yet.")
    next_step = _("Bring it there and say so with a picture; or cancel it, and the buyer gets her money back.")


class NotWeighed(Conflict):
    code = "not_weighed"
    sentence = _("Something of order %(number)s is sold by weight and was not weighed yet.")
    next_step = _("Open the order, put it on the scale and take a picture; the rest of what was held goes back by itself.")


class WeighedAlready(Conflict):
    code = "weighed_already"
    sentence = _("This order was weighed already.")
    next_step = _("If something is missing now, say so at the hand-over.")


class NothingToWeigh(Conflict):
    code = "nothing_to_weigh"
    sentence = _("Nothing of this order is sold by weight and paid through the bank.")
    next_step = _("Hand it over as it is.")


class BadWeight(Invalid):
    code = "bad_weight"
    sentence = _("Every line that is sold by weight needs its weight, to the thousandth.")
    next_step = _("Write down what the scale says, for example 1.185.")


class AboveHeld(Conflict):
    code = "above_what_was_held"
    sentence = _("%(name)s may come to ¥%(most)s at most: the buyer was told no more.")
    next_step = _("Take something off the scale.")


class PictureMissing(Invalid):
    code = "picture_missing"
    sentence = _("The buyer sees a picture of the scale, and there is none.")
    next_step = _("Take a picture of the goods on the scale.")
