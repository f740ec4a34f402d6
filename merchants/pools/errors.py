"""Refusals of buying together."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Conflict, Forbidden, Invalid, NotFound


class PoolNotFound(NotFound):
    code = "pool_not_found"
    sentence = _("There is no such pool near you.")
    next_step = _("Look at the pools that stand open near your shop, or begin one.")


class NoLadder(NotFound):
    code = "no_ladder"
    sentence = _("This article has no prices for pools, or you have not said what it is in your shop.")
    next_step = _("Link the article on the supplier's price list, or ask the supplier for prices by quantity.")


class BadLadder(Invalid):
    code = "bad_ladder"
    sentence = _("More has to cost less: each step needs a larger quantity and a lower price than the one before.")
    next_step = _("Enter one to five steps.")


class BadPool(Invalid):
    code = "bad_pool"
    sentence = _("The quantity or the closing time is out of range.")
    next_step = _("Take at least the supplier's step, and close within 30 days.")


class NowhereNear(Conflict):
    code = "nowhere_near"
    sentence = _("Your shop has no neighbourhood yet, so nobody is its neighbour.")
    next_step = _("Set your shop's place first.")


class PoolClosed(Conflict):
    code = "pool_closed"
    sentence = _("This pool is closed.")
    next_step = _("Look at the page again; what became of it is there.")


class MemberMoved(Conflict):
    code = "pool_member_moved"
    sentence = _("Your place in this pool is now: %(status)s.")
    next_step = _("Look at the page again.")


class PoolAboveLimit(Forbidden):
    code = "pool_above_limit"
    sentence = _("¥%(amount)s is more than you may order alone.")
    next_step = _("Ask somebody of your shop with a higher limit to confirm.")
