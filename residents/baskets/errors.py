from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Conflict, Invalid, Unauthenticated


class SignInToBuy(Unauthenticated):
    code = "sign_in_to_buy"
    sentence = _("Sign in to keep a basket.")
    next_step = _("Sign in, then add it again; browsing needs no account.")


class QuoteChanged(Conflict):
    code = "quote_changed"
    sentence = _("The basket is not what the page showed: a price, a quantity or a fee changed.")
    next_step = _("Look at the new total; nothing was charged.")


class BasketEmpty(Invalid):
    code = "basket_empty"
    sentence = _("The basket is empty.")
    next_step = _("Choose something from a shop nearby.")


class BasketFull(Invalid):
    code = "basket_full"
    sentence = _("A basket holds at most %(most)s different articles.")
    next_step = _("Pay for these first.")


class BadTime(Invalid):
    code = "bad_time"
    sentence = _("That is no time that the shop offers.")
    next_step = _("Choose one of the times on the page.")


class SeveralShopsAtATable(Invalid):
    code = "several_shops_at_a_table"
    sentence = _("You are served at your table with what that shop sells; the basket holds things of another shop too.")
    next_step = _("Take out what is of the other shop, and order that apart.")


class AddressMissing(Invalid):
    code = "address_missing"
    sentence = _("A delivery needs an address.")
    next_step = _("Choose your estate and write the building and door.")
