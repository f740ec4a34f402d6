"""What the shop's first page shows of its purchases, and where a supplier's own pages begin."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse

from ecosystem.kernel.actor import Actor

from . import access


class PurchasesPanel:
    """Joined to the port ``Panel``."""

    def url(self, *, party_id: UUID) -> str:
        return f"{reverse('procurement:panel')}?party={party_id}"

    def place(self) -> str:
        return "today"


class SuppliersHome:
    """Joined to the port ``Home``."""

    def home_of(self, *, person_id: UUID) -> str:
        return reverse("procurement:supply") if access.suppliers_of(Actor(person_id=person_id, party_id=None)).exists() else ""
