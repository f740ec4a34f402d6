from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import Unauthenticated

from . import links
from .errors import ArrangementNotFound
from .models import Arrangement


def party_of(actor: Actor) -> UUID:
    """Raises ``Unauthenticated``."""
    if actor.party_id is None:
        raise Unauthenticated
    return actor.party_id


def asked_by(token: str, *, at: datetime, lock: bool = False) -> Arrangement:
    """The question that a link asks, while it can be answered. Raises ``ArrangementNotFound``."""
    found = _rows(lock=lock).filter(pk=links.read(token), status=Arrangement.Status.ASKED, expires_at__gt=at).first()
    if found is None:
        raise ArrangementNotFound
    return found


def arrangement_for(actor: Actor, arrangement_id: UUID, *, as_payer: bool = False, lock: bool = False) -> Arrangement:
    """One of the actor's, on either side or as the one who pays. Raises ``Unauthenticated``, ``ArrangementNotFound``."""
    me = party_of(actor)
    found = _rows(lock=lock).filter(Q(payer=me) if as_payer else Q(payer=me) | Q(asker=me), pk=arrangement_id).first()
    if found is None:
        raise ArrangementNotFound
    return found


def _rows(*, lock: bool) -> QuerySet[Arrangement]:
    rows = Arrangement.objects.all()
    return rows.select_for_update(of=("self",), no_key=True) if lock else rows
