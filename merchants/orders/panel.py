"""What the shop's first page shows of its orders: an address, fetched by htmx."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse


class FirstDayPanel:
    """Joined to the port ``Panel``; shows nothing once the shop has sold something."""

    def url(self, *, party_id: UUID) -> str:
        return f"{reverse('orders:first-day')}?party={party_id}"

    def place(self) -> str:
        return "today"
