"""A shop with a line and a consent, and purchases that are known by their ids alone, as another wing's would be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from ecosystem import ports
from ecosystem.consent.public import CREDIT_ASSESSMENT, Grant, grant
from ecosystem.identity.public import Party, register_party
from ecosystem.ledger.public import Leg, bank_account, deposit_of, open_accounts, post_transfer
from ecosystem.payments.public import Payee, Payment, create_payment, create_refund
from lending.earmarks import actions
from lending.earmarks.models import Earmark
from lending.loans.models import Facility
from tests.lending.loans import cast as loans
from tests.lending.loans.cast import AT, Cast

NAME = "line"
PORT = "a purchase of the tests"
LIMIT, DRAWN = 5_000_000, 1_000_000


class Bought:
    """Joined to the port ``Payable`` for as long as a test runs: it only waits for money."""

    def hold(self, *, document_ids: Sequence[UUID]) -> Sequence[str]:
        return []

    def paid(self, *, document_ids: Sequence[UUID], payment_id: UUID, transfer_id: UUID, by: object, at: datetime) -> None:
        return None


@dataclass(frozen=True)
class Shop:
    cast: Cast
    line: Facility
    supplier: UUID
    consent: Grant

    @property
    def party_id(self) -> UUID:
        return self.cast.shop

    @property
    def node(self) -> UUID:
        return self.line.limit_node_id


def shop(*, drawn: int = DRAWN) -> Shop:
    cast = loans.call_the_cast()
    with transaction.atomic():
        supplier = register_party(kind=Party.Kind.COMPANY, name_zh="丰收", name_en="Harvest", at=AT)
        open_accounts([deposit_of(supplier.pk)])
        consent = grant(party_id=cast.shop, purpose=CREDIT_ASSESSMENT.code, by=cast.owner, at=AT)
    return Shop(cast, loans.lend(cast, drawn), supplier.pk, consent)


@transaction.atomic
def fund(at: Shop, amount: int) -> None:
    """Money of her own, from outside."""
    account = deposit_of(at.party_id)
    post_transfer(key=f"fund/{uuid4()}", kind="opening", legs=[Leg(bank_account("cash", spread_by=account), -amount), Leg(account, amount)], at=AT)


@transaction.atomic
def set_aside(at: Shop, amount: int, document: UUID, *, when: datetime = AT, payer: UUID | None = None) -> Earmark:
    return actions.set_aside(payer_id=payer or at.party_id, document_id=document, amount_minor=amount, at=when)


@transaction.atomic
def keep(document: UUID, amount: int, *, when: datetime = AT) -> None:
    actions.keep_at_most(document_id=document, amount_minor=amount, at=when)


@transaction.atomic
def pay(at: Shop, amount: int, document: UUID, *, invoice: UUID | None = None, when: datetime = AT) -> Payment:
    """What a merchants' wing does when an invoice of a purchase is paid."""
    invoice = invoice or uuid4()
    actions.hand_over(payer_id=at.party_id, document_id=document, pays_id=invoice, amount_minor=amount, at=when)
    payees = [Payee(PORT, invoice, deposit_of(at.supplier), amount)]
    return create_payment(payer_id=at.party_id, method=NAME, payees=payees, by=at.cast.owner, at=when)


@transaction.atomic
def give_back(at: Shop, payment: Payment, amount: int, *, when: datetime = AT, key: str = "") -> None:
    invoice = payment.shares.get().document_id
    create_refund(
        payment_id=payment.pk, document_id=invoice, amount_minor=amount, reason="returned", key=key or uuid4().hex, by=at.cast.owner, at=when
    )


def aside(document: UUID) -> int:
    return sum(Earmark.objects.filter(document_id=document).values_list("aside_minor", flat=True))


def differences() -> list[str]:
    rooms = [(name, ports.proofs.named(name)) for name in ("ledger", "payments", "limits", "loans", "earmarks", "closing")]
    assert all(proof is not None for _name, proof in rooms)
    return [f"{name}: {line.name}: {wrong}" for name, proof in rooms if proof for line in proof.prove() for wrong in line.differences]
