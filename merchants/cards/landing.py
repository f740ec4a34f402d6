"""What comes back onto a card, or to whose money it was where that can't be used any more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from ecosystem.kernel.verbs import inner
from ecosystem.ledger.public import Leg, custody_of, deposit_of

from . import rules
from .models import CardEntry, CardUse, PrepaidCard
from .statement import write


@inner
def locked(card_ids: Sequence[UUID]) -> dict[UUID, PrepaidCard]:
    """Cards by id, held in the order of their ids."""
    rows = PrepaidCard.objects.select_for_update(of=("self",), no_key=True).select_related("shop").filter(pk__in=card_ids)
    return {card.pk: card for card in rows.order_by("pk")}


@inner
def refunded_legs(card: PrepaidCard, order_id: UUID, amount_minor: int, at: datetime) -> list[Leg]:
    """Where the money of a refund goes, written on the card that the caller holds."""
    use = CardUse.objects.get(order_id=order_id, status=CardUse.Status.GIVEN)
    back = rules.given_back(rules.Mix(use.paid_minor, use.bonus_minor), use.total_minor, use.back_minor, amount_minor)
    CardUse.objects.filter(pk=use.pk).update(back_minor=use.back_minor + amount_minor)
    return [Leg(deposit_of(card.holder_id), back.account_minor), *landed(card, use, rules.Mix(back.paid_minor, back.bonus_minor), at)]


@inner
def landed(card: PrepaidCard, use: CardUse, mix: rules.Mix, at: datetime) -> list[Leg]:
    """Onto the card while that can be used, a bonus only until its day; else paid money to the holder's account and a bonus to the shop's."""
    paid, bonus = mix.paid_minor, mix.bonus_minor
    if card.status != PrepaidCard.Status.ACTIVE:
        return [Leg(deposit_of(card.holder_id), paid), Leg(deposit_of(use.party_id), bonus)]
    kept = bonus if card.bonus_until > at else 0
    if paid or kept:
        write(card, CardEntry.Kind.BACK, paid_minor=paid, bonus_minor=kept, order_id=use.order_id, at=at)
    return [Leg(custody_of(use.party_id), paid + kept), Leg(deposit_of(use.party_id), bonus - kept)]


def accounts_of(uses: Sequence[CardUse], cards: dict[UUID, PrepaidCard]) -> list[str]:
    """The accounts that giving, letting go or refunding any of these uses moves."""
    return [code for use in uses for code in (custody_of(use.party_id), deposit_of(use.party_id), deposit_of(cards[use.card_id].holder_id))]
