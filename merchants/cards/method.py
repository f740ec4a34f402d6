"""Paying with a prepaid card: money leaves custody for the orders that it was drawn for, and the rest comes from the payer's account."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from ecosystem.feed.public import publish
from ecosystem.ledger.public import Leg, collected_of, custody_of, deposit_of, pending_of, post_transfer
from ecosystem.ports import Outcome

from .beside import readdress_use, used
from .landing import accounts_of, locked, refunded_legs
from .models import CardUse

NAME = "card"
NOT_DRAWN = Outcome("failed", reason="no_card_was_drawn")


class PrepaidMoney:
    """Joined to the port ``PaymentMethod`` as ``card``.

    It pays what was drawn off a card in the same transaction and is not paid yet: such rows are seen by nobody but whoever holds
    the card's lock, so that naming the method in a checkout is refused. A refund goes back onto the card while that can be used,
    else to whose money it was.
    """

    no_file = True

    def pay(self, *, payment_id: UUID, payer_id: UUID | None, amount_minor: int, shares: Sequence[tuple[str, int]], at: datetime) -> Outcome:
        drawn = CardUse.objects.filter(payment_id=None, status=CardUse.Status.GIVEN, card__holder=payer_id)
        uses = list(drawn.order_by("at", "pk")) if payer_id else []
        if payer_id is None or not uses or not _fits(uses, shares):
            return NOT_DRAWN
        CardUse.objects.filter(pk__in=[use.pk for use in uses]).update(payment_id=payment_id)
        rest = amount_minor - sum(use.card_minor for use in uses)
        legs = [*(Leg(account, share) for account, share in shares), *(Leg(custody_of(use.party_id), -use.card_minor) for use in uses)]
        if rest:
            legs.append(Leg(deposit_of(payer_id), -rest))
        # A kind of its own: the core's file of the day tells of payments from accounts alone.
        transfer_id = post_transfer(key=f"payment/{payment_id}", kind="card_payment", legs=legs, at=at)
        for use in uses:
            publish(used(use), about=use.party_id, key=f"card_use/{use.pk}", at=at, standing="settled", transfer_id=transfer_id)
        return Outcome("succeeded", transfer_id=transfer_id, instrument=deposit_of(payer_id))

    def refund(
        self, *, refund_id: UUID, document_id: UUID, payer_id: UUID | None, amount_minor: int, shares: Sequence[tuple[str, int]], at: datetime
    ) -> Outcome:
        use = _given(document_id)
        taken = [Leg(account, -share) for account, share in shares]
        if payer_id is None:
            return NOT_DRAWN
        if use is None:
            # Another shop's part of an errand: all of it came from her account.
            legs = [*taken, Leg(deposit_of(payer_id), amount_minor)]
        else:
            legs = [*taken, *refunded_legs(locked([use.card_id])[use.card_id], document_id, amount_minor, at)]
        return Outcome("succeeded", transfer_id=post_transfer(key=f"refund/{refund_id}", kind="card_refund", legs=legs, at=at))

    def hold_refund(self, *, payer_id: UUID | None, document_id: UUID) -> Sequence[str]:
        use = _given(document_id)
        payer = [deposit_of(payer_id)] if payer_id else []
        if use is None:
            return payer
        return [*payer, *accounts_of([use], locked([use.card_id]))]

    def readdressed(self, *, payment_id: UUID, from_document: UUID, to_document: UUID) -> None:
        readdress_use(payment_id=payment_id, from_document=from_document, to_document=to_document)


def _given(document_id: UUID) -> CardUse | None:
    return CardUse.objects.filter(order_id=document_id, status=CardUse.Status.GIVEN).first()


def _fits(uses: Sequence[CardUse], shares: Sequence[tuple[str, int]]) -> bool:
    """Whether what the card was drawn for is among what is paid: each merchant's orders pending, or what came by its static code."""
    asked: Counter[str] = Counter()
    for account, share in shares:
        asked[account] += share
    drawn: Counter[UUID] = Counter()
    for use in uses:
        drawn[use.party_id] += use.total_minor
    return all(minor <= asked[pending_of(party)] + asked[collected_of(party)] for party, minor in drawn.items())
