"""What is not spent goes back: when the holder ends her card, when the bank stops the shop. A bonus lapses; paid money never does."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor, platform
from ecosystem.kernel.verbs import entry, inner
from ecosystem.ledger.public import Leg, custody_of, deposit_of, lock_accounts, post_transfer
from ecosystem.notices.public import notify
from ecosystem.once.public import once
from ecosystem.payments.public import create_refund, lock_payment

from .. import access
from ..errors import CardOver
from ..models import CardEntry, PrepaidCard
from ..statement import write

LAPSED = platform("cards.lapse_bonus")
STOPPED = platform("cards.refund_suspended")
Status = PrepaidCard.Status


@entry
def end_card(*, card_id: UUID, key: str, by: Actor, at: datetime) -> PrepaidCard:
    """Give the holder back what is left of what she paid, any day; the bonus lapses. The same key ends once.

    Raises:
        CardNotFound: not the actor's.
        CardOver: it is over already.
    """
    with once(key, verb="cards.end", by=by, body={"card": card_id}, at=at) as turn:
        card = access.card_for_holder(by, card_id, lock=True)
        if turn.earlier:
            return card
        if card.status != Status.ACTIVE:
            raise CardOver(status=card.get_status_display())
        _end_all([card], Status.ENDED, by=by, at=at)
        turn.remember(card=card.pk)
        return card


@entry
def refund_suspended_cards(*, shop_id: UUID, at: datetime, most: int = 100) -> int:
    """Give back what is left of what was paid on a shop's cards while the bank has stopped it, so many at a time; how many.

    Each batch stands by itself: killed in the middle, the next goes on where it stopped. Custody holds every card's money to the
    fen, so each holder has hers whole. Nothing where the stop was lifted meanwhile.
    """
    held = PrepaidCard.objects.select_for_update(skip_locked=True, of=("self",), no_key=True).filter(shop=shop_id, status=Status.ACTIVE)
    cards = list(held.filter(shop__suspended_at__isnull=False).select_related("shop", "plan").order_by("pk")[:most])
    _end_all(cards, Status.REFUNDED, by=STOPPED, at=at)
    for card in cards:
        told = {"name": card.plan.name, "amount_minor": card.refunded_minor}
        notify(card.holder_id, "card_refunded", f"card/{card.pk}/refunded", told, at=at)
    return len(cards)


@entry
def lapse_bonus(*, at: datetime, most: int = 100) -> int:
    """Give the shop back the bonus of cards whose day is over; what was paid stays. Returns how many. Safe to run by several workers."""
    late = PrepaidCard.objects.select_for_update(skip_locked=True, of=("self",), no_key=True).filter(status=Status.ACTIVE, bonus_left_minor__gt=0)
    cards = list(late.filter(bonus_until__lte=at).select_related("shop").order_by("pk")[:most])
    lock_accounts([code for card in cards for code in (custody_of(card.shop.party_id), deposit_of(card.shop.party_id))])
    for card in cards:
        _return_bonus(card, at=at)
        record("cards.lapse_bonus", target=card, by=LAPSED, at=at, after={"bonus_minor": card.bonus_left_minor})
        write(card, CardEntry.Kind.LAPSED, paid_minor=0, bonus_minor=-card.bonus_left_minor, at=at)
    return len(cards)


@inner
def _end_all(cards: list[PrepaidCard], to: Status, *, by: Actor, at: datetime) -> None:
    """Several in one transaction: their payments, then all accounts, are locked in one order first."""
    for payment_id in sorted({card.payment_id for card in cards if card.payment_id}):
        lock_payment(payment_id)
    shops = {card.shop.party_id for card in cards}
    lock_accounts([*(deposit_of(card.holder_id) for card in cards), *(code for shop in shops for code in (custody_of(shop), deposit_of(shop)))])
    for card in cards:
        _end(card, to, by=by, at=at)


@inner
def _end(card: PrepaidCard, to: Status, *, by: Actor, at: datetime) -> None:
    if card.payment_id is None:
        raise LookupError("a card that can be used was paid")
    rest, bonus = card.paid_left_minor, card.bonus_left_minor
    if rest:
        create_refund(
            payment_id=card.payment_id, document_id=card.pk, amount_minor=rest, reason=f"card_{to}", key=f"card/{card.pk}/refund", by=by, at=at
        )
    if bonus:
        _return_bonus(card, at=at)
    card.status, card.refunded_minor, card.ended_at = to, rest, at
    write(card, CardEntry.Kind.ENDED, paid_minor=-rest, bonus_minor=-bonus, also=("status", "refunded_minor", "ended_at"), at=at)
    record(f"cards.{to}", target=card, by=by, at=at, after={"refunded_minor": rest, "bonus_minor": bonus})


@inner
def _return_bonus(card: PrepaidCard, *, at: datetime) -> None:
    """To the shop that put it up. Once for each number of the statement: what comes back of a sale later may lapse as well."""
    shop = card.shop.party_id
    legs = [Leg(custody_of(shop), -card.bonus_left_minor), Leg(deposit_of(shop), card.bonus_left_minor)]
    post_transfer(key=f"card/{card.pk}/bonus-back/{card.entry_count}", kind="card_bonus_back", legs=legs, at=at)
