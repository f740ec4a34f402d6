"""Group-buys and wallets in every state that somebody may see, and the pages that show them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import uuid4

from playwright.sync_api import Page

from ecosystem.kernel import clock
from ecosystem.payments.actions import work_on_all
from ecosystem.payments.public import BANK_ACCOUNT
from ecosystem.payments.simulators.acquirer import NAME as ACQUIRER
from ecosystem.places.public import Landmark
from merchants.groups.actions import complete_group, fail_late_groups
from merchants.orders.public import go_on_with_groups, go_on_with_rounds
from merchants.promotions.actions import void_coupon
from merchants.rounds.actions import call_off_round, close_rounds
from merchants.vouchers.public import buy_voucher, define_product, refund_voucher
from residents.baskets.actions import pay_order
from residents.family import links
from residents.family.public import way_of
from tests import dealing
from tests.cast import MORNING, Corner, actor
from tests.grouping import begun, joined, neighbours, offered
from tests.journeys.screen import Screen
from tests.merchants.cards.cast import card as a_card
from tests.merchants.cards.cast import plan as a_plan
from tests.merchants.cards.cast import rung
from tests.merchants.members.cast import member
from tests.residents.family.cast import agreed, asked
from tests.riding import HOUR, opened, opened_by
from tests.riding import joined as ride
from tests.trading import check_out, put


def group_screens(town: Corner) -> Iterator[Screen]:
    """One that forms, one that did not fill, one that the shop completed."""
    short, offer = offered(town, steps=((2, 420),), hours=1, sku_id=town.bread.pk), offered(town, sku_id=town.bread.pk, steps=((3, 700), (5, 600)))
    failed = begun(town, short, size=2)
    fail_late_groups(at=failed.expires_at)
    go_on_with_groups(at=failed.expires_at)
    friend, other = neighbours(2)
    completed = begun(town, offer, by=friend)
    complete_group(group_id=completed.pk, key=uuid4().hex, by=actor(town.owner), at=MORNING)
    forming = begun(town, offer)
    joined(forming, other)
    order = forming.orders.get(buyer=town.resident.party)
    yield Screen("groups", "/shop/groups/", town.owner)
    yield Screen("group", f"/g/{forming.code}/", town.resident)
    yield Screen("group-to-join", f"/g/{forming.code}/", town.outsider)
    yield Screen("group-visited", f"/g/{forming.code}/", None)
    yield Screen("group-completed", f"/g/{completed.code}/", town.resident)
    yield Screen("group-failed", f"/groups/find/?code={failed.code}", town.resident)
    yield Screen("group-begin", f"/groups/start/{offer.pk}/", town.resident)
    yield Screen("my-groups", "/groups/", town.resident)
    yield Screen("my-groups-empty", "/groups/", town.outsider)
    yield Screen("order-in-group", f"/orders/{order.pk}/", town.resident)


def round_screens(town: Corner, landmark: Landmark) -> Iterator[Screen]:
    """One that forms, one that is shared out, one that was called off, and one of a neighbour's shop to come along with."""
    now, [friend] = clock.now(), neighbours(1)
    told = {"at": now, "landmark": landmark.code, "begins_at": now + 4 * HOUR, "ends_at": now + 5 * HOUR}
    forming, shared, off = (opened(town, **told, cuts_off_at=now + timedelta(minutes=minutes)) for minutes in (180, 40, 50))
    opened_by(town.rival_shop, town.rival, gate="西门", **told, cuts_off_at=now + 2 * HOUR)
    for found in (forming, shared, off):
        ride(found, friend, town.milk, at=now)
        ride(found, town.resident, town.milk, at=now)
    call_off_round(round_id=off.pk, key=uuid4().hex, by=actor(town.owner), at=now)
    close_rounds(at=shared.cuts_off_at)
    go_on_with_rounds(at=shared.cuts_off_at)
    mine = shared.orders.get(buyer=town.resident.party)
    yield Screen("shop-rounds", "/shop/rounds/", town.owner)
    yield Screen("packing", f"/shop/orders/round/{shared.pk}/", town.owner)
    yield Screen("packing-early", f"/shop/orders/round/{forming.pk}/", town.owner)
    yield Screen("rounds-nowhere", "/rounds/", None)
    yield Screen("rounds", "/rounds/", town.resident, stand_at(landmark))
    yield Screen("round", f"/r/{forming.code}/", town.resident)
    yield Screen("round-visited", f"/r/{forming.code}/", None)
    yield Screen("round-shared", f"/r/{shared.code}/", town.resident)
    yield Screen("round-called-off", f"/r/{off.code}/", town.resident)
    yield Screen("my-rounds", "/rounds/mine/", town.resident)
    yield Screen("my-rounds-empty", "/rounds/mine/", town.outsider)
    yield Screen("order-in-round", f"/orders/{forming.orders.get(buyer=town.resident.party).pk}/", town.resident)
    yield Screen("order-round-shared", f"/orders/{mine.pk}/", town.resident)


def stand_at(landmark: Landmark) -> Callable[[Page], None]:
    """Say where she is, if she has not, and go back to the rounds."""

    def do(page: Page) -> None:
        if page.locator(".empty-state a[href='/nearby/']").count():
            page.locator(".empty-state a[href='/nearby/']").click()
            page.locator(f"form.places button[value='{landmark.code}']").click()
            page.wait_for_selector("#search")
            page.locator(".nearby-tools a[href='/rounds/']").click()
            page.wait_for_selector("#rounds .order-card")

    return do


def wallet_screens(town: Corner) -> Iterator[Screen]:
    """A coupon and a voucher to use, one of each that is over, and one to buy."""
    by = actor(town.resident)
    kinds = [dealing.coupon(town, name=name) for name in ("满减券", "回头券")]
    shown, gone = (dealing.claimed(each, town.resident) for each in kinds)
    void_coupon(coupon_id=gone.pk, reason="发错了", by=actor(town.owner), at=MORNING)
    told = {"shop_id": town.shop.pk, "sku_id": town.milk.pk}
    told |= {"uses": 5, "price_minor": 2_000, "valid_days": 90, "by": actor(town.owner), "at": MORNING}
    card = define_product(name="五次卡", key="five", **told)
    held, back = (buy_voucher(product_id=card.pk, method=BANK_ACCOUNT, key=key, by=by, at=MORNING).voucher for key in ("one", "two"))
    refund_voucher(voucher_id=back.pk, key="back", by=by, at=MORNING)
    plan = a_plan(town)
    prepaid = a_card(town, plan)
    pay_order(order_id=rung(town).pk, method=f"card/{prepaid.pk.hex}", key="prepaid", by=by, at=MORNING)
    small, sale = a_card(town, a_plan(town, price_minor=500, bonus_minor=50)), rung(town)
    asked = pay_order(order_id=sale.pk, method=f"card/{small.pk.hex}/{ACQUIRER}", key="beside", by=by, at=MORNING)
    work_on_all(at=MORNING)
    yield Screen("paying-beside", f"/pay/{asked}/waiting/", town.resident)
    yield Screen("shop-cards", "/shop/cards/", town.owner)
    yield Screen("my-card", f"/wallet/cards/{prepaid.pk}/", town.resident)
    yield Screen("card-to-buy", f"/wallet/cards/buy/{plan.pk}/", town.resident)
    yield Screen("wallet", "/wallet/", town.resident)
    yield Screen("wallet-used", "/wallet/?show=used", town.resident)
    yield Screen("wallet-over", "/wallet/?show=expired", town.resident)
    yield Screen("wallet-empty", "/wallet/", town.outsider)
    yield Screen("my-coupon", f"/wallet/coupons/{shown.pk}/", town.resident)
    yield Screen("my-voucher", f"/wallet/vouchers/{held.pk}/", town.resident)
    yield Screen("my-voucher-refunded", f"/wallet/vouchers/{back.pk}/", town.resident)
    yield Screen("voucher-to-buy", f"/wallet/buy/{card.pk}/", town.resident)
    yield Screen("shop-with-offers", f"/s/{town.shop.pk}/", town.outsider)


def member_screens(town: Corner) -> Iterator[Screen]:
    """A membership with points, one to join, and the shop's side of it."""
    member(town)
    dealing.coupon(town, name="积分券", points=60)
    yield Screen("shop-members", "/shop/members/", town.owner)
    yield Screen("memberships", "/wallet/memberships/", town.resident)
    yield Screen("memberships-empty", "/wallet/memberships/", town.rival)
    yield Screen("membership", f"/wallet/memberships/{town.shop.pk}/", town.resident)
    yield Screen("shop-to-join", f"/s/{town.shop.pk}/", town.outsider)


def family_screens(town: Corner) -> Iterator[Screen]:
    """Somebody pays for the resident, another has not answered yet, and she has paid for somebody herself."""
    waiting = asked(town.resident, "小舅")
    agreed(town.resident, town.rival, called="女儿", cap_minor=500)
    made = agreed(town.rival, town.resident)
    put(town.rival, town.milk)
    check_out(town.rival, method=way_of(made.pk))
    answer = f"/family/answer/{links.write(waiting.pk)}/"
    yield Screen("family", "/family/", town.resident)
    yield Screen("family-link", f"/family/?link={waiting.pk}", town.resident)
    yield Screen("family-own-link", answer, town.resident)
    yield Screen("family-answer", answer, town.outsider)
