from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Conflict, Invalid, NotFound


class CardNotFound(NotFound):
    code = "prepaid_card_not_found"
    sentence = _("There is no such prepaid card.")
    next_step = _("Look into your wallet.")


class PlanNotFound(NotFound):
    code = "card_plan_not_found"
    sentence = _("There is no such card on sale.")
    next_step = _("Look at what else the shop offers.")


class BadPlan(Invalid):
    code = "bad_card_plan"
    sentence = _("A card has a name, a price, and a bonus that is good for 30 to 1095 days.")
    next_step = _("Look at what you entered.")


class PlanAboveLimits(Invalid):
    code = "card_plan_above_limits"
    sentence = _("A card is worth %(card)s yuan at most, and its bonus %(bonus)s %% of what is paid.")
    next_step = _("Offer a smaller card.")


class ShopOwesTooMuch(Conflict):
    code = "shop_sold_too_much_ahead"
    sentence = _("This shop has sold as much ahead as it may.")
    next_step = _("Buy a card once others were used, or pay as you go.")


class BonusNotFunded(Conflict):
    code = "card_bonus_not_funded"
    sentence = _("The shop can't put up the bonus at the moment, so the card is not sold.")
    next_step = _("Nothing was charged. Try again later.")


class OwnCard(Conflict):
    code = "own_prepaid_card"
    sentence = _("A shop does not buy its own card.")
    next_step = _("Sell it to customers.")


class CardOver(Conflict):
    code = "prepaid_card_over"
    sentence = _("Nothing is left on this card: it is “%(status)s”.")
    next_step = _("Pay another way.")


class CardElsewhere(Conflict):
    code = "prepaid_card_of_another_shop"
    sentence = _("This card is of another shop.")
    next_step = _("Pay another way.")


class ShownCardStale(Conflict):
    code = "shown_card_stale"
    sentence = _("This code on the screen is older than a minute, or not ours.")
    next_step = _("Let the customer open the card again and scan it once more.")


class ShownCardUsed(Conflict):
    code = "shown_card_used"
    sentence = _("This code has paid before.")
    next_step = _("The customer's screen shows a new one within half a minute.")


class AboveShown(Conflict):
    code = "above_shown_card"
    sentence = _("A card that is only shown pays %(most)s yuan at a time and %(day)s yuan a day.")
    next_step = _("Let the customer scan the sale's code and pay on her own phone.")
