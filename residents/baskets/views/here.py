"""Whose basket a page shows: hers who is signed in, else what the visit carries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import ngettext

from ecosystem.web.api import actor_of
from residents.nearby.public import here_from

from .. import queries
from ..carried import KEY, carried_in, take_along
from ..rules import Part, Place, Quote


def quote_here(request: HttpRequest, *, where: Place | None = None, slots: Sequence[tuple[UUID, datetime]] = (), at: datetime) -> Quote:
    """The basket priced. Signing in has made what was carried hers."""
    party_id = actor_of(request).party_id
    if party_id is None:
        return queries.quote_of(carried_in(request.session), where=where, slots=slots, at=at)
    bring_along(request, at)
    return queries.quote_for(party_id, where=where, slots=slots, at=at)


def missing_minor(request: HttpRequest, part: Part | None, *, at: datetime) -> int:
    """By how much her goods of a shop are too few for it to bring them to where she is; nothing where she has none, or it does not go there."""
    here = here_from(request.session)
    if here is None or part is None:
        return 0
    terms = part.shop.delivery_to(here.lat, here.lng, goods_minor=part.goods_minor, at=at)
    return terms.missing_minor if terms else 0


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
