"""The bell in every console."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.actor import Actor
from ecosystem.ports import Entry

BELL = Entry(100, "notices:list", "bell", _("Notices"), count="notices:count")


class Bell:
    def entries(self, *, actor: Actor, console: str) -> Sequence[Entry]:
        return [BELL]
