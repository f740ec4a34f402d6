"""What the street's people do besides: prepaid cards, points, group-buys, riding and reviews. Importing it adds the acts."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from ecosystem.payments.public import BANK_ACCOUNT
from merchants.aftersale.actions import reward_members
from merchants.cards import actions as cards
from merchants.cards.models import PrepaidCard
from merchants.cards.rules import token_of, way_of
from merchants.delivery import actions as riding
from merchants.delivery.models import Delivery
from merchants.groups import actions as groups
from merchants.groups.models import Group
from merchants.members import actions as members
from merchants.orders.actions.gathering import go_on_with_groups
from merchants.orders.public import Order, Wanted, code_of
from merchants.promotions.public import claim_coupon
from merchants.reviews import actions as reviews
from merchants.reviews.models import Complaint, Review
from merchants.till import actions as till
from residents.baskets.actions import checkout, pay_order, put_in_basket
from residents.joining.actions import join_group, start_group
from tests import busy, dealing, grouping
from tests.busy import ACTS, IDLE, D, act, key, some
from tests.cast import actor
from tests.merchants.cards import cast as carding
from tests.merchants.members.cast import programme
from tests.merchants.staff.cast import hired
from tests.trading import wish

# Goods of a grocer can't come back any more.
WINDOW = timedelta(days=8)


class Street(busy.Street):
    def _furnish(self) -> None:
        super()._furnish()
        # No order stands in the way of a card's bonus: it comes out of the shop's account.
        self.plan = carding.plan(self.corner, price_minor=2_003, bonus_minor=201, funded=500_000)
        programme(self.corner)
        self.reward = dealing.coupon(self.corner, name="Reward", threshold_minor=1_000, off_minor=100, total=500, per_person=50, points=5)
        self.group_buy = grouping.offered(self.corner, steps=((2, 400), (3, 350)), hours=1)
        self.riders = [actor(hired(self.shop, "rider")) for _ in range(2)]


def _card(at: Any, chance: random.Random) -> Any:
    return some(PrepaidCard.objects.filter(status="active"), chance)


def _holder(at: Any, card: PrepaidCard) -> Any:
    return next(actor(person) for person in at.residents if person.party_id == card.holder_id)


def _rung(at: Any, chance: random.Random) -> Order:
    sku = chance.choice(at.skus)
    wanted = [Wanted(sku.pk, D(chance.randint(1, 3)), sku.price_minor)]
    return till.ring_up(shop_id=at.shop.pk, wanted=wanted, key=key(), by=at.owner, at=at.now)


@act
def buys_card(at: Any, chance: random.Random) -> object:
    method = chance.choice([BANK_ACCOUNT, BANK_ACCOUNT, busy.SLOW_BANK])
    return cards.buy_card(plan_id=at.plan.pk, method=method, key=key(), by=actor(chance.choice(at.residents)), at=at.now)


@act
def pays_by_card(at: Any, chance: random.Random) -> object:
    card = _card(at, chance)
    if card is None:
        return IDLE
    return pay_order(order_id=_rung(at, chance).pk, method=way_of(card.pk), key=key(), by=_holder(at, card), at=at.now)


@act
def shows_card(at: Any, chance: random.Random) -> object:
    card = _card(at, chance)
    if card is None:
        return IDLE
    return till.take_by_pay_code(order_id=_rung(at, chance).pk, code=token_of(card.pk, at.now), key=key(), by=at.owner, at=at.now)


@act
def checks_out_by_card(at: Any, chance: random.Random) -> object:
    card = _card(at, chance)
    if card is None:
        return IDLE
    holder = next(person for person in at.residents if person.party_id == card.holder_id)
    put_in_basket(sku_id=at.corner.milk.pk, quantity=D(chance.randint(1, 4)), by=actor(holder), at=at.now)
    return checkout(wish=wish(holder, method=way_of(card.pk), at=at.now), key=key(), by=actor(holder), at=at.now)


@act
def ends_card(at: Any, chance: random.Random) -> object:
    card = _card(at, chance)
    if card is None or chance.random() < 0.5:
        return IDLE
    return cards.end_card(card_id=card.pk, key=key(), by=_holder(at, card), at=at.now)


@act
def membership_moves(at: Any, chance: random.Random) -> object:
    it: dict[str, Any] = {"shop_id": at.shop.pk, "by": actor(chance.choice(at.residents)), "at": at.now}
    return members.leave_shop(**it) if chance.random() < 0.1 else members.join_shop(**it)


@act
def points_are_spent(at: Any, chance: random.Random) -> object:
    return claim_coupon(promotion_id=at.reward.pk, key=key(), by=actor(chance.choice(at.residents)), at=at.now)


@act
def points_are_swept(at: Any, chance: random.Random) -> object:
    steps: list[Callable[[], object]] = [
        lambda: reward_members(shop_id=at.shop.pk, at=at.now + WINDOW),
        lambda: reward_members(shop_id=at.shop.pk, at=at.now + WINDOW),
        lambda: members.expire_points(at=at.now + timedelta(days=373)),
        lambda: members.recount_levels(at=at.now + timedelta(days=9)),
        lambda: cards.lapse_bonus(at=at.now + timedelta(days=364, hours=23)),
    ]
    return chance.choice(steps)()


@act
def group_moves(at: Any, chance: random.Random) -> object:
    it: dict[str, Any] = {"method": chance.choice([BANK_ACCOUNT, BANK_ACCOUNT, busy.SLOW_BANK]), "key": key()}
    it |= {"by": actor(chance.choice(at.residents)), "at": at.now}
    group = some(Group.objects.filter(status="forming"), chance)
    if group is None or chance.random() < 0.2:
        return start_group(group_buy_id=at.group_buy.pk, size=chance.choice([2, 3]), **it)
    return join_group(code=group.code, **it)


ACTS.append(group_moves)


@act
def group_ends(at: Any, chance: random.Random) -> object:
    group = some(Group.objects.filter(status="forming"), chance)
    if group is None or chance.random() < 0.6:
        return IDLE
    if chance.random() < 0.3:
        return groups.complete_group(group_id=group.pk, key=key(), by=at.owner, at=at.now)
    return groups.fail_late_groups(at=group.expires_at)


@act
def groups_go_on(at: Any, chance: random.Random) -> object:
    return go_on_with_groups(at=at.now)


@act
def rider_moves(at: Any, chance: random.Random) -> object:
    rider = chance.choice(at.riders)
    delivery = some(Delivery.objects.filter(rider=rider.person_id, status__in=["assigned", "accepted", "at_store", "picked_up", "failed"]), chance)
    if delivery is None:
        order = some(Order.objects.filter(shop=at.shop, status="ready", channel="delivery"), chance)
        if order is None:
            return IDLE
        if chance.random() < 0.5:
            return riding.claim(order_id=order.pk, by=rider, at=at.now)
        return riding.assign(order_id=order.pk, rider_id=rider.person_id, by=at.owner, at=at.now)
    it: dict[str, Any] = {"delivery_id": delivery.pk, "by": rider, "at": at.now}
    code = code_of(delivery.order_id) if chance.random() < 0.7 else "0"
    steps: list[Callable[[], object]] = [
        lambda: riding.accept(**it),
        lambda: riding.decline(**it),
        lambda: riding.arrive(**it),
        lambda: riding.pick_up(**it),
        lambda: riding.pick_up(**it),
        lambda: riding.deliver(code=code, key=key(), **it),
        lambda: riding.deliver(code=code, key=key(), **it),
        lambda: riding.fail(reason=chance.choice(["nobody_there", "refused", "accident"]), **it),
        lambda: riding.try_again(**it),
        lambda: riding.bring_back(**{**it, "by": at.owner}, key=key()),
        lambda: riding.withdraw_ended(order_id=delivery.order_id, at=at.now),
    ]
    return chance.choice(steps)()


ACTS.extend([rider_moves, rider_moves])


@act
def review_moves(at: Any, chance: random.Random) -> object:
    order = some(Order.objects.filter(shop=at.shop, status="completed", buyer__in=[person.party_id for person in at.residents]), chance)
    review = some(Review.objects.filter(shop=at.shop), chance)
    if order is not None and (review is None or chance.random() < 0.5):
        buyer = next(actor(person) for person in at.residents if person.party_id == order.buyer_id)
        wording = reviews.Wording(chance.randint(1, 5), "fresh", {1: chance.randint(1, 5)})
        return reviews.write_review(order_id=order.pk, wording=wording, key=key(), by=buyer, at=at.now)
    if review is None:
        return IDLE
    it: dict[str, Any] = {"review_id": review.pk, "at": at.now}
    steps: list[Callable[[], object]] = [
        lambda: reviews.reply_to_review(text="thanks", by=at.owner, **it),
        lambda: reviews.report_review(reason="abuse", key=key(), by=at.owner, **it),
        lambda: reviews.edit_review(wording=reviews.Wording(3, "so so"), by=_writer(at, review), **it),
    ]
    return chance.choice(steps)()


def _writer(at: Any, review: Review) -> Any:
    return next((actor(person) for person in at.residents if person.party_id == review.buyer_id), at.owner)


@act
def complaint_is_decided(at: Any, chance: random.Random) -> object:
    complaint = some(Complaint.objects.filter(status="open"), chance)
    if complaint is None:
        return IDLE
    it: dict[str, Any] = {"complaint_id": complaint.pk, "key": key(), "at": at.now}
    if complaint.decision:
        return reviews.second(agree=chance.random() < 0.7, by=at.second, **it)
    return reviews.decide(grant=chance.random() < 0.7, reason="seen", by=at.operator, **it)
