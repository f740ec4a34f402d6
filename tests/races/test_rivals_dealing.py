"""Steps of requests for quotes, pools, promotions, budgets and coupons, each beside the step that would leave it without its premise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from ecosystem.audit.models import Act
from ecosystem.kernel.actor import Actor
from merchants.groups.actions import end_group_buy
from merchants.pools import actions as pools
from merchants.pools.models import Member, Pool
from merchants.procurement.actions import cancel_order
from merchants.promotions import actions as deals
from merchants.promotions.models import Budget, Coupon, Promotion
from merchants.promotions.public import Terms
from merchants.sourcing import actions, links
from merchants.sourcing.models import Quotation, Rfq
from merchants.stock.public import Level
from tests import asking, cast, dealing, pooling
from tests.asking import IN_TWO_DAYS, Bazaar
from tests.buying import D
from tests.cast import MORNING, Corner, actor
from tests.grouping import offered
from tests.pooling import CLOSES, Street
from tests.rivals import Race, acts_about, race, state_of

pytestmark = pytest.mark.race
LATER = MORNING + timedelta(days=40)


@dataclass(frozen=True)
class Town:
    street: Street
    at: Bazaar
    bank: Actor

    @property
    def corner(self) -> Corner:
        return self.at.town.corner

    @property
    def owner(self) -> Actor:
        return actor(self.corner.owner)


@pytest.fixture(scope="module")
def town(committed_throughout: str) -> Town:
    street = pooling.street()
    return Town(street, asking.bazaar(town=street.town), dealing.operator())


def by_buyer(verb: Any, **more: Any) -> Any:
    return lambda town, rfq: verb(rfq_id=rfq.pk, by=town.owner, at=MORNING, **more)


def draft(town: Town, key: str) -> Rfq:
    return asking.drafted(town.at, key=key)


def rewrite(town: Town, rfq: Rfq) -> Rfq:
    said = {"wants": asking.wants(town.at, free=True), "supplier_ids": [town.at.village.pk], "answer_by": IN_TWO_DAYS, "seen_version": rfq.version}
    return actions.rewrite_rfq(rfq_id=rfq.pk, **said, by=town.owner, at=MORNING)


def invite(town: Town, rfq: Rfq) -> Rfq:
    return actions.invite_more(rfq_id=rfq.pk, supplier_ids=[town.at.village.pk], by=town.owner, at=MORNING)


def name_bags(town: Town, rfq: Rfq) -> object:
    return actions.name_line(rfq_id=rfq.pk, position=2, sku_id=town.corner.bread.pk, per_unit=D(1), by=town.owner, at=MORNING)


def of_one(town: Town) -> Quotation:
    """The only one asked, inside the circle."""
    return asking.quotation(asking.asked(town.at, suppliers=[town.at.town.supplier]), town.at.town.supplier)


def of_village(town: Town) -> Quotation:
    return asking.quotation(asking.asked(town.at), town.at.village)


def decline(town: Town, one: Quotation) -> Quotation:
    return actions.decline_quote(quotation_id=one.pk, reason="none", by=actor(town.at.town.wholesaler), at=MORNING)


def view(town: Town, one: Quotation) -> Quotation:
    return actions.view_quotation(quotation_id=one.pk, by=actor(town.at.town.wholesaler), at=MORNING)


def invite_beside(town: Town, one: Quotation) -> Rfq:
    return invite(town, one.rfq)


def decline_by_link(_town: Town, one: Quotation) -> Quotation:
    return actions.decline_by_link(token=links.write(one, at=MORNING), reason="none", at=MORNING)


def view_by_link(_town: Town, one: Quotation) -> Quotation:
    return actions.view_by_link(token=links.write(one, at=MORNING), at=MORNING)


def request_of(_town: Town, one: Quotation) -> tuple[str, int]:
    return state_of(one.rfq), one.rfq.quotations.count()


def pool(town: Town) -> Pool:
    return pooling.opened(town.street)


def join(quantity: str) -> Any:
    return lambda town, it: pooling.joined(it, town.street.neighbours[0], quantity)


def given_up(town: Town) -> Member:
    """Ordered together, and then the order called off."""
    made = pooling.opened(town.street, "30")
    pools.close_pool(pool_id=made.pk, at=CLOSES)
    member = made.members.get()
    assert member.order
    cancel_order(order_id=member.order_id, reason="no", by=town.owner, at=CLOSES)
    return member


def settle(_town: Town, member: Member) -> Member | None:
    return pools.settle_deposit(member_id=member.pk, at=CLOSES)


LADDER: dict[str, Any] = {"steps": ((3_000, 300),)}


def drafted(town: Town) -> Promotion:
    return dealing.drafted(town.corner.shop, town.corner.owner, "ladder", **LADDER)


def running(town: Town) -> Promotion:
    return deals.publish_promotion(promotion_id=drafted(town).pk, key=uuid4().hex, by=town.owner, at=MORNING)


def flash(town: Town, *, starts: timedelta = timedelta()) -> Promotion:
    sku = cast.article(town.corner.shop, town.corner.owner, stock="20", name="Jam")
    terms = Terms(kind="flash", name="Jam", starts_at=MORNING + starts, ends_at=LATER, sku_ids=(sku.pk,), price_minor=100, allotted=5)
    return deals.draft_promotion(shop_id=town.corner.shop.pk, terms=terms, key=uuid4().hex, by=town.owner, at=MORNING)


def due(town: Town) -> Promotion:
    """A flash sale whose hour comes in an hour."""
    return deals.publish_promotion(promotion_id=flash(town, starts=timedelta(hours=1)).pk, key=uuid4().hex, by=town.owner, at=MORNING)


def by_manager(verb: Any, **more: Any) -> Any:
    return lambda town, it: verb(promotion_id=it.pk, key=uuid4().hex, by=town.owner, at=MORNING, **more)


def reword(town: Town, it: Promotion) -> Promotion:
    terms = Terms(kind="ladder", name="Again", starts_at=MORNING, **LADDER)
    return deals.change_promotion(promotion_id=it.pk, terms=terms, version=it.version, by=town.owner, at=MORNING)


def turn(_town: Town, _it: object) -> int:
    return deals.turn_promotion(at=MORNING + timedelta(hours=1))


def off_the_shelf(_town: Town, it: Promotion) -> tuple[str, int]:
    return state_of(it), int(Level.objects.get(sku=it.scopes.get().sku_id).reserved)


def late_coupon(town: Town) -> Coupon:
    deals.expire_coupons(at=LATER)
    return dealing.claimed(dealing.coupon(town.corner), town.corner.resident)


def expire(_town: Town, _it: object) -> int:
    return deals.expire_coupons(at=LATER)


def budget(town: Town) -> Budget:
    return dealing.budget(town.bank, amount_minor=1_000)


def fund(town: Town, it: Budget) -> Budget:
    return deals.fund_budget(budget_id=it.pk, amount_minor=500, key=uuid4().hex, by=town.bank, at=MORNING)


def take_back(town: Town, it: Budget) -> Budget:
    return deals.withdraw_budget(budget_id=it.pk, amount_minor=600, key=uuid4().hex, by=town.bank, at=MORNING)


def stop(town: Town, it: Budget) -> Budget:
    return deals.stop_budget(budget_id=it.pk, key=uuid4().hex, by=town.bank, at=MORNING)


def left_and_told(_town: Town, it: Budget) -> tuple[int, list[int]]:
    """What is left, and what was left in the trail's words when it was stopped."""
    it.refresh_from_db()
    told = Act.objects.filter(target=f"promotions.budget/{it.pk}", act="promotions.stop_budget")
    return it.left_minor, [after["left_minor"] for after in told.values_list("after", flat=True)]


RACES = [
    race("one key drafts one request", lambda _town: uuid4().hex, draft, draft,
         shows=lambda town, _key: Rfq.objects.filter(shop=town.corner.shop).count(), ends={"1: Rfq StillRunning"}),
    race("a draft is rewritten by two", lambda town: asking.drafted(town.at), rewrite, rewrite, ends={"draft: Rfq RfqMoved"}),
    race("a line is named while its draft is rewritten", lambda town: asking.drafted(town.at, free=True), rewrite, name_bags,
         ends={"draft: Rfq RfqLine"}),
    race("one more is asked by two", lambda town: asking.asked(town.at, suppliers=[town.at.town.supplier]), invite, invite,
         shows=lambda _town, it: it.quotations.count(), ends={"2: NobodyAsked Rfq"}),
    race("one more is asked while the only one declines", of_one, decline, invite_beside, shows=request_of,
         ends={"('sent', 2): Quotation Rfq", "('expired', 1): Quotation RfqMoved"}),
    race("a quotation is looked at and declined", of_one, decline, view, ends={"declined: Quotation Quotation"}),
    race("a quotation is declined by two", of_one, decline, decline, ends={"declined: Quotation RfqMoved"}),
    race("a link looks at a quotation and declines it", of_village, decline_by_link, view_by_link, ends={"declined: Quotation Quotation"}),
    race("a link declines twice", of_village, decline_by_link, decline_by_link, ends={"declined: Quotation TooLate"}),
    race("a neighbour joins on two phones", pool, join("20"), join("20"),
         shows=lambda town, it: it.members.filter(shop=town.street.neighbours[0][1]).count(), ends={"1: Member Member"}),
    race("a deposit is settled by two", given_up, settle, settle, shows=lambda _town, it: Member.objects.get(pk=it.pk).deposit,
         ends={"forfeited: Member NoneType", "given_back: Member NoneType"}),
    race("a group-buy is ended by two", lambda town: offered(town.corner),
         *[lambda town, it: end_group_buy(group_buy_id=it.pk, by=town.owner, at=MORNING)] * 2,
         shows=lambda _town, it: acts_about(f"groups.groupbuy/{it.pk}", "groups.end"), ends={"1: GroupBuy GroupBuy"}),
    race("a draft is changed and published", drafted, by_manager(deals.publish_promotion), reword,
         ends={"published: Promotion Promotion", "published: Promotion PromotionMoved"}),
    race("a draft is changed by two", drafted, reword, reword, ends={"draft: Promotion PromotionChanged"}),
    race("a flash sale is published by two", flash, *[by_manager(deals.publish_promotion)] * 2, shows=off_the_shelf,
         ends={"('published', 5): Promotion PromotionMoved"}),
    race("a promotion is paused by two", running, *[by_manager(deals.pause_promotion)] * 2, ends={"paused: Promotion PromotionMoved"}),
    race("a flash sale begins for two workers", due, turn, turn, shows=off_the_shelf, ends={"('published', 5): 0 1"}),
    race("coupons end for two workers", late_coupon, expire, expire, ends={"expired: 0 1"}),
    race("a budget is paid into and stopped", budget, fund, stop, shows=left_and_told,
         ends={"(1500, [1500]): Budget Budget", "(1000, [1000]): Budget BudgetNotFound"}),
    race("a budget is stopped by two", budget, stop, stop, shows=left_and_told, ends={"(1000, [1000]): Budget Budget"}),
    race("more is taken out of a budget than is left", budget, take_back, take_back, shows=left_and_told,
         ends={"(400, []): Budget BudgetTooSmall"}),
]  # fmt: skip


@pytest.mark.parametrize("each", RACES)
def test_neck_and_neck(town: Town, each: Race) -> None:
    each.run(town)
