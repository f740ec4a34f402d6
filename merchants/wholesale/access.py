"""A load, for whoever serves at the supplier that it became: absent and forbidden are the same."""

from __future__ import annotations

from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import NotFound
from merchants.procurement.public import suppliers_of

from .models import Load


def load_for(actor: Actor) -> Load:
    load = Load.objects.select_related("supplier").filter(supplier__in=suppliers_of(actor)).first()
    if load is None:
        raise NotFound
    return load
