"""The supplier's console by roles at the supplier's party."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from ecosystem.identity.public import Membership
from ecosystem.kernel.actor import Actor
from ecosystem.ports import Entry

from .access import BILLERS, SERVERS

PAGES: tuple[tuple[Entry, frozenset[str]], ...] = (
    (Entry(10, "procurement:supply", "receipt", _("Orders")), SERVERS),
    (Entry(20, "sourcing:requests", "scale", _("Quotes")), SERVERS),
    (Entry(30, "procurement:prices", "tag", _("Price list")), SERVERS),
    (Entry(40, "procurement:claims", "coins", _("To come in")), BILLERS),
)


class SupplyConsole:
    """Joined to the port ``Navigation``."""

    def entries(self, *, actor: Actor, console: str) -> Sequence[Entry]:
        if console != "supply":
            return []
        held = Membership.objects.filter(person=actor.person_id, party__supplier__isnull=False, places=None, ended_at=None)
        roles = set(held.values_list("role", flat=True))
        return [entry for entry, lets_in in PAGES if roles & lets_in]
