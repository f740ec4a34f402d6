"""Documents of stock, for an actor: absent and forbidden are the same."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from ecosystem.kernel.actor import Actor
from merchants.shops.public import STOCKERS, shops_where

from .errors import CountNotFound, TransferNotFound
from .models import Count, Transfer


def transfer_for(actor: Actor, transfer_id: UUID, *, lock: bool = False) -> Transfer:
    """A transfer from or to a shop whose stock the actor keeps. Raises ``TransferNotFound``."""
    mine = shops_where(actor, STOCKERS)
    rows = Transfer.objects.filter(Q(source__in=mine) | Q(destination__in=mine), pk=transfer_id).select_related("source", "destination")
    transfer = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if transfer is None:
        raise TransferNotFound
    return transfer


def count_for(actor: Actor, count_id: UUID, *, lock: bool = False) -> Count:
    """A count of a shop whose stock the actor keeps. Raises ``CountNotFound``."""
    rows = Count.objects.filter(pk=count_id, shop__in=shops_where(actor, STOCKERS)).select_related("shop")
    count = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if count is None:
        raise CountNotFound
    return count
