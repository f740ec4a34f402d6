from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Conflict, Invalid, NotFound


class BadGroupBuy(Invalid):
    code = "bad_group_buy"
    sentence = _(
        "A group-buy has up to four sizes of 2 to 200 people, each larger one cheaper, all below the shelf's price, and 1 to 72 hours to fill."
    )
    next_step = _("Look at the sizes and prices you entered.")


class AsksSomething(Invalid):
    code = "group_article_asks"
    sentence = _("With “%(name)s” a buyer is asked something; a group buys one thing alike.")
    next_step = _("Choose an article without questions.")


class GroupBuyNotFound(NotFound):
    code = "group_buy_not_found"
    sentence = _("There is no such group-buy.")
    next_step = _("Look at what else the shop offers.")


class GroupBuyOver(Conflict):
    code = "group_buy_over"
    sentence = _("No new group can begin: the offer has not started, or is over.")
    next_step = _("Join a group that is still forming, or buy it at the shelf's price.")


class GroupNotFound(NotFound):
    code = "group_not_found"
    sentence = _("There is no group with this code.")
    next_step = _("Look at the code again, or ask who sent it to you.")


class GroupFull(Conflict):
    code = "group_full"
    sentence = _("The last seat of this group was taken a moment ago.")
    next_step = _("Begin a group of your own; your neighbours can join it.")


class GroupOver(Conflict):
    code = "group_over"
    sentence = _("This group is over: it is “%(status)s”.")
    next_step = _("Begin a group of your own, or join another.")


class InTheGroup(Conflict):
    code = "in_the_group"
    sentence = _("You are in this group already.")
    next_step = _("Send its link to your neighbours, so that it fills.")


class OwnGroup(Conflict):
    code = "own_group"
    sentence = _("Whoever keeps the shop can't sit in its groups: they fill with customers alone.")
    next_step = _("Send the link to your customers, or complete the group at your own cost.")


class NobodyPaid(Conflict):
    code = "group_nobody_paid"
    sentence = _("Nobody has paid for a seat of this group yet.")
    next_step = _("Wait for the first payment; then you may complete it.")
