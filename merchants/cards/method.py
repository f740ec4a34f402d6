"""Paying with a prepaid card: money leaves custody for the orders that it was drawn for, and the rest comes from the payer's account."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from ecosystem.feed.public import publish
from ecosystem.kernel.money import CNY
from ecosystem.ledger.public import Leg, custody_of, deposit_of, pending_of, post_transfer
from ecosystem.ports import Outcome

from . import rules
from .facts import CardUsed
from .models import CardEntry, CardUse, PrepaidCard
from .statement import write

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
        uses = list(CardUse.objects.filter(payment_id=None, card__holder=payer_id).order_by("at", "pk")) if payer_id else []
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
            fact = CardUsed(order=str(use.order_id), paid_minor=use.paid_minor, bonus_minor=use.bonus_minor, currency=CNY)
            publish(fact, about=use.party_id, key=f"card_use/{use.pk}", at=at, standing="settled", transfer_id=transfer_id)
        return Outcome("succeeded", transfer_id=transfer_id, instrument=deposit_of(payer_id))

    def refund(
        self, *, refund_id: UUID, document_id: UUID, payer_id: UUID | None, amount_minor: int, shares: Sequence[tuple[str, int]], at: datetime
    ) -> Outcome:
        use = CardUse.objects.filter(order_id=document_id).first()
        taken = [Leg(account, -share) for account, share in shares]
        if payer_id is None:
            return NOT_DRAWN
        if use is None:
            # Another shop's part of an errand: all of it came from her account.
            legs = [*taken, Leg(deposit_of(payer_id), amount_minor)]
        else:
            legs = [*taken, *_back(_locked(use), use.order_id, payer_id, amount_minor, at)]
        return Outcome("succeeded", transfer_id=post_transfer(key=f"refund/{refund_id}", kind="card_refund", legs=legs, at=at))

    def hold_refund(self, *, payer_id: UUID | None, document_id: UUID) -> Sequence[str]:
        use = CardUse.objects.filter(order_id=document_id).first()
        payer = [deposit_of(payer_id)] if payer_id else []
        if use is None:
            return payer
        _locked(use)
        return [*payer, custody_of(use.party_id), deposit_of(use.party_id)]


def _fits(uses: Sequence[CardUse], shares: Sequence[tuple[str, int]]) -> bool:
    """Whether the orders that the card was drawn for are among those that are paid, each merchant's in its pending account."""
    asked: Counter[str] = Counter()
    for account, share in shares:
        asked[account] += share
    drawn: Counter[str] = Counter()
    for use in uses:
        drawn[pending_of(use.party_id)] += use.total_minor
    return drawn <= asked


def _locked(use: CardUse) -> PrepaidCard:
    return PrepaidCard.objects.select_for_update(of=("self",), no_key=True).select_related("shop").get(pk=use.card_id)


def _back(card: PrepaidCard, order_id: UUID, payer_id: UUID, amount_minor: int, at: datetime) -> list[Leg]:
    """Where the money of a refund goes, written on the card that the caller holds."""
    use = CardUse.objects.get(order_id=order_id)
    back = rules.given_back(rules.Mix(use.paid_minor, use.bonus_minor), use.total_minor, use.back_minor, amount_minor)
    CardUse.objects.filter(pk=use.pk).update(back_minor=use.back_minor + amount_minor)
    paid, bonus = back.paid_minor, back.bonus_minor
    legs = [Leg(deposit_of(payer_id), back.account_minor)]
    if card.status == PrepaidCard.Status.ACTIVE:
        kept_bonus = bonus if card.bonus_until > at else 0
        if paid or kept_bonus:
            write(card, CardEntry.Kind.BACK, paid_minor=paid, bonus_minor=kept_bonus, order_id=order_id, at=at)
        legs += [Leg(custody_of(use.party_id), paid + kept_bonus), Leg(deposit_of(use.party_id), bonus - kept_bonus)]
    else:
        legs += [Leg(deposit_of(payer_id), paid), Leg(deposit_of(use.party_id), bonus)]
    return legs
