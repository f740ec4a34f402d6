"""What the merchant's today page shows of credit: an address, fetched by htmx."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse


class CreditPanel:
    """Joined to the port ``Panel``."""

    def url(self, *, party_id: UUID) -> str:
        return f"{reverse('offers:panel')}?party={party_id}"

    def place(self) -> str:
        return "today"
