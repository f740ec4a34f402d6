"""The cut-off: told before it when too few came, decided once under the round's row; the orders of its seats follow one by one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import F

from ecosystem.audit.public import record
from ecosystem.kernel import clock
from ecosystem.kernel.actor import Actor, platform
from ecosystem.kernel.verbs import entry, inner
from ecosystem.notices.public import notify_all
from ecosystem.once.public import once

from .. import access, rules
from ..errors import RoundOver
from ..models import Round, Seat
from .seating import wake

CLOCK = platform("rounds.clock")
NOBODY_CAME, BY_SHOP = "nobody_came", "shop"


@entry
def warn_rounds(*, at: datetime, most: int = 100) -> int:
    """Before the cut-off of a round that too few have joined, tell everybody in it, once; how many rounds. Safe to run by several workers."""
    few = Round.objects.filter(status=Round.Status.OPEN, warned_at=None, seats_paid__lt=F("least"), seats_paid__gt=0)
    soon = few.filter(cuts_off_at__gt=at, cuts_off_at__lte=at + rules.WARN_BEFORE)
    rounds = list(soon.select_for_update(skip_locked=True, of=("self",), no_key=True).order_by("cuts_off_at", "pk")[:most])
    for found in rounds:
        Round.objects.filter(pk=found.pk).update(warned_at=at)
        values = {"people": found.seats_paid, "least": found.least, "time": found.cuts_off_at.astimezone(clock.TOWN_TIME).strftime("%H:%M")}
        values["amount_minor"] = found.share_most_minor
        people = sorted(set(found.seats.filter(status=Seat.Status.PAID).values_list("buyer_id", flat=True)))
        notify_all([(buyer_id, "round_few", f"round/{found.pk}/few", values) for buyer_id in people], at=at)
    return len(rounds)


@entry
def close_rounds(*, at: datetime, most: int = 100) -> int:
    """Cut off the rounds whose time has come, and share their fee out; how many. Safe to run by several workers.

    What is over a share goes back with its order, each in its own transaction.
    """
    due = Round.objects.filter(status=Round.Status.OPEN, cuts_off_at__lte=at)
    rounds = list(due.select_for_update(skip_locked=True, of=("self",), no_key=True).order_by("cuts_off_at", "pk")[:most])
    for found in rounds:
        _close(found, at=at)
    return len(rounds)


@entry
def call_off_round(*, round_id: UUID, key: str, by: Actor, at: datetime) -> Round:
    """The shop that opened a round does not bring it, once a key: all of the money goes back with its orders.

    Raises:
        RoundNotFound: not a round of a shop that the actor manages.
        RoundOver: it is cut off; what was ordered is brought, or cancelled order by order.
    """
    with once(key, verb="rounds.call_off", by=by, body={"round": round_id}, at=at) as turn:
        found = access.round_opened_by(by, round_id, lock=True)
        if turn.earlier:
            return found
        turn.remember(round=round_id)
        if found.status == Round.Status.CALLED_OFF:
            return found
        if found.status != Round.Status.OPEN:
            raise RoundOver(status=str(Round.Status(found.status).label))
        _call_off(found, BY_SHOP, by=by, at=at)
        return found


@inner
def _close(found: Round, *, at: datetime) -> None:
    """Who has not paid by now is out, and so are the orders of shops that the bank has stopped."""
    came = found.seats.filter(status=Seat.Status.PAID, shop__suspended_at=None)
    seats = list(came.select_for_update(of=("self",)).order_by("paid_at", "pk"))
    found.seats.exclude(pk__in=[seat.pk for seat in seats]).exclude(status=Seat.Status.LEFT).update(status=Seat.Status.LEFT, left_at=at)
    found.seats_taken = found.seats_paid = len(seats)
    if not seats:
        _call_off(found, NOBODY_CAME, by=CLOCK, at=at)
        return
    shared = rules.share_out(found.fee_minor, least=found.least, people=len(seats))
    for seat, share in zip(seats, shared.shares, strict=True):
        seat.share_minor = share
    Seat.objects.bulk_update(seats, ["share_minor"])
    found.status, found.decided_at = Round.Status.CLOSED, at
    found.shared_minor, found.borne_minor = found.fee_minor - shared.borne_minor, shared.borne_minor
    found.save(update_fields=["status", "decided_at", "shared_minor", "borne_minor", "seats_taken", "seats_paid"])
    told = {"people": len(seats), "shared_minor": found.shared_minor, "borne_minor": found.borne_minor}
    record("rounds.close", target=found, by=CLOCK, at=at, after=told)
    _tell_shops(found, seats, at=at)
    wake([found.pk])


@inner
def _call_off(found: Round, reason: str, *, by: Actor, at: datetime) -> None:
    found.status, found.reason, found.decided_at = Round.Status.CALLED_OFF, reason, at
    found.save(update_fields=["status", "reason", "decided_at", "seats_taken", "seats_paid"])
    record("rounds.call_off", target=found, by=by, at=at, after={"people": found.seats_paid}, reason=reason, about=found.shop_id)
    wake([found.pk])


@inner
def _tell_shops(found: Round, seats: list[Seat], *, at: datetime) -> None:
    """Each shop that has something to pack hears how much."""
    counts: dict[tuple[UUID, UUID], int] = {}
    for party_id, shop_id in found.seats.filter(pk__in=[seat.pk for seat in seats]).values_list("shop__party_id", "shop_id"):
        counts[party_id, shop_id] = counts.get((party_id, shop_id), 0) + 1
    told = [
        (party, "round_to_pack", f"round/{found.pk}/pack/{shop}", {"number": found.code, "orders": n}, shop) for (party, shop), n in counts.items()
    ]
    notify_all(told, at=at)
