"""Selling on the tab: the port ``PaymentMethod`` under the name ``tab``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, Sum

from ecosystem.feed.public import Publication
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.money import CNY, to_text
from ecosystem.kernel.verbs import inner
from ecosystem.ledger.public import post_transfer, tab_of
from ecosystem.payments.public import outside_legs
from ecosystem.ports import Outcome

from ..errors import PaysTooMuch, TabLimitReached, TabOverdue
from ..facts import TabSold
from ..models import Card, OpenItem, TabPayment
from .settling import apply

NO_TAB = Outcome("failed", reason="no_tab")
OWES_LESS = Outcome("failed", reason="owes_less")


class Tab:
    """Credit that a shop gives its own customer: no money moves, an open item comes to be."""

    no_file = True

    def pay(self, *, payment_id: UUID, payer_id: UUID | None, amount_minor: int, shares: Sequence[tuple[str, int]], at: datetime) -> Outcome:
        """Put a sale on the payer's tab at the one shop whose tab account the share names.

        Raises:
            TabOverdue: something on the tab is past its day.
            TabLimitReached: the tab would exceed its limit.
        """
        card = _locked_card(payer_id, shares)
        if card is None:
            return NO_TAB
        _require_trust(card, amount_minor, at)
        return Outcome("succeeded", _put_on(card, payment_id, amount_minor, at=at))

    def refund(
        self, *, refund_id: UUID, document_id: UUID, payer_id: UUID | None, amount_minor: int, shares: Sequence[tuple[str, int]], at: datetime
    ) -> Outcome:
        """Goods came back: she owes less, the newest items first. Where she owes less than that, it is the shop that owes."""
        card = _locked_card(payer_id, shares)
        if card is None:
            return NO_TAB
        return _take_off(card, refund_id, amount_minor, at=at)


@inner
def item_sold(*, payment_id: UUID, order_id: UUID, number: str, buyer: str, same_owner: bool, about: UUID, at: datetime) -> Publication:
    """Name the order that an open item is for; the fact to publish of it."""
    item = OpenItem.objects.get(payment_id=payment_id)
    OpenItem.objects.filter(pk=item.pk).update(order_id=order_id, number=number)
    fact = TabSold(
        order=str(order_id), amount_minor=item.amount_minor, currency=CNY, due_on=item.due_on.isoformat(), buyer=buyer, same_owner=same_owner
    )
    return Publication(fact=fact, about=about, key=f"order/{order_id}/tab", at=at)


@inner
def _locked_card(payer_id: UUID | None, shares: Sequence[tuple[str, int]]) -> Card | None:
    if payer_id is None or len(shares) != 1 or not shares[0][0].startswith("tab/"):
        return None
    card = Card.objects.select_for_update(of=("self",), no_key=True).select_related("shop").filter(party=payer_id).first()
    return card if card is not None and tab_of(card.shop.party_id) == shares[0][0] else None


def _require_trust(card: Card, amount_minor: int, at: datetime) -> None:
    late = OpenItem.objects.filter(card=card, open_minor__gt=0, due_on__lt=business_date(at)).aggregate(sum=Sum("open_minor"))["sum"]
    if late:
        raise TabOverdue(name=card.name, overdue=to_text(late))
    if amount_minor > card.free_minor:
        raise TabLimitReached(name=card.name, free=to_text(card.free_minor))


@inner
def _put_on(card: Card, payment_id: UUID, amount_minor: int, *, at: datetime) -> UUID:
    OpenItem.objects.create(
        card=card,
        payment_id=payment_id,
        amount_minor=amount_minor,
        open_minor=amount_minor,
        sold_at=at,
        due_on=business_date(at) + timedelta(days=card.terms_days),
    )
    Card.objects.filter(pk=card.pk).update(balance_minor=F("balance_minor") + amount_minor)
    return post_transfer(key=f"payment/{payment_id}", kind="tab_sale", legs=outside_legs(tab_of(card.shop.party_id), amount_minor), at=at)


@inner
def _take_off(card: Card, refund_id: UUID, amount_minor: int, *, at: datetime) -> Outcome:
    back = TabPayment(card=card, amount_minor=amount_minor, how=TabPayment.How.RETURNED, status=TabPayment.Status.WAITING, made_at=at)
    try:
        apply(back, card, key=f"refund/{refund_id}", newest_first=True, at=at)
    except PaysTooMuch:
        return OWES_LESS
    return Outcome("succeeded", back.transfer_id)
