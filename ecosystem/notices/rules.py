"""The sentences of notices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.money import to_text

SENTENCES: Mapping[str, Promise | str] = {
    "order_arrived": _("New order %(number)s"),
    "order_accepted": _("The shop has accepted order %(number)s"),
    "order_ready": _("Order %(number)s is ready"),
    "order_out_for_delivery": _("Order %(number)s is on its way"),
    "order_completed": _("Order %(number)s is handed over"),
    "order_cancelled": _("Order %(number)s was cancelled; your money is back in your account"),
    "payout_made": _("¥%(amount)s was paid into your account"),
    "payout_came_back": _("A payout of ¥%(amount)s came back; look where it should go"),
    "payout_rejected": _("A payout of ¥%(amount)s was not approved; it waits with your other sales"),
    "clawed_back": _("¥%(amount)s was taken to cover refunds"),
    "offer_made": _("You could borrow up to ¥%(amount)s"),
    "loan_opened": _("¥%(amount)s is in your account"),
    "loan_repaid": _("Your loan is repaid"),
}


LINKS: Mapping[str, str] = {
    "order_arrived": "orders:board",
    "payout_made": "payouts:funds",
    "payout_came_back": "payouts:funds",
    "payout_rejected": "payouts:funds",
    "clawed_back": "payouts:funds",
    "offer_made": "offers:credit",
    "loan_opened": "loans:loans",
    "loan_repaid": "loans:loans",
}
BUYERS_LINK = "baskets:orders"


def sentence(kind: str, values: Mapping[str, Any]) -> str:
    """The notice in the reader's language; ``amount_minor`` is told as ``amount``. Raises ``KeyError``."""
    told = {**values, "amount": to_text(int(values["amount_minor"]))} if "amount_minor" in values else values
    return str(SENTENCES[kind]) % told


def group_of(party_id: UUID) -> str:
    """The channel layer's group in which a party's pages listen."""
    return f"party.{party_id}"
