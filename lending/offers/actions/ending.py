"""An offer ends once: taken, declined, expired, replaced or withdrawn."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import Note, record, record_all
from ecosystem.consent.public import ConsentWithdrawn, require_grant
from ecosystem.kernel.actor import Actor, platform
from ecosystem.kernel.verbs import entry, inner
from ecosystem.notices.public import nudge
from ecosystem.once.public import once
from lending.portraits.public import PURPOSE

from .. import access, queries
from ..errors import OfferExpired, OfferNotOpen, OfferStale
from ..models import Offer

JOB = platform("offers")


@inner
def end_offer(offer: Offer, status: Offer.Status, *, by: Actor, at: datetime, reason: str) -> Offer:
    """``offer`` is locked and open."""
    offer.status, offer.ended_at, offer.ended_by = status, max(at, offer.made_at), by.name
    offer.save(update_fields=["status", "ended_at", "ended_by"])
    record(f"lending.offer.{status}", target=offer, by=by, at=at, reason=reason)
    nudge([offer.party_id], "credit")
    return offer


@inner
def take_offer(*, offer_id: UUID, by: Actor, at: datetime) -> Offer:
    """The owner takes an open offer: it is hers, once. What is lent on it is the caller's business.

    The lock makes a second acceptance wait here and then find the offer taken.

    Raises:
        OfferNotFound: no such offer, or it was made to someone else.
        OfferNotOpen: it was taken, declined, withdrawn or replaced.
        OfferExpired: its time is over.
        OfferStale: nobody has looked at its business for a week.
        ConsentWithdrawn: the data that the offer rests on may no longer be used; told before anything about the offer.
    """
    # The consent before the offer, as whoever looks at a party's trade holds them.
    require_grant(party_id=access.offer_for(by, offer_id).party_id, purpose=PURPOSE, at=at)
    offer = access.offer_for(by, offer_id, lock=True)
    _require_open(offer, at)
    if queries.is_stale(offer, at):
        raise OfferStale(days=queries.LOOKED_AT.days)
    return end_offer(offer, Offer.Status.ACCEPTED, by=by, at=at, reason="")


def _require_open(offer: Offer, at: datetime) -> None:
    if offer.status == Offer.Status.EXPIRED:
        raise OfferExpired
    if offer.status != Offer.Status.OPEN:
        raise OfferNotOpen
    if not offer.is_open(at):
        raise OfferExpired


@entry
def decline_offer(*, offer_id: UUID, key: str, by: Actor, at: datetime) -> Offer:
    """The owner does not want it; the platform leaves her alone until it would have expired. Once per key.

    Raises:
        OfferNotFound: no such offer, or it was made to someone else.
        OfferNotOpen: it was taken, declined, withdrawn or replaced.
        OfferExpired: its time is over.
    """
    with once(key, verb="offers.decline", by=by, body={"offer": offer_id}, at=at) as turn:
        if turn.earlier is not None:
            return access.offer_for(by, offer_id)
        offer = access.offer_for(by, offer_id, lock=True)
        _require_open(offer, at)
        end_offer(offer, Offer.Status.DECLINED, by=by, at=at, reason="")
        turn.remember(offer=offer.pk)
        return offer


@entry
def expire_offers(*, at: datetime, limit: int = 1_000) -> int:
    """End the open offers whose time is over; answers how many. Safe to run twice, or by two workers."""
    over = list(Offer.objects.open().filter(expires_at__lte=at).order_by("expires_at").select_for_update(skip_locked=True, no_key=True)[:limit])
    Offer.objects.filter(pk__in=[offer.pk for offer in over]).update(status=Offer.Status.EXPIRED, ended_at=at, ended_by=JOB.name)
    record_all([Note(act="lending.offer.expired", target=offer, by=JOB, at=at) for offer in over])
    nudge({offer.party_id for offer in over}, "credit")
    return len(over)


@entry
def withdraw_unconsented(*, at: datetime) -> int:
    """Withdraw open offers whose owner took her consent back; answers how many."""
    withdrawn = 0
    for offer in queries.without_consent(at):
        try:
            require_grant(party_id=offer.party_id, purpose=PURPOSE, at=at)
        except ConsentWithdrawn:
            held = Offer.objects.open().locked().filter(pk=offer.pk).first()
            if held is not None:
                end_offer(held, Offer.Status.WITHDRAWN, by=JOB, at=at, reason="consent")
                withdrawn += 1
    return withdrawn
