"""Credit and its loans in the shop console, for whoever owns a business."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.actor import Actor
from ecosystem.ports import Entry

from .access import borrowers_of

PAGES = (
    Entry(60, "offers:credit", "coins", _("Credit")),
    Entry(88, "advice:ahead", "gauge", _("Cash ahead"), only_wide=True),
    Entry(90, "loans:loans", "calendar", _("My loans")),
)


class CreditPages:
    """Joined to the port ``Navigation``."""

    def entries(self, *, actor: Actor, console: str) -> Sequence[Entry]:
        return PAGES if console == "shop" and borrowers_of(actor) else ()
