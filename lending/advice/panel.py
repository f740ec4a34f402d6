"""What merchants' pages show of the forecast: addresses, fetched by htmx."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse


class AheadPanel:
    """Joined to the port ``Panel``, once for each place: among the day's figures, beside what runs low, and beside a draft."""

    def __init__(self, place: str) -> None:
        self._place = place

    def url(self, *, party_id: UUID) -> str:
        return f"{reverse('advice:panel', args=[self._place])}?party={party_id}"

    def place(self) -> str:
        return self._place
