"""Keeping shops at hand."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.verbs import entry
from merchants.shops.public import serving_shops

from .errors import FavouritesFull, SignInToKeep
from .models import Favourite

MOST = 100


@entry
def keep_shop(*, shop_id: UUID, by: Actor, at: datetime) -> None:
    """The shop is among the actor's favourites. Saying it twice is saying it once.

    Raises:
        SignInToKeep: nobody is signed in.
        NotFound: no such shop.
        FavouritesFull: there are a hundred already.
    """
    if by.party_id is None:
        raise SignInToKeep
    if shop_id not in serving_shops([shop_id]):
        raise NotFound
    mine = Favourite.objects.filter(party=by.party_id)
    if mine.exclude(shop=shop_id).count() >= MOST:
        raise FavouritesFull(most=MOST)
    # Two fingers on the star at once are one favourite: the constraint decides, and the second insert does nothing.
    Favourite.objects.bulk_create([Favourite(party_id=by.party_id, shop_id=shop_id, kept_at=at)], ignore_conflicts=True)


@entry
def let_shop_go(*, shop_id: UUID, by: Actor, at: datetime) -> None:
    """The shop is not among the actor's favourites, whether or not it was. Raises ``SignInToKeep``."""
    if by.party_id is None:
        raise SignInToKeep
    Favourite.objects.filter(party=by.party_id, shop=shop_id).delete()
