"""The checklist on the shop's first page, until it is done."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse


class ChecklistPanel:
    """Joined to the port ``Panel``; shows nothing once the file is active and nothing runs out."""

    def url(self, *, party_id: UUID) -> str:
        return f"{reverse('onboarding:panel')}?party={party_id}"

    def place(self) -> str:
        return "today"
