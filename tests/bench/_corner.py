"""A street for the benchmarks of trade: a shop for each client, a buyer with money, her basket."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from ecosystem.kernel import clock
from tests.bench._served import session_of

CLIENTS = 8
FILL = "INSERT INTO baskets_basketline (party_id, sku_id, quantity, added_at, options) SELECT %s, unnest(%s::uuid[]), 1, now(), '{}'"


@dataclass(frozen=True, slots=True)
class Place:
    """One client's shop, what she buys there, who she is, and the session of the keeper."""

    shop: UUID
    party: UUID
    skus: Sequence[UUID]
    buyer: UUID
    cookie: str
    keeper: str


def build(many: int = CLIENTS) -> list[Place]:
    from tests import cast

    places = []
    for number in range(many):
        owner, buyer = cast.person(f"owner{number}"), cast.person(f"buyer{number}", money_minor=10**11)
        shop = cast.shop(owner, f"Shop {number}")
        skus = [cast.article(shop, owner, name=name, stock="99000", at=clock.now()).pk for name in ("Milk", "Bread", "Eggs")]
        places.append(Place(shop.pk, shop.party_id, skus, buyer.party_id, session_of(buyer), session_of(owner)))
    return places
