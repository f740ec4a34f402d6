"""A card pays: what it gives to an order is taken off it under its lock, before the payment that moves the money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Sum

from ecosystem import ports
from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.errors import Unauthenticated
from ecosystem.kernel.money import to_text
from ecosystem.kernel.verbs import inner
from ecosystem.ledger.public import custody_of, deposit_of, lock_accounts
from ecosystem.payments.public import UnknownMethod

from .. import access, queries, rules
from ..errors import AboveShown, CardElsewhere, CardOver, ShownCardUsed
from ..method import NAME
from ..models import CardEntry, CardUse, PrepaidCard
from ..statement import write


@dataclass(frozen=True, slots=True)
class Due:
    """An order that waits for its money, and the merchant whose it is; or what is paid by a static code, which is no order yet."""

    order_id: UUID
    party_id: UUID
    total_minor: int
    is_order: bool = True


@dataclass(frozen=True, slots=True)
class Tender:
    """How a payment is made: its method, and what gives a part beside that."""

    method: str
    beside: str = ""


@inner
def begin_with(*, way: str, payer_id: UUID, due: Sequence[Due], accounts: Sequence[str] = (), by: Actor, at: datetime) -> Tender:
    """What a way to pay comes to: one that names a card draws on it, and its rest comes as the way says. Raises as ``draw``."""
    card_id = rules.card_of_way(way)
    if card_id is None:
        return Tender(way)
    return draw(card_id=card_id, payer_id=payer_id, due=due, rest_by=rules.rest_of_way(way), accounts=accounts, by=by, at=at)


@inner
def draw(
    *, card_id: UUID, payer_id: UUID, due: Sequence[Due], rest_by: str = "", shown: str = "", accounts: Sequence[str] = (), by: Actor, at: datetime
) -> Tender:
    """Take what the card can give to the orders of its merchant, in their order; how the caller pays all of them.

    What the card does not cover comes from the payer's account, or by the acquirer ``rest_by``: then the card's part is set aside until that is
    there. ``shown`` is the code that a till read: it pays once, and up to a limit. ``accounts`` are those that the caller will move in
    further transfers: they are locked with the card's own.
    The card's lock makes a second use, or whoever ends it, wait here and then find what the first left.

    Raises:
        CardNotFound: not the payer's.
        CardOver: it is ended or empty.
        CardElsewhere: none of the orders is of its merchant.
        ShownCardUsed, AboveShown: the code does not pay this.
        UnknownMethod: ``rest_by`` is no acquirer.
    """
    if by.person_id is None:
        raise Unauthenticated
    if rest_by and ports.acquirers.named(rest_by) is None:
        raise UnknownMethod
    card = _usable(card_id, payer_id)
    mine = [one for one in due if one.party_id == card.shop.party_id]
    if not mine:
        raise CardElsewhere
    if shown:
        _require_within_limits(card, sum(one.total_minor for one in mine), at)
    aside = bool(rest_by) and sum(one.total_minor for one in due) > min(card.left_minor, sum(one.total_minor for one in mine))
    for one in mine:
        if card.left_minor:
            _use(card, one, shown, aside, by.person_id, at)
    record("cards.use", target=card, by=by, at=at, after={"orders": [str(one.order_id) for one in mine], "left_minor": card.left_minor})
    if accounts and not aside:
        lock_accounts([custody_of(card.shop.party_id), deposit_of(payer_id), *accounts])
    return Tender(rest_by, beside=NAME) if aside else Tender(NAME)


@inner
def _usable(card_id: UUID, payer_id: UUID) -> PrepaidCard:
    """A card of the payer's that still pays for something, held. Raises ``CardNotFound`` or ``CardOver``."""
    card = access.card_of(payer_id, card_id, lock=True)
    if card.status != PrepaidCard.Status.ACTIVE or card.left_minor == 0:
        raise CardOver(status=card.get_status_display() if card.status != PrepaidCard.Status.ACTIVE else to_text(0))
    return card


@inner
def _require_within_limits(card: PrepaidCard, amount_minor: int, at: datetime) -> None:
    """A picture of a screen must not be worth a card. Counts what codes of this card paid in the last 24 hours."""
    limits = queries.limits_on(business_date(at))
    lately = card.uses.filter(token_digest__isnull=False, at__gt=at - rules.SHOWN_WITHIN).aggregate(sum=Sum("total_minor"))["sum"] or 0
    if amount_minor > limits.shown_minor or lately + amount_minor > limits.shown_day_minor:
        raise AboveShown(most=to_text(limits.shown_minor), day=to_text(limits.shown_day_minor))


@inner
def _use(card: PrepaidCard, due: Due, shown: str, aside: bool, person_id: UUID, at: datetime) -> None:
    mix = rules.taken(rules.Mix(card.paid_left_minor, card.bonus_left_minor), min(card.left_minor, due.total_minor))
    use = CardUse(
        card=card,
        order_id=due.order_id,
        party_id=due.party_id,
        total_minor=mix.all_minor if aside else due.total_minor,
        status=CardUse.Status.ASIDE if aside else CardUse.Status.GIVEN,
        paid_minor=mix.paid_minor,
        bonus_minor=mix.bonus_minor,
        token_digest=rules.digest_of(shown) if shown else None,
        by_id=person_id,
        at=at,
    )
    try:
        with transaction.atomic():
            use.save(force_insert=True)
    except IntegrityError as error:
        if "a_shown_card_pays_once" not in str(error):
            raise
        raise ShownCardUsed from None
    write(card, CardEntry.Kind.USED, paid_minor=-mix.paid_minor, bonus_minor=-mix.bonus_minor, order_id=due.order_id if due.is_order else None, at=at)
