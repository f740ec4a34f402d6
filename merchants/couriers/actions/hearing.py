"""What a firm says: by a signed call, or as an answer. All of it is believed in one place, under the order's row."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from ecosystem import ports
from ecosystem.audit.public import record
from ecosystem.kernel.actor import platform
from ecosystem.kernel.errors import DomainError
from ecosystem.kernel.verbs import entry, inner
from ecosystem.notices.public import notify
from merchants.delivery.public import BEFORE_PICKING_UP, go_on, take_from_courier

from .. import access, rules
from ..errors import CallTooOld, CourierNotFound
from ..models import CourierCall, Dispatch
from .settling import end

log = logging.getLogger(__name__)
COURIER = platform("couriers")
Status = Dispatch.Status


def hear(*, name: str, headers: Mapping[str, str], body: bytes, at: datetime) -> bool:
    """A call of a firm: check its signature, keep it as it came, believe what fits. Whether something changed.

    Raises:
        CourierNotFound: there is no such firm.
        CallNotSigned: the signature is not its own. Nothing is kept.
        CallTooOld: signed more than five minutes from now, by whichever clock is wrong. It is kept, and the firm is asked.
    """
    courier = ports.couriers.named(name)
    if courier is None:
        raise CourierNotFound
    call = courier.read(headers=headers, body=body)
    fresh = abs(at - call.signed_at) <= rules.FRESH
    new = keep_call(name=name, headers=headers, body=body, call=call, fresh=fresh, at=at)
    if not fresh:
        raise CallTooOld(minutes=round(abs(at - call.signed_at).total_seconds() / 60))
    # Whoever listened may send it again: what was heard once says nothing more.
    return new and take_word(courier=name, word=call.word, at=at)


@entry
def keep_call(*, name: str, headers: Mapping[str, str], body: bytes, call: ports.CourierCall, fresh: bool, at: datetime) -> bool:
    """The call as it came; whether its nonce is new. One from a wrong clock has its errand asked about at once."""
    if CourierCall.objects.filter(courier=name, nonce=call.nonce).exists():
        return False
    digest = hashlib.sha256(body).digest()
    kept = CourierCall(courier=name, nonce=call.nonce, digest=digest, headers=dict(headers), body=body.decode("utf-8", "replace"), fresh=fresh, at=at)
    CourierCall.objects.bulk_create([kept], ignore_conflicts=True)
    if not fresh:
        Dispatch.objects.filter(pk=call.word.ours_id, status__in=rules.UNDER_WAY).update(next_at=at)
    return True


@entry
def take_word(*, courier: str, word: ports.CourierWord, at: datetime) -> bool:
    """Believe what a firm says of an errand, if that follows from where it stands; said again, or late, it changes nothing.

    What does not fit is ``disputed`` and told to the shop: an unknown state, a moment that has not come, more money than was offered
    (which is not paid), going on after the end.
    """
    if not Dispatch.objects.filter(pk=word.ours_id, courier=courier).exists():
        log.warning("%s speaks of an errand %s that nobody gave it", courier, word.ours_id)
        return False
    dispatch = access.held(word.ours_id)
    against = _why_not(dispatch, word, at)
    if against:
        return _dispute(dispatch, against, word, at=at)
    if dispatch.status not in rules.UNDER_WAY or (dispatch.heard_at and word.happened_at < dispatch.heard_at):
        return False
    if word.status == "absent":
        return dispatch.cancel_wanted and _called_off(dispatch, word, at=at)
    if dispatch.status == Status.ORDERED:
        Dispatch.objects.filter(pk=dispatch.pk).update(status=Status.UNDER_WAY)
        dispatch.status = Status.UNDER_WAY
    if word.status == "open":
        return False
    cleared = "" if dispatch.disputed in {"status", "moment"} else dispatch.disputed
    Dispatch.objects.filter(pk=dispatch.pk).update(heard_at=word.happened_at, disputed=cleared)
    if word.fee_minor > dispatch.price_minor:
        _dispute(dispatch, "fee", word, at=at)
    if word.status == "cancelled":
        return _called_off(dispatch, word, at=at)
    return _went_on(dispatch, word, at=at)


def _why_not(dispatch: Dispatch, word: ports.CourierWord, at: datetime) -> str:
    if word.status not in rules.STATUSES:
        return "status"
    if word.happened_at > at + rules.FRESH:
        return "moment"
    gone = dispatch.status not in rules.UNDER_WAY and dispatch.ended_at and word.happened_at > dispatch.ended_at
    # That it ended is said again by whoever was not heard the first time.
    return "after_end" if gone and word.status in rules.GOING and word.status != dispatch.delivery.status else ""


@inner
def _went_on(dispatch: Dispatch, word: ports.CourierWord, *, at: datetime) -> bool:
    delivery, to = dispatch.delivery, "failed" if word.status == "returned" else word.status
    try:
        with transaction.atomic():
            moved = go_on(delivery=delivery, to=to, reason=word.reason, code=word.code, by=COURIER, at=at)
    except DomainError as refusal:
        log.warning("%s went on with order %s, which refuses: %s", dispatch.courier, delivery.order_id, refusal.code)
        return _dispute(dispatch, "order", word, at=at)
    if word.status in {"delivered", "returned"} and delivery.status in {"delivered", "failed"}:
        end(dispatch, rules.fee_of(word.fee_minor, dispatch.price_minor), by=COURIER, at=at)
    if word.status == "returned":
        _tell(dispatch, "courier_back", at)
    return moved or word.status == "returned"


@inner
def _called_off(dispatch: Dispatch, word: ports.CourierWord, *, at: datetime) -> bool:
    """Nobody comes. Where the goods are gone already it has lost them, and says so when they come back."""
    if dispatch.delivery.status not in BEFORE_PICKING_UP:
        go_on(delivery=dispatch.delivery, to="failed", reason="other", by=COURIER, at=at)
        end(dispatch, 0, by=COURIER, at=at)
        return not _dispute(dispatch, "cancelled_with_goods", word, at=at)
    take_from_courier(delivery=dispatch.delivery, to="withdrawn" if dispatch.cancel_wanted else "declined", by=COURIER, at=at)
    end(dispatch, rules.fee_of(word.fee_minor, dispatch.price_minor), by=COURIER, at=at)
    _tell(dispatch, "courier_cancelled", at)
    return True


@inner
def _dispute(dispatch: Dispatch, against: str, word: ports.CourierWord, *, at: datetime) -> bool:
    if Dispatch.objects.filter(pk=dispatch.pk).exclude(disputed=against).update(disputed=against):
        told = {"against": against, "status": word.status, "fee_minor": word.fee_minor}
        record("couriers.dispute", target=f"dispatch/{dispatch.pk}", by=COURIER, at=at, after=told, about=dispatch.shop_id)
        log.error("%s and we differ about errand %s: %s", dispatch.courier, dispatch.pk, against)
        _tell(dispatch, "courier_disputed", at, once=against)
    return False


def _tell(dispatch: Dispatch, kind: str, at: datetime, *, once: str = "") -> None:
    order = dispatch.delivery.order
    notify(order.shop.party_id, kind, f"{kind}/{dispatch.pk}/{once}", {"number": order.number}, at=at)
