"""A customer pays of her tab: oldest first, or the items she chose; in cash, or from her account at the bank."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import F

from ecosystem.audit.public import record
from ecosystem.feed.public import pseudonym, publish
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import Unauthenticated
from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.money import CNY
from ecosystem.kernel.verbs import entry, inner
from ecosystem.ledger.public import Leg, deposit_of, lock_accounts, post_transfer, tab_of
from ecosystem.notices.public import nudge
from ecosystem.once.public import once
from ecosystem.payments.public import BANK_ACCOUNT, Payee, create_payment, create_refund, outside_legs

from .. import access, rules
from ..errors import ItemNotOpen, PaysTooMuch
from ..facts import TabSettled
from ..models import Card, Match, OpenItem, TabPayment

How, Status = TabPayment.How, TabPayment.Status


@entry
def pay_tab(*, token: str, amount_minor: int, wanted: Sequence[UUID], key: str, by: Actor, at: datetime) -> TabPayment:
    """Pay of the tab behind a link from the actor's own account; the same key pays once.

    Whoever pays becomes the tab's holder where it has none, and finds it among her own afterwards.

    Raises:
        Unauthenticated: nobody is signed in.
        CustomerNotFound: the link opens no tab.
        PaysTooMuch, ItemNotOpen: it is not what is open.
        InsufficientFunds: the account has too little.
    """
    if by.party_id is None:
        raise Unauthenticated
    body = {"link": access.digest(token).hex(), "amount": amount_minor, "wanted": sorted(map(str, wanted))}
    with once(key, verb="customers.pay_tab", by=by, body=body, at=at) as turn:
        if turn.earlier:
            return TabPayment.objects.get(pk=turn.earlier["payment"])
        card = access.card_behind(token, lock=True)
        rules.matched(_open_items(card), amount_minor, wanted)
        payment = _waiting(card, amount_minor, How.BANK_ACCOUNT, wanted, at)
        payment.save(force_insert=True)
        shop = card.shop.party_id
        legs = outside_legs(tab_of(shop), -amount_minor)
        # Two transfers: the bank's money and the tab. All their accounts in one order first.
        lock_accounts([deposit_of(by.party_id), deposit_of(shop), *(leg.account for leg in legs)])
        payee = Payee("tab", payment.pk, deposit_of(shop), amount_minor)
        create_payment(payer_id=by.party_id, method=BANK_ACCOUNT, payees=[payee], by=by, at=at)
        Card.objects.filter(pk=card.pk, holder=None).update(holder=by.party_id)
        turn.remember(payment=payment.pk)
        return payment


class TabPayable:
    """The port ``Payable`` as ``tab``: the bank's money for a payment of a tab has arrived."""

    def hold(self, *, document_ids: Sequence[UUID]) -> Sequence[str]:
        """The tabs, and the accounts that lowering them moves."""
        cards = Card.objects.select_for_update(of=("self",), no_key=True).filter(payments__in=document_ids).select_related("shop").order_by("pk")
        return [leg.account for card in cards for leg in outside_legs(tab_of(card.shop.party_id), -1)]

    def paid(self, *, document_ids: Sequence[UUID], payment_id: UUID, transfer_id: UUID, by: Actor, at: datetime) -> None:
        for payment in TabPayment.objects.filter(pk__in=document_ids, status=Status.WAITING).order_by("pk"):
            card = Card.objects.select_for_update(of=("self",), no_key=True).select_related("shop").get(pk=payment.card_id)
            try:
                apply(payment, card, key=f"tab/{payment.pk}", at=at)
            except (PaysTooMuch, ItemNotOpen):
                # It was paid another way while this was under way: the money goes back.
                TabPayment.objects.filter(pk=payment.pk).update(status=Status.GIVEN_BACK)
                create_refund(
                    payment_id=payment_id,
                    document_id=payment.pk,
                    amount_minor=payment.amount_minor,
                    reason="tab_paid_meanwhile",
                    key=f"tab/{payment.pk}/back",
                    by=by,
                    at=at,
                )
                continue
            _tell(payment, card, standing="settled", transfer_id=transfer_id, by=by, at=at)


@inner
def tab_payment_for(*, card: Card, amount_minor: int, at: datetime) -> TabPayment:
    """A payment of a tab that the caller holds, waiting for the bank's money that is there already; oldest items first.

    Raises:
        PaysTooMuch: less is open.
    """
    rules.matched(_open_items(card), amount_minor, [])
    payment = _waiting(card, amount_minor, How.BANK_ACCOUNT, [], at)
    payment.save(force_insert=True)
    return payment


@inner
def receive(*, card: Card, amount_minor: int, wanted: Sequence[UUID], into: str, by: Actor, at: datetime) -> TabPayment:
    """Cash for a tab that the caller holds goes ``into`` a drawer's account.

    Raises:
        PaysTooMuch, ItemNotOpen: it is not what is open.
    """
    payment = _waiting(card, amount_minor, How.CASH, wanted, at)
    apply(payment, card, key=f"tab/{payment.pk}", into=into, at=at)
    _tell(payment, card, standing="claimed", transfer_id=None, by=by, at=at)
    return payment


@inner
def apply(payment: TabPayment, card: Card, *, key: str, into: str = "", newest_first: bool = False, at: datetime) -> None:
    """Match a payment to the open items of a tab whose row the caller holds, and move the tab's account.

    Raises:
        PaysTooMuch, ItemNotOpen: it is not what is open.
    """
    parts = rules.matched(_open_items(card, newest_first=newest_first), payment.amount_minor, [UUID(item) for item in payment.wanted])
    legs = outside_legs(tab_of(card.shop.party_id), -payment.amount_minor)
    legs = [legs[0], Leg(into, payment.amount_minor)] if into else legs
    payment.transfer_id = post_transfer(key=key, kind="tab_payment", legs=legs, at=at)
    payment.status, payment.received_at = Status.RECEIVED, at
    payment.save()
    for part in parts:
        OpenItem.objects.filter(pk=part.item_id).update(open_minor=F("open_minor") - part.amount_minor)
    Match.objects.bulk_create(Match(payment=payment, item_id=part.item_id, amount_minor=part.amount_minor) for part in parts)
    Card.objects.filter(pk=card.pk).update(balance_minor=F("balance_minor") - payment.amount_minor)
    card.balance_minor -= payment.amount_minor


def _open_items(card: Card, *, newest_first: bool = False) -> list[OpenItem]:
    items = OpenItem.objects.filter(card=card, open_minor__gt=0)
    return list(items.order_by("-sold_at", "-pk") if newest_first else items.order_by("sold_at", "pk"))


def _waiting(card: Card, amount_minor: int, how: str, wanted: Sequence[UUID], at: datetime) -> TabPayment:
    return TabPayment(
        id=uuid7(), card=card, amount_minor=amount_minor, how=how, status=Status.WAITING, wanted=[str(item) for item in wanted], made_at=at
    )


@inner
def _tell(payment: TabPayment, card: Card, *, standing: str, transfer_id: UUID | None, by: Actor, at: datetime) -> None:
    record(
        "customers.pay",
        target=f"customer/{card.pk}",
        by=by,
        at=at,
        after={"amount_minor": payment.amount_minor, "how": payment.how},
        about=card.shop_id,
    )
    fact = TabSettled(
        payment=str(payment.pk),
        amount_minor=payment.amount_minor,
        currency=CNY,
        how=payment.how,
        buyer=pseudonym(card.party_id, within=card.shop.party_id),
        left_minor=card.balance_minor,
    )
    publish(fact, about=card.shop.party_id, key=f"tab/{payment.pk}", at=at, standing=standing, transfer_id=transfer_id)
    nudge([card.shop.party_id], "tabs")
