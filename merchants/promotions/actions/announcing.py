"""Telling customers of a promotion: only those who let the shop, and once a week at most."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.verbs import entry
from ecosystem.notices.public import notify_all
from merchants.customers.public import takers_of_offers

from .. import access
from ..errors import AnnouncedLately, NobodyTakesOffers, PromotionMoved
from ..models import Announcement, Promotion


@entry
def announce_promotion(*, promotion_id: UUID, by: Actor, at: datetime) -> Announcement:
    """Tell everybody who takes the shop's offers of a promotion that runs; doing it again changes nothing.

    Raises:
        PromotionNotFound: not of a shop that the actor manages.
        PromotionMoved: it does not run.
        NobodyTakesOffers: nobody has asked for this shop's offers.
        AnnouncedLately: the shop announced another one this week.
    """
    promotion = access.promotion_for(by, promotion_id, lock=True)
    earlier = Announcement.objects.filter(promotion=promotion).first()
    if earlier is not None:
        return earlier
    if promotion.status != Promotion.Status.PUBLISHED:
        raise PromotionMoved(status=promotion.get_status_display())
    takers = takers_of_offers(promotion.shop_id)
    if not takers:
        raise NobodyTakesOffers
    today = business_date(at)
    announced = Announcement(promotion=promotion, shop_id=promotion.shop_id, week_on=today - timedelta(days=today.weekday()), told=len(takers), at=at)
    try:
        with transaction.atomic():
            announced.save(force_insert=True)
    except IntegrityError as error:
        raise AnnouncedLately from error
    values = {"shop": promotion.shop.name_zh, "name": promotion.name}
    notify_all([(party_id, "offer_from_shop", f"promotion/{promotion.pk}/offer", values) for party_id in takers], at=at)
    record("promotions.announce", target=promotion, by=by, at=at, after={"told": len(takers)}, about=promotion.shop_id)
    return announced
