"""Somebody buys a card: her money goes into the bank's custody, and the shop's bonus beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.errors import Unauthenticated
from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.verbs import entry, inner
from ecosystem.ledger.public import HoldResolved, InsufficientFunds, Leg, custody_of, deposit_of, lock_accounts, place_hold, post_hold
from ecosystem.notices.public import nudge
from ecosystem.once.public import once
from ecosystem.payments.public import Payee, create_payment, create_refund

from .. import access, queries, rules
from ..errors import BonusNotFunded, OwnCard, PlanNotFound, ShopOwesTooMuch
from ..models import CardEntry, Plan, PrepaidCard
from ..statement import write

Status = PrepaidCard.Status
PORT = "card"


@entry
def buy_card(*, plan_id: UUID, method: str, key: str, by: Actor, at: datetime) -> PrepaidCard:
    """Buy one card; it can be used once the money is there. The same key buys once.

    Raises:
        Unauthenticated: nobody is signed in.
        PlanNotFound: it is not sold, or the bank has stopped its shop.
        OwnCard: the buyer is the shop itself.
        ShopOwesTooMuch: the merchant has sold as much ahead as it may.
        BonusNotFunded: the shop's account does not hold the bonus.
        InsufficientFunds, PaymentFailed, UnknownMethod: the money can't be had.
    """
    if by.party_id is None:
        raise Unauthenticated
    with once(key, verb="cards.buy", by=by, body={"plan": plan_id, "method": method}, at=at) as turn:
        if turn.earlier:
            return access.card_for_holder(by, UUID(turn.earlier["card"]))
        plan = Plan.objects.select_related("shop").filter(pk=plan_id, status=Plan.Status.ON_SALE).first()
        if plan is None or plan.shop.suspended_at is not None:
            raise PlanNotFound
        if plan.shop.party_id == by.party_id:
            raise OwnCard
        custody = custody_of(plan.shop.party_id)
        # The merchant's custody is everybody's turn who buys there, so that its limit is looked at by one at a time.
        lock_accounts([custody, deposit_of(plan.shop.party_id), deposit_of(by.party_id)])
        _require_room(plan, at)
        card = _drafted(plan, by.party_id, at)
        _set_bonus_aside(card, plan, at)
        card.save(force_insert=True)
        payee = Payee(PORT, card.pk, custody, card.price_minor)
        create_payment(payer_id=by.party_id, method=method, payees=[payee], pay_until=at + rules.PAY_WITHIN, by=by, at=at)
        record("cards.buy", target=card, by=by, at=at, after={"price_minor": card.price_minor, "bonus_minor": card.bonus_minor})
        turn.remember(card=card.pk)
        return access.card_for_holder(by, card.pk)


def _require_room(plan: Plan, at: datetime) -> None:
    limits = queries.limits_on(business_date(at))
    if queries.owed_by(plan.shop.party_id, at=at) + plan.price_minor > limits.per_shop_minor:
        raise ShopOwesTooMuch


def _drafted(plan: Plan, holder_id: UUID, at: datetime) -> PrepaidCard:
    return PrepaidCard(
        id=uuid7(),
        plan=plan,
        shop_id=plan.shop_id,
        holder_id=holder_id,
        number=rules.new_number(),
        price_minor=plan.price_minor,
        bonus_minor=plan.bonus_minor,
        bought_at=at,
        bonus_until=at + timedelta(days=plan.bonus_days),
    )


@inner
def _set_bonus_aside(card: PrepaidCard, plan: Plan, at: datetime) -> None:
    if not card.bonus_minor:
        return
    account, until = deposit_of(plan.shop.party_id), at + rules.BONUS_WAITS
    try:
        card.hold_id = place_hold(key=f"card/{card.pk}/bonus", account=account, amount_minor=card.bonus_minor, expires_at=until, at=at)
    except InsufficientFunds:
        raise BonusNotFunded from None


class CardPayable:
    """Joined to the port ``Payable`` as ``card``."""

    def hold(self, *, document_ids: Sequence[UUID]) -> Sequence[str]:
        """The cards themselves; the shop's account, out of which the bonus comes."""
        return [deposit_of(card.shop.party_id) for card in _locked(document_ids)]

    def paid(self, *, document_ids: Sequence[UUID], payment_id: UUID, transfer_id: UUID, by: Actor, at: datetime) -> None:
        """What was paid for can be used from now on."""
        for card in _locked(document_ids):
            if card.status == Status.PENDING:
                issue_card(card=card, payment_id=payment_id, by=by, at=at)


@inner
def _locked(card_ids: Sequence[UUID]) -> list[PrepaidCard]:
    cards = PrepaidCard.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=card_ids)
    return list(cards.select_related("shop").order_by("pk"))


@inner
def issue_card(*, card: PrepaidCard, payment_id: UUID, by: Actor, at: datetime) -> None:
    """The money is in custody: the bonus comes beside it. Where the shop's word has run out meanwhile, the money goes back."""
    card.payment_id = payment_id
    if card.hold_id:
        shop = card.shop.party_id
        legs = [Leg(deposit_of(shop), -card.bonus_minor), Leg(custody_of(shop), card.bonus_minor)]
        try:
            post_hold(hold_id=card.hold_id, legs=legs, key=f"card/{card.pk}/bonus", kind="card_bonus", at=at)
        except HoldResolved:
            _too_late(card, by=by, at=at)
            return
    card.status = Status.ACTIVE
    write(card, CardEntry.Kind.BOUGHT, paid_minor=card.price_minor, bonus_minor=card.bonus_minor, also=("status", "payment_id"), at=at)
    nudge([card.shop.party_id], "cards")


@inner
def _too_late(card: PrepaidCard, *, by: Actor, at: datetime) -> None:
    card.status, card.ended_at, card.refunded_minor = Status.VOID, at, card.price_minor
    card.save(update_fields=["status", "ended_at", "refunded_minor", "payment_id"])
    if card.payment_id is None:
        raise LookupError("late money is of a payment")
    create_refund(
        payment_id=card.payment_id,
        document_id=card.pk,
        amount_minor=card.price_minor,
        reason="paid_too_late",
        key=f"card/{card.pk}/late",
        by=by,
        at=at,
    )
