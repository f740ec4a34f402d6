"""A card pays its part of what an acquirer brings the rest of: set aside in custody until that is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from ecosystem.feed.public import publish
from ecosystem.kernel.money import CNY
from ecosystem.ledger.public import Leg, custody_of, post_transfer

from . import rules
from .facts import CardUsed
from .landing import accounts_of, landed, locked, refunded_legs
from .models import CardUse

Status = CardUse.Status


class PrepaidPart:
    """Joined to the port ``Beside`` as ``card``. What is set aside has left the card already, so that nobody spends it twice."""

    def set_aside(self, *, payment_id: UUID, payer_id: UUID) -> Mapping[UUID, int]:
        uses = list(CardUse.objects.filter(payment_id=None, status=Status.ASIDE, card__holder=payer_id).order_by("at", "pk"))
        CardUse.objects.filter(pk__in=[use.pk for use in uses]).update(payment_id=payment_id)
        return {use.order_id: use.card_minor for use in uses}

    def hold(self, *, payment_ids: Sequence[UUID]) -> Sequence[str]:
        uses = list(CardUse.objects.filter(payment_id__in=payment_ids))
        return accounts_of(uses, locked([use.card_id for use in uses]))

    def give(self, *, payment_id: UUID, into: Mapping[UUID, str], at: datetime) -> None:
        for use in self._aside(payment_id):
            legs = [Leg(custody_of(use.party_id), -use.card_minor), Leg(into[use.order_id], use.card_minor)]
            # A kind of its own: the acquirer's file of the day tells of its own part alone.
            transfer_id = post_transfer(key=f"card_use/{use.pk}", kind="card_payment", legs=legs, at=at)
            CardUse.objects.filter(pk=use.pk).update(status=Status.GIVEN)
            publish(used(use), about=use.party_id, key=f"card_use/{use.pk}", at=at, standing="settled", transfer_id=transfer_id)

    def let_go(self, *, payment_id: UUID, at: datetime) -> None:
        uses = self._aside(payment_id)
        cards = locked([use.card_id for use in uses])
        for use in uses:
            legs = landed(cards[use.card_id], use, rules.Mix(use.paid_minor, use.bonus_minor), at)
            custody = custody_of(use.party_id)
            if any(leg.amount_minor for leg in legs if leg.account != custody):
                # The card was ended, or its bonus lapsed, while the payment was under way.
                post_transfer(key=f"card_use/{use.pk}/let-go", kind="card_let_go", legs=[*legs, Leg(custody, -use.card_minor)], at=at)
            CardUse.objects.filter(pk=use.pk).update(status=Status.LET_GO)

    def give_back(self, *, refund_id: UUID, document_id: UUID, account: str, amount_minor: int, at: datetime) -> UUID:
        card_id = CardUse.objects.values_list("card", flat=True).get(order_id=document_id, status=Status.GIVEN)
        legs = [Leg(account, -amount_minor), *refunded_legs(locked([card_id])[card_id], document_id, amount_minor, at)]
        return post_transfer(key=f"refund/{refund_id}/card", kind="card_refund", legs=legs, at=at)

    def readdressed(self, *, payment_id: UUID, from_document: UUID, to_document: UUID) -> None:
        readdress_use(payment_id=payment_id, from_document=from_document, to_document=to_document)

    @staticmethod
    def _aside(payment_id: UUID) -> list[CardUse]:
        return list(CardUse.objects.filter(payment_id=payment_id, status=Status.ASIDE).order_by("card", "pk"))


def used(use: CardUse) -> CardUsed:
    return CardUsed(order=str(use.order_id), paid_minor=use.paid_minor, bonus_minor=use.bonus_minor, currency=CNY)


def readdress_use(*, payment_id: UUID, from_document: UUID, to_document: UUID) -> None:
    """Money by a shop's static code was for a sale or a tab; the caller holds the payment, and so every refund of it."""
    CardUse.objects.filter(payment_id=payment_id, order_id=from_document).update(order_id=to_document)
