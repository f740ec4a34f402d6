"""Whom a visitor of the demo may be, one a line."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ecosystem.identity import queries
from ecosystem.identity.views import DEMO_ROLES


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO_MODE:
            raise CommandError("There are demo sign-ins in demo mode only (DEMO_MODE=1).")
        present = queries.people_known_by([role.email for role in DEMO_ROLES.values()])
        for name, role in DEMO_ROLES.items():
            if role.email in present:
                self.stdout.write(f"{name:<9}{role.email}")
