"""Whose basket a page shows: hers who is signed in, else what the visit carries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import ngettext

from ecosystem.web.api import actor_of

from .. import queries
from ..carried import KEY, carried_in, take_along
from ..rules import Place, Quote


def quote_here(request: HttpRequest, *, where: Place | None = None, slots: Sequence[tuple[UUID, datetime]] = (), at: datetime) -> Quote:
    """The basket priced. Signing in has made what was carried hers."""
    party_id = actor_of(request).party_id
    if party_id is None:
        return queries.quote_of(carried_in(request.session), where=where, slots=slots, at=at)
    bring_along(request, at)
    return queries.quote_for(party_id, where=where, slots=slots, at=at)


def bring_along(request: HttpRequest, at: datetime) -> None:
    """Once after signing in: what was carried is in her basket now, and she is told of what is no longer sold."""
    lines = carried_in(request.session)
    if not lines:
        return
    left_out = take_along(lines=lines, by=actor_of(request), at=at)
    del request.session[KEY]
    if left_out:
        said = ngettext("%(count)s thing is no longer sold and was left out.", "%(count)s things are no longer sold and were left out.", left_out)
        messages.warning(request, said % {"count": left_out})
