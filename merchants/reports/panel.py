"""What the shop's first page shows of its day: an address, fetched by htmx."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse


class TodayPanel:
    """Joined to the port ``Panel``."""

    def url(self, *, party_id: UUID) -> str:
        return f"{reverse('reports:today')}?party={party_id}"

    def place(self) -> str:
        return "today"
