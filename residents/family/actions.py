"""Asking somebody to pay, her answer, her cap, the end of it; and paying an order with her money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from ecosystem.audit.public import record
from ecosystem.identity.public import Party
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.money import to_text
from ecosystem.kernel.verbs import entry, inner
from ecosystem.notices.public import notify, notify_all
from ecosystem.once.public import once

from . import access, rules
from .errors import AboveCap, AlreadyAgreed, ArrangementNotFound, NotAtCounter, OwnArrangement, PayerEnded, TooManyPayers
from .models import Arrangement, FamilyPayment

Status = Arrangement.Status
STANDING = (Status.ASKED, Status.AGREED)


@dataclass(frozen=True, slots=True)
class Due:
    """An order that waits for its money; ``shop`` is what its payer may know of it besides the total."""

    order_id: UUID
    shop: str
    total_minor: int
    at_counter: bool = False


@entry
def ask_payer(*, called: str, key: str, by: Actor, at: datetime) -> Arrangement:
    """Ask somebody to pay for one's orders; the link is good for a week and for one answer. The same key asks once.

    Raises:
        Unauthenticated: nobody is signed in.
        BadCalled: she is called nothing, or too much.
        TooManyPayers: five are asked or agreed already.
    """
    me = access.party_of(by)
    with once(key, verb="family.ask", by=by, body={"called": called}, at=at) as turn:
        if turn.earlier:
            return Arrangement.objects.get(pk=turn.earlier["arrangement"])
        tidy = rules.checked_called(called)
        # Her own row keeps two questions at once from both being the fifth.
        Party.objects.select_for_update(no_key=True).get(pk=me)
        Arrangement.objects.filter(asker=me, status=Status.ASKED, expires_at__lte=at).update(status=Status.WITHDRAWN, over_at=at)
        if Arrangement.objects.filter(asker=me, status__in=STANDING).count() >= rules.MOST_OPEN:
            raise TooManyPayers(most=rules.MOST_OPEN)
        asked = Arrangement.objects.create(asker_id=me, called=tidy, asked_at=at, expires_at=at + rules.ASK_LASTS)
        record("family.ask", target=asked, by=by, at=at)
        turn.remember(arrangement=asked.pk)
        return asked


@entry
def agree_to_pay(*, token: str, cap_minor: int, key: str, by: Actor, at: datetime) -> Arrangement:
    """Pay for the orders of the one who asked, up to so much a checkout, from now on. The same key agrees once.

    Raises:
        Unauthenticated: nobody is signed in.
        ArrangementNotFound: not signed by us, answered, taken back or expired.
        OwnArrangement: she asked herself. AlreadyAgreed: the two have one.
        BadCap: no amount that may be agreed on.
    """
    me = access.party_of(by)
    with once(key, verb="family.agree", by=by, body={"token": token, "cap": cap_minor}, at=at) as turn:
        if turn.earlier:
            return access.arrangement_for(by, UUID(turn.earlier["arrangement"]), as_payer=True)
        found = access.asked_by(token, at=at, lock=True)
        if found.asker_id == me:
            raise OwnArrangement
        found.payer_id, found.cap_minor, found.status, found.agreed_at = me, rules.checked_cap(cap_minor), Status.AGREED, at
        try:
            with transaction.atomic():
                found.save(update_fields=["payer", "cap_minor", "status", "agreed_at"])
        except IntegrityError as error:
            if "two_people_have_one_arrangement" not in str(error):
                raise
            raise AlreadyAgreed from None
        notify(found.asker_id, "family_agreed", f"family/{found.pk}/agreed", {"amount": to_text(cap_minor)}, at=at)
        record("family.agree", target=found, by=by, at=at, after={"cap_minor": cap_minor})
        turn.remember(arrangement=found.pk)
        return found


@entry
def decline_to_pay(*, token: str, by: Actor, at: datetime) -> None:
    """The question is answered with no; whoever asked is told, not by whom.

    Raises:
        Unauthenticated, ArrangementNotFound, OwnArrangement: as ``agree_to_pay``.
    """
    me = access.party_of(by)
    found = access.asked_by(token, at=at, lock=True)
    if found.asker_id == me:
        raise OwnArrangement
    _close(found, Status.DECLINED, by=by, at=at)
    notify(found.asker_id, "family_declined", f"family/{found.pk}/declined", {}, at=at)


@entry
def set_cap(*, arrangement_id: UUID, cap_minor: int, by: Actor, at: datetime) -> Arrangement:
    """The most for one checkout is another from now on. Whoever pays sets it; a checkout that holds the arrangement goes first.

    Raises:
        Unauthenticated, ArrangementNotFound: nobody, or it is not hers to set, or over.
        BadCap: no amount that may be agreed on.
    """
    found = access.arrangement_for(by, arrangement_id, as_payer=True, lock=True)
    if found.status != Status.AGREED:
        raise ArrangementNotFound
    before, found.cap_minor = found.cap_minor, rules.checked_cap(cap_minor)
    if found.cap_minor != before:
        found.save(update_fields=["cap_minor"])
        told = {"amount": to_text(cap_minor)}
        notify(found.asker_id, "family_capped", f"family/{found.pk}/cap/{at.isoformat()}", told, at=at)
        record("family.set_cap", target=found, by=by, at=at, before={"cap_minor": before}, after={"cap_minor": cap_minor})
    return found


@entry
def end_arrangement(*, arrangement_id: UUID, by: Actor, at: datetime) -> Arrangement:
    """Nothing is paid under it from now on; either of the two may say so, at once and without a reason. Ending twice is ending once.

    What was paid before stays paid, and goes back to who paid it.

    Raises:
        Unauthenticated, ArrangementNotFound: nobody, or it is not hers.
    """
    found = access.arrangement_for(by, arrangement_id, lock=True)
    if found.status in STANDING:
        ends = found.status == Status.AGREED
        _close(found, Status.ENDED if ends else Status.WITHDRAWN, by=by, at=at)
        other = found.payer_id if found.asker_id == by.party_id else found.asker_id
        if ends and other:
            notify(other, "family_ended", f"family/{found.pk}/ended", {}, at=at)
    return found


@inner
def draw_on_relative(*, arrangement_id: UUID, asker_id: UUID, due: Sequence[Due], by: Actor, at: datetime) -> UUID:
    """Put orders of one checkout under an arrangement, and tell its payer of each; returns who pays, for the payment that must follow.

    The arrangement's lock makes its end, or another cap, wait here and then find the orders paid.

    Raises:
        ArrangementNotFound: it is not one of hers.
        PayerEnded: it was ended. AboveCap: all of it comes to more than was agreed on.
        NotAtCounter: one of them stands on a counter.
    """
    found = Arrangement.objects.select_for_update(of=("self",), no_key=True).filter(pk=arrangement_id, asker=asker_id).first()
    if found is None or found.agreed_at is None:
        raise ArrangementNotFound
    if found.status != Status.AGREED or found.payer_id is None or found.cap_minor is None:
        raise PayerEnded(called=found.called)
    if any(one.at_counter for one in due):
        raise NotAtCounter
    total = sum(one.total_minor for one in due)
    if total > found.cap_minor:
        raise AboveCap(total=to_text(total), called=found.called, cap=to_text(found.cap_minor))
    FamilyPayment.objects.bulk_create(FamilyPayment(arrangement=found, order_id=one.order_id, total_minor=one.total_minor, at=at) for one in due)
    Arrangement.objects.filter(pk=found.pk).update(paid_count=F("paid_count") + len(due), paid_minor=F("paid_minor") + total)
    payer = found.payer_id
    notify_all([(payer, "family_paid", f"family/order/{one.order_id}", {"amount": to_text(one.total_minor), "shop": one.shop}) for one in due], at=at)
    record("family.pay", target=found, by=by, at=at, after={"orders": [str(one.order_id) for one in due], "total_minor": total})
    return payer


@inner
def _close(found: Arrangement, to: Status, *, by: Actor, at: datetime) -> None:
    before, found.status, found.over_at = found.status, to, at
    found.save(update_fields=["status", "over_at"])
    # How much was paid until then stands beside it: a payment that came after it would show.
    after = {"status": str(to), "paid_count": found.paid_count, "paid_minor": found.paid_minor}
    record("family.end", target=found, by=by, at=at, before={"status": str(before)}, after=after)
