"""Short ways to promotions in the tests: drafted, published, claimed, funded."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from ecosystem.identity.public import Membership, Party, Person
from ecosystem.kernel.actor import Actor
from merchants.promotions.public import Budget, Coupon, Promotion, Terms, claim_coupon, draft_promotion, fund_budget, open_budget, publish_promotion
from merchants.shops.public import Shop
from tests import cast
from tests.cast import MORNING, Corner, actor


def drafted(of: Shop, owner: Person, kind: str, **terms: Any) -> Promotion:
    said = Terms(kind=kind, name=terms.pop("name", kind.title()), starts_at=MORNING, **terms)
    return draft_promotion(shop_id=of.pk, terms=said, key=uuid4().hex, by=actor(owner), at=MORNING)


def running(town: Corner, kind: str, **terms: Any) -> Promotion:
    made = drafted(town.shop, town.owner, kind, **terms)
    return publish_promotion(promotion_id=made.pk, key=uuid4().hex, by=actor(town.owner), at=MORNING)


def ladder(town: Corner, *steps: tuple[int, int], **terms: Any) -> Promotion:
    return running(town, "ladder", steps=steps or ((3_000, 300), (6_000, 800)), **terms)


def coupon(town: Corner, *, threshold_minor: int = 2_000, off_minor: int = 500, **terms: Any) -> Promotion:
    return running(town, "coupon", threshold_minor=threshold_minor, off_minor=off_minor, **terms)


def claimed(promotion: Promotion, by: Person, *, key: str = "", at: Any = MORNING) -> Coupon:
    return claim_coupon(promotion_id=promotion.pk, key=key or uuid4().hex, by=actor(by), at=at)


def operator() -> Actor:
    return actor(cast.banker(Membership.Role.OPERATOR, "operator"))


def budget(by: Actor, *, amount_minor: int = 10_000, share_pct: int = 50, party_id: UUID | None = None, shop: Shop | None = None) -> Budget:
    made = open_budget(party_id=party_id, name="Spring", share_pct=share_pct, shop_id=shop.pk if shop else None, key=uuid4().hex, by=by, at=MORNING)
    return fund_budget(budget_id=made.pk, amount_minor=amount_minor, key=uuid4().hex, by=by, at=MORNING)


def parts_of(found: Budget) -> tuple[int, int, int]:
    """Reserved, spent and left."""
    found.refresh_from_db()
    return found.reserved_minor, found.spent_minor, found.left_minor


def supplier_party(owner: Person) -> Party:
    return Party.objects.get(memberships__person=owner, memberships__role=Membership.Role.OWNER)
