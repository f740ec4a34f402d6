"""Telling and asking firms, outside any transaction; what they say is believed in ``hearing``."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ecosystem import ports
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.money import to_text
from ecosystem.kernel.verbs import entry
from ecosystem.notices.public import notify
from ecosystem.places.public import landmarks, metres
from merchants.delivery.public import BEFORE_PICKING_UP, courier_label, order_to_bring, take_from_courier
from merchants.orders.public import Order

from .. import access, rules
from ..models import Dispatch
from .hearing import COURIER, take_word
from .settling import ENDED, call_off_ended, end, settle_dispatch

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Errand:
    """What is to be done about one errand now: ``order``, ``ask`` or ``cancel``."""

    what: str
    courier: str
    order: ports.CourierOrder


@dataclass(frozen=True, slots=True)
class CourierOffer:
    """What a firm asks for bringing an order, and how much of it the shop adds to what the buyer paid."""

    courier: str
    label: str
    quote: ports.CourierQuote
    added_minor: int

    @property
    def price_text(self) -> str:
        """The price as a form sends it."""
        return to_text(self.quote.price_minor)


def offers_for(*, order_id: UUID, by: Actor, at: datetime) -> list[CourierOffer]:
    """What each firm asks now, the cheapest first; a firm that does not answer offers nothing. Not a verb: it calls the network.

    Raises:
        OrderNotFound, NotToBeBrought: not an order of a shop that the actor keeps, or not one to bring now.
    """
    order = order_to_bring(by, order_id, riding=False, lock=False)
    errand = _errand_of(order)
    found = []
    for name, courier in ports.couriers:
        try:
            quote = courier.quote(errand=errand, at=at)
        except OSError as silence:
            log.info("%s offers nothing: %s", name, silence)
            continue
        found.append(CourierOffer(name, str(courier_label(name)), quote, rules.added_minor(quote.price_minor, order.delivery_fee_minor)))
    return sorted(found, key=lambda one: one.quote.price_minor)


def _errand_of(order: Order) -> ports.CourierErrand:
    shop = order.shop
    # What stands on an order begins with its estate.
    estate = next((one for one in landmarks() if order.deliver_to.startswith(f"{one.name_zh} ")), None)
    away = metres(shop.lat, shop.lng, estate.lat, estate.lng) if estate else 0
    return ports.CourierErrand(shop.lat, shop.lng, shop.address_zh, away, order.deliver_to)


def due(*, at: datetime, most: int = 500) -> list[UUID]:
    """Errands of which a firm is to be told or asked something now, the longest waiting first."""
    waiting = Dispatch.objects.filter(next_at__lte=at, status__in=rules.UNDER_WAY)
    return list(waiting.order_by("next_at", "pk").values_list("pk", flat=True)[:most])


def to_settle(*, most: int = 500) -> list[UUID]:
    return list(Dispatch.objects.filter(status=Dispatch.Status.OVER).order_by("ended_at", "pk").values_list("pk", flat=True)[:most])


@entry
def claim(*, dispatch_id: UUID, at: datetime) -> Errand | None:
    """Take one turn at an errand that is due, put off the next; ``None`` when another worker has it or it has ended.

    What is claimed and lost, as by a crash, is due again after the wait.
    """
    open_ones = Dispatch.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=dispatch_id, status__in=rules.UNDER_WAY, next_at__lte=at)
    dispatch = open_ones.select_related("delivery__order").first()
    if dispatch is None:
        return None
    delivery = dispatch.delivery
    nobody = delivery.status == delivery.Status.ASSIGNED and dispatch.answer_by <= at
    closing = dispatch.cancel_wanted or nobody or (delivery.order.status in ENDED and delivery.status in BEFORE_PICKING_UP)
    next_at = at + rules.wait_after(dispatch.asks, closing=closing)
    Dispatch.objects.filter(pk=dispatch_id).update(next_at=next_at, asks=dispatch.asks + 1, cancel_wanted=closing)
    what = "cancel" if closing else "order" if dispatch.status == Dispatch.Status.ORDERED else "ask"
    return Errand(what, dispatch.courier, ports.CourierOrder(dispatch.pk, dispatch.quote, dispatch.price_minor, delivery.order.number))


def work_on(*, dispatch_id: UUID, at: datetime) -> None:
    """One turn at one errand: tell or ask its firm, and take what it says; not a verb, it calls the network."""
    errand = claim(dispatch_id=dispatch_id, at=at)
    courier = ports.couriers.named(errand.courier) if errand else None
    if errand is None or courier is None:
        return
    try:
        word = {"order": courier.order, "ask": courier.ask, "cancel": courier.cancel}[errand.what](order=errand.order, at=at)
        if errand.what == "ask" and word.status == "absent":
            # It was lost between us: asked for again, by the same name.
            word = courier.order(order=errand.order, at=at)
    except OSError as silence:
        log.info("%s does not answer about errand %s: %s", errand.courier, dispatch_id, silence)
    else:
        take_word(courier=errand.courier, word=word, at=at)
    see_to_silence(dispatch_id=dispatch_id, at=at)


@entry
def see_to_silence(*, dispatch_id: UUID, at: datetime) -> None:
    """A firm that was called off and does not say so is given up, and the order is free for a rider; one that has the goods and is quiet for
    long is told to the shop, once."""
    dispatch = access.held(dispatch_id)
    order, waiting = dispatch.delivery.order, dispatch.delivery.status in BEFORE_PICKING_UP
    if dispatch.status not in rules.UNDER_WAY:
        return
    if waiting and dispatch.cancel_wanted and at >= dispatch.answer_by + rules.GIVEN_UP_AFTER:
        take_from_courier(delivery=dispatch.delivery, to="withdrawn", by=COURIER, at=at)
        end(dispatch, 0, by=COURIER, at=at)
        notify(order.shop.party_id, "courier_cancelled", f"courier_cancelled/{dispatch.pk}/", {"number": order.number}, at=at)
    elif not waiting and dispatch.told_quiet_at is None and at >= (dispatch.heard_at or dispatch.made_at) + rules.QUIET_FOR:
        Dispatch.objects.filter(pk=dispatch.pk).update(told_quiet_at=at)
        notify(order.shop.party_id, "courier_quiet", f"courier_quiet/{dispatch.pk}", {"number": order.number}, at=at)


def work_all(*, at: datetime) -> None:
    """Everything that is due, here and now."""
    call_off_ended(at=at)
    for dispatch_id in due(at=at):
        work_on(dispatch_id=dispatch_id, at=at)
    for dispatch_id in to_settle():
        settle_dispatch(dispatch_id=dispatch_id, at=at)
