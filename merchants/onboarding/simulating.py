"""The simulators' own memory."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import F

from .models import SimulatedSlip


def asked_before(about: UUID) -> int:
    """How often this was asked before; and it was asked once more."""
    with transaction.atomic():
        SimulatedSlip.objects.get_or_create(about=about)
        SimulatedSlip.objects.filter(pk=about).update(asked=F("asked") + 1)
        return SimulatedSlip.objects.get(pk=about).asked - 1
