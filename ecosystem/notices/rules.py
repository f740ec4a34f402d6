"""The sentences of notices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, Promise | str] = {
    "order_arrived": _("New order %(number)s"),
    "order_accepted": _("The shop has accepted order %(number)s"),
    "order_ready": _("Order %(number)s is ready"),
    "order_out_for_delivery": _("Order %(number)s is on its way"),
    "order_completed": _("Order %(number)s is handed over"),
    "order_cancelled": _("Order %(number)s was cancelled; your money is back in your account"),
    "payout_made": _("¥%(amount)s was paid into your account"),
    "offer_made": _("You could borrow up to ¥%(amount)s"),
    "loan_opened": _("¥%(amount)s is in your account"),
    "loan_repaid": _("Your loan is repaid"),
}


def sentence(kind: str, values: Mapping[str, Any]) -> str:
    return str(SENTENCES[kind]) % values
