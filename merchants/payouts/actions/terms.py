"""On what terms a shop is paid out: the owner's choice, and the bank's reserve."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from ecosystem import ports
from ecosystem.audit.public import record
from ecosystem.identity.public import require_operator
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.verbs import entry
from merchants.shops.public import OWNERS, Shop, shop_for

from ..errors import BadReserve, BadTerms
from ..models import PayoutTerms
from ..queries import terms_of

MOST_RESERVE_BP = 5_000


@dataclass(frozen=True, slots=True)
class TermsChoice:
    """What the owner chooses; without a rail the money goes into the shop's account at this bank."""

    schedule: str
    weekday: int = 0
    minimum_minor: int = 0
    rail: str = ""
    bank_code: str = ""
    account_no: str = ""
    holder: str = ""

    def sound(self) -> bool:
        account = [self.rail, self.bank_code, self.account_no, self.holder]
        named = not any(account) or (all(account) and self.account_no.isdecimal() and ports.payout_rails.named(self.rail) is not None)
        return named and self.schedule in PayoutTerms.Schedule.values and 0 <= self.weekday <= 6 and self.minimum_minor >= 0


@entry
def change_terms(*, shop_id: UUID, choice: TermsChoice, by: Actor, at: datetime) -> PayoutTerms:
    """Choose when and where to a shop is paid from now on; what is on its way keeps its way.

    Raises:
        NotFound: not a shop that the actor owns.
        BadTerms: an unknown schedule or rail, an account named by half, a negative minimum.
    """
    shop = shop_for(by, shop_id, OWNERS, lock=True)
    if not choice.sound():
        raise BadTerms
    before = terms_of(shop.pk)
    terms, _new = PayoutTerms.objects.update_or_create(shop=shop, defaults=asdict(choice))
    told = {name: getattr(before, name) for name in asdict(choice)}
    record("payouts.change_terms", target=f"shop/{shop.pk}", by=by, at=at, before=told, after=asdict(choice), about=shop.pk)
    return terms


@entry
def set_reserve(*, shop_id: UUID, reserve_bp: int, cap_minor: int, by: Actor, at: datetime) -> PayoutTerms:
    """Keep a part of each payout of a shop until so much is kept.

    Raises:
        NotFound: not an operator, or no such shop.
        BadReserve: more than half, or an amount below nothing.
    """
    require_operator(by)
    # The owner's choice is the same row: whoever comes second finds what the first wrote.
    shop = Shop.objects.select_for_update(no_key=True).filter(pk=shop_id).first()
    if shop is None:
        raise NotFound
    if not 0 <= reserve_bp <= MOST_RESERVE_BP or cap_minor < 0:
        raise BadReserve
    before = terms_of(shop.pk)
    terms, _new = PayoutTerms.objects.update_or_create(shop=shop, defaults={"reserve_bp": reserve_bp, "reserve_cap_minor": cap_minor})
    was, now = ({"reserve_bp": one.reserve_bp, "cap_minor": one.reserve_cap_minor} for one in (before, terms))
    record("payouts.set_reserve", target=f"shop/{shop.pk}", by=by, at=at, before=was, after=now, about=shop.pk)
    return terms
