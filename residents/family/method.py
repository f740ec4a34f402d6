"""Paying with somebody else's money: from the account of who agreed to it, and back into hers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from ecosystem.kernel.money import to_text
from ecosystem.kernel.verbs import inner
from ecosystem.ledger.public import InsufficientFunds, Leg, deposit_of, post_transfer
from ecosystem.notices.public import notify
from ecosystem.payments.public import payment_legs
from ecosystem.ports import Outcome

from .errors import PayerCannot
from .models import FamilyPayment

NAME = "family"
NOBODY_AGREED = Outcome("failed", reason="nobody_agreed_to_pay")


class RelativesMoney:
    """Joined to the port ``PaymentMethod`` as ``family``; the payer of its payments is who agreed, not who ordered.

    It pays what was put under an arrangement in the same transaction and is not paid yet: such rows are seen by nobody but
    whoever holds the arrangement's lock, so that naming the method in a checkout is refused.
    """

    no_file = True

    def pay(self, *, payment_id: UUID, payer_id: UUID | None, amount_minor: int, shares: Sequence[tuple[str, int]], at: datetime) -> Outcome:
        drawn = FamilyPayment.objects.filter(payment_id=None, arrangement__payer=payer_id) if payer_id else FamilyPayment.objects.none()
        rows = list(drawn.values_list("pk", "total_minor"))
        if payer_id is None or not rows or sorted(total for _pk, total in rows) != sorted(share for _account, share in shares):
            return NOBODY_AGREED
        FamilyPayment.objects.filter(pk__in=[pk for pk, _total in rows]).update(payment_id=payment_id)
        transfer_id = _paid(f"payment/{payment_id}", payment_legs(payer_id, amount_minor, shares), at)
        return Outcome("succeeded", transfer_id, instrument=deposit_of(payer_id))

    def refund(
        self, *, refund_id: UUID, document_id: UUID, payer_id: UUID | None, amount_minor: int, shares: Sequence[tuple[str, int]], at: datetime
    ) -> Outcome:
        payer = _payer_of(document_id)
        if payer is None:
            return NOBODY_AGREED
        legs = [Leg(deposit_of(payer), amount_minor), *(Leg(account, -share) for account, share in shares)]
        transfer_id = post_transfer(key=f"refund/{refund_id}", kind="family_refund", legs=legs, at=at)
        notify(payer, "family_refunded", f"family/refund/{refund_id}", {"amount": to_text(amount_minor)}, at=at)
        return Outcome("succeeded", transfer_id)

    def hold_refund(self, *, payer_id: UUID | None, document_id: UUID) -> Sequence[str]:
        """No row of its own is locked; the money goes to who paid, whoever ordered."""
        payer = _payer_of(document_id)
        return [deposit_of(payer)] if payer else []


def _payer_of(order_id: UUID) -> UUID | None:
    return FamilyPayment.objects.filter(order_id=order_id).values_list("arrangement__payer", flat=True).first()


@inner
def _paid(key: str, legs: Sequence[Leg], at: datetime) -> UUID:
    try:
        # A kind of its own: the core's file of the day tells of payments from the payer's own orders alone.
        return post_transfer(key=key, kind="family_payment", legs=legs, at=at)
    except InsufficientFunds as short:
        # How much is in somebody else's account is not the buyer's to know.
        raise PayerCannot from short
