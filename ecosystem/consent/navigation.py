"""Everybody may see who reads her data."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.actor import Actor
from ecosystem.ports import Entry

READERS = Entry(110, "consent:list", "shield-check", _("Who may read my data"), only_wide=True)


class Consents:
    def entries(self, *, actor: Actor, console: str) -> Sequence[Entry]:
        return [READERS]
