"""Who sells at a till that somebody else signed in at: kept with the signed-in session, by shop, after a PIN."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from ecosystem.kernel.actor import Actor
from ecosystem.web.api import actor_of
from merchants.shops.public import SELLERS, shop_for
from merchants.staff.public import MemberNotFound, seller_at

from .errors import SellerMoved

KEY = "till_sellers"


def seat(request: Any, shop_id: UUID, who: Actor) -> None:
    """From now on ``who`` sells at this shop's till on this device."""
    request.session[KEY] = {**request.session.get(KEY, {}), str(shop_id): str(who.person_id)}


def seller_of(request: Any, shop_id: UUID) -> Actor:
    """Who sells: whoever typed her PIN last, else whoever is signed in.

    Raises:
        NotFound: whoever is signed in does not sell here.
        SellerMoved: she who typed it no longer sells here; whoever is signed in does from now on.
    """
    actor = actor_of(request)
    named = request.session.get(KEY, {}).get(str(shop_id), "") if actor.is_signed_in else ""
    if not named or named == str(actor.person_id):
        return actor
    try:
        return seller_at(shop_for(actor, shop_id, SELLERS), UUID(named))
    except MemberNotFound:
        seat(request, shop_id, actor)
        raise SellerMoved from None
