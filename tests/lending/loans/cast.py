"""A shop owner with a line, her rival, and days that pass."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from django.db import transaction

from ecosystem import ports
from ecosystem.identity.public import Membership, Party, Person, give_role, register_party, register_person
from ecosystem.kernel.actor import Actor
from ecosystem.ledger.public import Leg, bank_account, deposit_of, open_accounts, post_transfer
from lending.loans.actions import LineTerms, open_loan
from lending.loans.models import Facility
from lending.products.public import LINE, current_product

# Ten in the morning in China on 2 November.
AT = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
TODAY = AT.date()
# The least draw of the line's first terms.
LEAST = 50_000


def days(number: int) -> datetime:
    return AT + timedelta(days=number)


@dataclass(frozen=True)
class Cast:
    shop: UUID
    rival_shop: UUID
    owner: Actor
    clerk: Actor
    rival: Actor


def person(name: str) -> Person:
    return register_person(email=f"{name}.{uuid4().hex[:8]}@example.com", name_zh=name, name_en=name, password="a long password", at=AT)


def actor(someone: Person) -> Actor:
    return Actor(person_id=someone.pk, party_id=someone.party_id)


@transaction.atomic
def call_the_cast() -> Cast:
    shop = register_party(kind=Party.Kind.SOLE_TRADER, name_zh="阿梅鲜果", name_en="Mei's Fruit", at=AT)
    rival_shop = register_party(kind=Party.Kind.SOLE_TRADER, name_zh="对门鲜果", name_en="Fruit Opposite", at=AT)
    mei, clerk, rival = person("mei"), person("clerk"), person("rival")
    give_role(person=mei, party=shop, role=Membership.Role.OWNER, at=AT)
    give_role(person=clerk, party=shop, role=Membership.Role.CLERK, at=AT)
    give_role(person=rival, party=rival_shop, role=Membership.Role.OWNER, at=AT)
    open_accounts([deposit_of(shop.pk), deposit_of(rival_shop.pk)])
    return Cast(shop.pk, rival_shop.pk, actor(mei), actor(clerk), actor(rival))


def terms(*, limit_minor: int = 5_000_000, rate: str = "0.099000", withhold_bp: int = 1_000, term_days: int = 365) -> LineTerms:
    product = current_product(LINE, AT)
    return LineTerms(product, product.min_principal_minor, limit_minor, Decimal(rate), withhold_bp, term_days, "stock")


@transaction.atomic
def lend(cast: Cast, principal_minor: int = 3_600_000, *, at: datetime = AT, agreed: LineTerms | None = None) -> Facility:
    return open_loan(borrower_id=cast.shop, offer_id=uuid4(), terms=agreed or terms(), principal_minor=principal_minor, by=cast.owner, at=at)


@transaction.atomic
def settle(cast: Cast, base_minor: int, *, at: datetime, payout_id: UUID | None = None, carried_minor: int = 0) -> int:
    """What a payouts room does: ask for claims, then move the money in one transfer; answers what was withheld."""
    payout_id = payout_id or uuid4()
    claimant = ports.settlement_claims.named("loan")
    assert claimant is not None
    view = ports.PayoutView(payout_id=payout_id, party_id=cast.shop, currency="CNY", base_minor=base_minor, carried_minor=carried_minor)
    claims = claimant.claims(payout=view, at=at)
    taken = [Leg(code, amount) for claim in claims for code, amount in claim.legs]
    withheld = sum(claim.amount_minor for claim in claims)
    assert sum(leg.amount_minor for leg in taken) == withheld
    legs = [Leg(bank_account("cash", spread_by="test"), -base_minor), Leg(deposit_of(cast.shop), base_minor - withheld), *taken]
    if base_minor > 0:
        post_transfer(key=f"payout/{payout_id}", kind="payout", legs=legs, at=at)
    return withheld


def differences() -> list[str]:
    """What the books of the ledger and of lending say against each other."""
    rooms = [(name, proof) for name in ("ledger", "limits", "loans", "closing") if (proof := ports.proofs.named(name)) is not None]
    assert len(rooms) == 4
    return [f"{name}: {line.name}: {difference}" for name, proof in rooms for line in proof.prove() for difference in line.differences]
