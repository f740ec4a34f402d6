"""Codes of the feed and of districts in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from . import rules

# Codes of the feed's shops; one that is not here stands for itself.
INDUSTRIES: dict[str, str | Promise] = {
    "grocer": _("Grocer"),
    "greengrocer": _("Greengrocer"),
    "butcher": _("Butcher"),
    "bakery": _("Bakery"),
    "deli": _("Deli"),
    "household": _("Household goods"),
    "pharmacy": _("Pharmacy"),
    "fishmonger": _("Fishmonger"),
    "florist": _("Florist"),
    "natural": _("Natural foods"),
    "wine": _("Wine shop"),
    "other": _("Other trade"),
}
UNKNOWN = _("Not known")
# What is recorded of an offer, from the consent it rests on to the loan that came of it.
ACTS: dict[str, str | Promise] = {
    "consent.grant": _("Agreed that its trade is read"),
    "consent.revoke": _("Took the consent back"),
    "feed.read": _("Read its trade facts"),
    "lending.portrait.build": _("Drew its portrait"),
    "lending.portrait.read": _("Looked at its portrait"),
    "lending.policy.decide": _("Decided by the policy"),
    "lending.case.read": _("Looked at the case"),
    "lending.case.try": _("Tried the case otherwise"),
    "lending.refusal.tell": _("Showed the owner why not"),
    "lending.referral.open": _("Left it to people"),
    "lending.referral.ask": _("Asked for a person"),
    "lending.referral.claim": _("Took the case"),
    "lending.referral.release": _("Put the case back"),
    "lending.referral.propose": _("Proposed an answer"),
    "lending.referral.give_back": _("Gave the proposal back"),
    "lending.referral.decide": _("Decided on the proposal"),
    "lending.referral.late": _("Was not answered in time"),
    "lending.referral.close": _("Closed the case"),
    "lending.offer.make": _("Made the offer"),
    "lending.offer.deliver": _("Showed the owner the offer"),
    "lending.offer.accept": _("Accepted the offer"),
    "lending.offer.accepted": _("The offer ended: accepted"),
    "lending.offer.declined": _("The offer ended: declined"),
    "lending.offer.expired": _("The offer ended: run out"),
    "lending.offer.replaced": _("The offer ended: another took its place"),
    "lending.offer.withdrawn": _("The offer ended: taken back"),
    "lending.contract.sign": _("Signed the contract"),
    "lending.contract.read": _("Looked at the contract"),
    "lending.contract.evidence": _("Took the evidence along"),
    "lending.loan.open": _("Opened the line"),
    "lending.loan.draw": _("Drew money"),
    "lending.loan.repay": _("Took a repayment in"),
    "lending.loan.close": _("Closed the line"),
    "lending.loan.read": _("Looked at the line"),
}


def named(words: Mapping[Any, str | Promise], code: Any) -> str:
    """A code that is not known stands for itself."""
    return str(UNKNOWN if code == rules.UNKNOWN else words.get(code, code))
