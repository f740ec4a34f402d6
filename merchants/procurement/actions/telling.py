"""Telling both sides, and the feed, what happened to a shared document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from ecosystem.feed.public import Fact, Publication, pseudonym, publish_all
from ecosystem.kernel.money import to_text
from ecosystem.kernel.verbs import inner
from ecosystem.notices.public import notify_all, nudge

from ..models import Order

WORDS = "purchases"


@inner
def tell(order: Order, kind: str, *, to: str, key: str, at: datetime, amount_minor: int | None = None) -> None:
    """A notice for one side, and a nudge for both. A supplier outside the circle has no notices."""
    parties = {"buyer": order.shop.party_id, "supplier": order.supplier.party_id}
    party_id = parties[to]
    if party_id is not None:
        notify_all([(party_id, kind, *told_of(order, key, amount_minor))], at=at)
    nudge([party for party in parties.values() if party is not None], WORDS)


@inner
def publish_for_both(
    order: Order,
    make: Callable[[str, str], Fact],
    *,
    key: str,
    standing: str,
    at: datetime,
    transfer_id: UUID | None = None,
    corrects: dict[str, int] | None = None,
) -> dict[str, int]:
    """``make(side, counterpart)`` told about the buyer and, in the circle, about the supplier. A supplier outside leaves a claim at most.

    Answers the facts' numbers by side.
    """
    buyer, supplier = order.shop.party_id, order.supplier.party_id
    about = {"buyer": buyer} if supplier is None else {"buyer": buyer, "supplier": supplier}
    others = {"buyer": supplier, "supplier": buyer}
    named = {side: "" if (other := others[side]) is None else pseudonym(other, within=party) for side, party in about.items()}
    held = "claimed" if supplier is None and standing == "attested" else standing
    told = publications(about, make, named, key=key, standing=held, transfer_id=transfer_id, corrects=corrects, at=at)
    return dict(zip(about, publish_all(told), strict=True))


def told_of(order: Order, key: str, amount_minor: int | None = None) -> tuple[str, dict[str, object]]:
    """The key and the values of a notice about an order."""
    amount = {} if amount_minor is None else {"amount": to_text(amount_minor)}
    return f"purchase/{order.pk}/{key}", {"number": order.number, **amount}


def publications(
    about: Mapping[str, UUID],
    make: Callable[[str, str], Fact],
    named: Mapping[str, str],
    *,
    key: str,
    standing: str,
    transfer_id: UUID | None = None,
    corrects: Mapping[str, int] | None = None,
    at: datetime,
) -> list[Publication]:
    """One fact a side: ``about`` its party, ``named`` what the other side is called there."""
    return [
        Publication(
            fact=make(side, named[side]),
            about=party,
            key=f"purchase/{key}/{side}",
            at=at,
            standing=standing,
            transfer_id=transfer_id,
            corrects=(corrects or {}).get(side),
        )
        for side, party in about.items()
    ]
