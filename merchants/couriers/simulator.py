"""A firm of riders that keeps its own book and calls us back, late, twice, out of order, wrongly or never.

It touches nothing of our rows. Its calls are handed to ``hear`` as the endpoint hands them, without a socket between.

How it treats an errand follows from its manner, which a test or the practice page chooses:

prompt        a rider in 1 min, in the shop after 3, has the goods after 5, hands them over after 15
late          the same, and each call ten minutes after what it tells
twice         each call twice                    out_of_order  each call before the one that it follows
wrong_status  calls of states that nobody knows; says the truth when it is asked
dear          takes a fen more than it offered   nobody        finds no rider: cancelled after 3 min
fails         nobody at the door; brings it back silent        no call, and no answer for an hour
drops         cancels with the goods in its hands
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.conf import settings

from ecosystem.kernel.errors import DomainError
from ecosystem.kernel.ids import uuid7
from ecosystem.ports import CourierAccount, CourierCall, CourierErrand, CourierOrder, CourierQuote, CourierWord

from .actions import hear
from .errors import CallNotSigned
from .models import SimulatedRide, SimulatedRideCall

NAME, ACCOUNT_NO = "simulated_courier", "6227000010008"
BROUGHT = ((1, "accepted"), (3, "at_store"), (5, "picked_up"), (15, "delivered"))
PLANS: Mapping[str, tuple[tuple[int, str], ...]] = {
    **dict.fromkeys(("prompt", "late", "twice", "out_of_order", "wrong_status", "dear", "silent"), BROUGHT),
    "nobody": ((3, "cancelled"),),
    "fails": (*BROUGHT[:3], (15, "failed"), (30, "returned")),
    "drops": (*BROUGHT[:3], (8, "cancelled")),
}
MANNERS = tuple(PLANS)
LATE, SILENCE = timedelta(minutes=10), timedelta(hours=1)
MOST_TRIES = 6
# A start, and something for each whole kilometre; half of the price where a rider was found and is called off.
BASE_MINOR, KM_MINOR = 400, 100


class Silence(OSError):
    """Nobody answers."""


class SimulatedCourier:
    """The port ``Courier``. ``manner`` is how it treats what it is given next; ``away_until`` and ``clock_off`` put it out of order. By the last
    digit of ``account_no`` the rail says what becomes of what it is paid."""

    def __init__(self) -> None:
        self.manner = "prompt"
        self.away_until: datetime | None = None
        self.clock_off = timedelta()
        self.account_no = ACCOUNT_NO

    def quote(self, *, errand: CourierErrand, at: datetime) -> CourierQuote:
        self._answer(at)
        return CourierQuote(f"Q{uuid7().hex[-12:]}", BASE_MINOR + KM_MINOR * (errand.metres // 1000), at + timedelta(minutes=10))

    def order(self, *, order: CourierOrder, at: datetime) -> CourierWord:
        self._answer(at)
        told = {"price_minor": order.price_minor, "manner": self.manner, "began_at": at}
        ride, new = SimulatedRide.objects.get_or_create(pk=order.dispatch_id, defaults=told)
        if new:
            self._owe(ride)
        self._answer(at, ride)
        return word_of(ride, at)

    def ask(self, *, order: CourierOrder, at: datetime) -> CourierWord:
        ride = SimulatedRide.objects.filter(pk=order.dispatch_id).first()
        self._answer(at, ride)
        return word_of(ride, at) if ride else CourierWord(order.dispatch_id, "absent", at)

    def cancel(self, *, order: CourierOrder, at: datetime) -> CourierWord:
        ride = SimulatedRide.objects.filter(pk=order.dispatch_id).first()
        self._answer(at, ride)
        if ride is None:
            return CourierWord(order.dispatch_id, "absent", at)
        word = word_of(ride, at)
        if word.status in {"open", "accepted", "at_store"} and ride.cancelled_at is None:
            ride.cancelled_at = at
            ride.save(update_fields=["cancelled_at"])
            SimulatedRideCall.objects.filter(ride=ride).update(due_at=None)
        return word_of(ride, at)

    def account(self) -> CourierAccount:
        return CourierAccount("simulated", "105", self.account_no, "Practice couriers")

    def read(self, *, headers: Mapping[str, str], body: bytes) -> CourierCall:
        """Raises ``CallNotSigned``."""
        try:
            stamp, nonce = headers["Courier-Timestamp"], headers["Courier-Nonce"]
            if not hmac.compare_digest(signature(stamp, nonce, body), headers["Courier-Signature"]):
                raise CallNotSigned
            told = json.loads(body)
            word = CourierWord(**{**told, "ours_id": UUID(told["ours_id"]), "happened_at": datetime.fromisoformat(told["happened_at"])})
            return CourierCall(word, nonce, datetime.fromtimestamp(int(stamp), UTC))
        except (KeyError, TypeError, ValueError):
            raise CallNotSigned from None

    def treat(self, *, dispatch_id: UUID, manner: str, code: str = "", at: datetime) -> bool:
        """From now on it treats an errand so; ``code`` is what the buyer tells its rider. Whether it has such an errand."""
        ride = SimulatedRide.objects.filter(pk=dispatch_id, cancelled_at=None).first()
        if ride is None:
            return False
        ride.manner, ride.code, ride.began_at = manner, code.strip(), at
        ride.save(update_fields=["manner", "code", "began_at"])
        ride.calls.update(due_at=None)
        self._owe(ride)
        return True

    def call_us(self, *, at: datetime) -> int:
        """Make the calls that are due; one that is not taken is made again, 15 s later and ever later. Answers how many were taken."""
        if self.away_until and at < self.away_until:
            return 0
        taken = 0
        for call in SimulatedRideCall.objects.filter(due_at__lte=at).order_by("due_at", "pk")[:200]:
            headers, body = self.signed(call.said, at=at)
            try:
                hear(name=NAME, headers=headers, body=body, at=at)
                call.due_at, taken = None, taken + 1
            except DomainError:
                call.tries += 1
                call.due_at = at + timedelta(seconds=15) * 2**call.tries if call.tries < MOST_TRIES else None
            call.save()
        return taken

    def signed(self, said: Mapping[str, Any], *, at: datetime) -> tuple[dict[str, str], bytes]:
        """The headers and bytes of a call."""
        body, stamp, nonce = json.dumps(said, sort_keys=True).encode(), str(int((at + self.clock_off).timestamp())), uuid7().hex
        return {"Courier-Timestamp": stamp, "Courier-Nonce": nonce, "Courier-Signature": signature(stamp, nonce, body)}, body

    def _answer(self, at: datetime, ride: SimulatedRide | None = None) -> None:
        """Raises ``Silence`` while it is away, or treats this errand in silence."""
        silent = ride is not None and ride.manner == "silent" and at < ride.began_at + SILENCE
        if silent or (self.away_until is not None and at < self.away_until):
            raise Silence("no answer")

    def _owe(self, ride: SimulatedRide) -> None:
        if ride.manner == "silent":
            return
        calls = []
        for minutes, status in PLANS[ride.manner]:
            happened = ride.began_at + timedelta(minutes=minutes)
            said = said_of(_word(ride, status, happened))
            if ride.manner == "wrong_status":
                said["status"] = f"{status}_ok"
            moment = happened + (LATE if ride.manner == "late" else timedelta())
            calls += [SimulatedRideCall(ride=ride, said=said, due_at=moment)] * (2 if ride.manner == "twice" else 1)
        if ride.manner == "out_of_order":
            for earlier, later in zip(calls[::2], calls[1::2], strict=True):
                earlier.due_at = (later.due_at or ride.began_at) + timedelta(seconds=1)
        for call in calls:
            SimulatedRideCall.objects.create(ride=call.ride, said=call.said, due_at=call.due_at)


def signature(stamp: str, nonce: str, body: bytes) -> str:
    """HMAC-SHA256 over time, nonce and the very bytes, under a key of the simulator's own."""
    key = sha256(f"simulated-courier/{settings.SECRET_KEY}".encode()).digest()
    return hmac.new(key, f"{stamp}\n{nonce}\n".encode() + body + b"\n", sha256).hexdigest()


def word_of(ride: SimulatedRide, at: datetime) -> CourierWord:
    """Where it stands, as its rider knows."""
    until = ride.cancelled_at or at
    past = [(minutes, status) for minutes, status in PLANS[ride.manner] if ride.began_at + timedelta(minutes=minutes) <= until]
    if ride.cancelled_at is not None:
        return CourierWord(ride.pk, "cancelled", ride.cancelled_at, fee_minor=ride.price_minor // 2 if past else 0)
    if not past:
        return CourierWord(ride.pk, "open", ride.began_at)
    minutes, status = past[-1]
    return _word(ride, status, ride.began_at + timedelta(minutes=minutes))


def _word(ride: SimulatedRide, status: str, happened: datetime) -> CourierWord:
    fee = ride.price_minor + (ride.manner == "dear") if status in {"delivered", "returned"} else 0
    reason = "nobody_there" if status == "failed" else ""
    return CourierWord(ride.pk, status, happened, fee, reason, ride.code if status == "delivered" else "")


def said_of(word: CourierWord) -> dict[str, Any]:
    told = {name: getattr(word, name) for name in ("status", "fee_minor", "reason", "code")}
    return {**told, "ours_id": str(word.ours_id), "happened_at": word.happened_at.isoformat()}
