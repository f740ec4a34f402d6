"""How a merchant is taxed, as it says itself."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.taxes import MOST_TAX_BP
from ecosystem.kernel.verbs import entry
from ecosystem.once.public import once
from merchants.shops.public import ACCOUNTANTS, Shop, shop_for

from .actions import require_open
from .errors import BadTaxTerms
from .models import Taxpayer
from .queries import taxpayer_on


@entry
def set_taxpayer(
    *, shop_id: UUID, is_general: bool, rate_bp: int | None, delivery_bp: int | None = None, from_on: date, key: str, by: Actor, at: datetime
) -> Taxpayer:
    """Say how the merchant of a shop is taxed from a month on, at all its shops. The same key says it once.

    Raises:
        NotFound: not a shop that the actor owns or keeps the books of.
        BadTaxTerms: not the first day of a month, no rate, or a general taxpayer without one.
        PeriodClosed: a shop of the merchant has closed that month.
    """
    body = {"shop": shop_id, "general": is_general, "rate": rate_bp, "from": from_on} | ({} if delivery_bp is None else {"delivery": delivery_bp})
    with once(key, verb="periods.set_taxpayer", by=by, body=body, at=at) as turn:
        shop = shop_for(by, shop_id, ACCOUNTANTS)
        if turn.earlier:
            return Taxpayer.objects.get(pk=turn.earlier["taxpayer"])
        said = [rate for rate in (rate_bp, delivery_bp) if rate is not None]
        if from_on.day != 1 or (is_general and rate_bp is None) or not all(0 <= rate <= MOST_TAX_BP for rate in said):
            raise BadTaxTerms
        for each in Shop.objects.filter(party=shop.party_id).order_by("pk").values_list("pk", flat=True):
            require_open(each, from_on, at=at)
        stood = taxpayer_on(shop.party_id, from_on)
        made = Taxpayer.objects.create(
            party_id=shop.party_id, from_on=from_on, is_general=is_general, rate_bp=rate_bp, delivery_bp=delivery_bp, by_id=by.person_id, at=at
        )
        before, after = (_told(one) if one else None for one in (stood, made))
        record("periods.set_taxpayer", target=f"taxpayer/{made.pk}", by=by, at=at, before=before, after=after, about=shop.pk)
        turn.remember(taxpayer=made.pk)
        return made


def _told(said: Taxpayer) -> dict[str, object]:
    return {"from": said.from_on.isoformat(), "general": said.is_general, "rate_bp": said.rate_bp, "delivery_bp": said.delivery_bp}
