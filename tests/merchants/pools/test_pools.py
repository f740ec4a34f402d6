"""Neighbours buy together: the price that they reach, the deposits, what each sees, and what is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.urls import get_resolver, resolve
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.kernel.errors import DomainError, NotFound
from ecosystem.ledger.public import InsufficientFunds, balance_of, deposit_of, free_of
from ecosystem.notices.models import Notice
from merchants.pools import actions, errors, rules
from merchants.pools.models import LadderStep, Member, Pool, PoolStep
from merchants.pools.rules import Step
from merchants.pools.tasks import settle_due
from merchants.procurement.models import Order, Source
from tests import buying, pooling
from tests.buying import D
from tests.cast import MORNING, actor
from tests.merchants.test_access import routes
from tests.merchants.test_budgets import statements
from tests.pooling import CLOSES, MONEY, Street
from tests.trading import Api, differences

pytestmark = pytest.mark.django_db
FIFTH = 20 * 7_000 // 5


@pytest.fixture
def at() -> Iterator[Street]:
    with time_machine.travel(MORNING, tick=False):
        yield pooling.street()


def free(shop: Any) -> int:
    return free_of(deposit_of(shop.party_id))


def standing() -> list[object]:
    members = Member.objects.order_by("pk").values_list("status", "deposit", "quantity")
    rows = [Pool.objects.order_by("pk").values_list("status", "confirmed"), members]
    return [*map(list, rows), LadderStep.objects.count(), Order.objects.count()]


def refuses(refusal: type[DomainError], act: Callable[[], object]) -> None:
    before = standing()
    with pytest.raises(refusal):
        act()
    assert standing() == before


def test_a_pool_that_fills_is_an_order_for_each_at_the_price_they_reached(at: Street) -> None:
    pool = pooling.opened(at)
    for who in at.neighbours:
        pooling.joined(pool, who)
        assert free(who[1]) == MONEY
        pooling.confirmed(pool, who, key="k")
        pooling.confirmed(pool, who, key="k")
    assert [free(shop) for _owner, shop in (at.first, *at.neighbours)] == [MONEY - FIFTH] * 3
    assert differences() == []
    settle_due(at=CLOSES - timedelta(seconds=1))
    assert Order.objects.count() == 0
    settle_due(at=CLOSES)
    settle_due(at=CLOSES)
    pool.refresh_from_db()
    # 60 cases together: the second step.
    assert (pool.status, pool.unit_minor) == ("ordered", 6_500)
    orders = list(Order.objects.order_by("pk"))
    assert {order.shop_id for order in orders} == {shop.pk for _owner, shop in (at.first, *at.neighbours)}
    assert {(order.status, order.total_minor, order.lines.get().article_id) for order in orders} == {("sent", 130_000, at.town.case.pk)}
    # One order begins billed after its goods, as all do; the two may agree otherwise.
    mine = next(order for order in orders if order.shop_id == at.first[1].pk)
    turned = buying.turned_ahead(mine, supplier=at.town.wholesaler, buyer=at.first[0])
    assert (turned.ahead, turned.billable, turned.order.billing) == (True, 20, "order")
    # Nothing has left an account; the deposits wait for the goods.
    assert [balance_of(deposit_of(shop.party_id)) for _owner, shop in at.neighbours] == [MONEY] * 2
    assert differences() == []


def test_deposits_end_as_the_orders_do(at: Street) -> None:
    pool = pooling.opened(at)
    for who in at.neighbours:
        pooling.in_it(pool, who)
    settle_due(at=CLOSES)
    mine, second, third = (Member.objects.get(pool=pool, shop=shop).order for _owner, shop in (at.first, *at.neighbours))
    assert mine is not None
    assert second is not None
    assert third is not None
    by = actor(at.town.wholesaler)
    buying.actions.confirm_order(order_id=mine.pk, revision=1, by=by, at=CLOSES)
    buying.actions.confirm_order(order_id=second.pk, revision=1, by=by, at=CLOSES)
    settle_due(at=CLOSES)
    assert set(Member.objects.values_list("deposit", flat=True)) == {"held"}
    buying.received(at.town, mine, "20")
    buying.actions.cancel_order(order_id=second.pk, reason="no", by=actor(at.neighbours[0][0]), at=CLOSES)
    buying.actions.decline_order(order_id=third.pk, revision=1, reason="none", by=by, at=CLOSES)
    settle_due(at=CLOSES)
    settle_due(at=CLOSES)
    assert list(Member.objects.order_by("pk").values_list("deposit", flat=True)) == ["given_back", "forfeited", "given_back"]
    assert [free(shop) for _owner, shop in (at.first, *at.neighbours)] == [MONEY, MONEY - FIFTH, MONEY]
    assert balance_of(deposit_of(at.town.supplier.party_id)) == FIFTH  # type: ignore[arg-type]
    assert differences() == []


def test_goods_that_never_come_free_the_deposit_before_its_hold_ends(at: Street) -> None:
    pool = pooling.opened(at, "30")
    settle_due(at=CLOSES)
    settle_due(at=CLOSES + rules.GIVE_UP_AFTER)
    assert Member.objects.get(pool=pool).deposit == "given_back"
    assert differences() == []


def test_a_pool_that_does_not_fill_gives_everything_back(at: Street) -> None:
    pool = pooling.opened(at, "10")
    pooling.in_it(pool, at.neighbours[0], "10")
    pooling.joined(pool, at.neighbours[1], "50")  # never confirmed: it does not count
    settle_due(at=CLOSES)
    pool.refresh_from_db()
    assert (pool.status, Order.objects.count()) == ("failed", 0)
    assert [free(shop) for _owner, shop in (at.first, *at.neighbours)] == [MONEY] * 3
    assert Notice.objects.filter(kind="pool_failed").count() == 2
    assert differences() == []


def test_whoever_withdraws_is_free_and_may_come_again(at: Street) -> None:
    pool, second = pooling.opened(at), at.neighbours[0]
    pooling.in_it(pool, second)
    for _again in range(2):
        assert pooling.out(pool, second, key="out").deposit == "given_back"
    pool.refresh_from_db()
    assert (pool.confirmed, free(second[1])) == (20, MONEY)
    refuses(errors.MemberMoved, lambda: pooling.out(pool, second))
    pooling.in_it(pool, second, "40")
    pool.refresh_from_db()
    assert (pool.confirmed, free(second[1])) == (60, MONEY - 2 * FIFTH)
    assert differences() == []


def test_what_is_refused(at: Street) -> None:
    elsewhere, second = at.stranger, at.neighbours[0]
    for closes in (MORNING, MORNING + timedelta(days=31)):
        refuses(errors.BadPool, lambda closes=closes: pooling.opened(at, closes_at=closes))  # type: ignore[misc]
    refuses(errors.BadPool, lambda: pooling.opened(at, "1.5"))
    refuses(errors.NoLadder, lambda: pooling.opened(at, article_id=at.town.apples.pk))
    refuses(InsufficientFunds, lambda: pooling.opened(at, "800"))
    pool = pooling.opened(at)
    refuses(errors.PoolNotFound, lambda: pooling.joined(pool, elsewhere))
    refuses(NotFound, lambda: pooling.joined(pool, (elsewhere[0], second[1])))
    refuses(errors.MemberMoved, lambda: pooling.confirmed(pool, second))
    refuses(errors.MemberMoved, lambda: pooling.joined(pool, at.first))
    Source.objects.filter(sku__shop=second[1]).delete()
    refuses(errors.NoLadder, lambda: pooling.joined(pool, second))
    third = at.neighbours[1]
    pooling.joined(pool, third)
    for late in (lambda: pooling.confirmed(pool, third, at=CLOSES), lambda: pooling.out(pool, third, at=CLOSES)):
        refuses(errors.PoolClosed, late)
    buyer = buying.member(third[1], "buyer", "buyer3")
    refuses(errors.PoolAboveLimit, lambda: pooling.confirmed(pool, (buyer, third[1])))
    by = actor(at.town.wholesaler)
    too_many = [Step(D(n), 100 - n) for n in range(1, 7)]
    for steps in ([Step(D(5), 100), Step(D(5), 90)], [Step(D(5), 100), Step(D(6), 100)], [Step(D("1.5"), 100)], too_many):
        refuses(errors.BadLadder, partial(actions.set_ladder, article_id=at.town.case.pk, steps=steps, by=by, at=MORNING))
    refuses(errors.NoLadder, lambda: actions.set_ladder(article_id=at.town.case.pk, steps=[], by=actor(at.town.rival_wholesaler), at=MORNING))
    actions.set_ladder(article_id=at.town.case.pk, steps=[], by=by, at=MORNING)
    assert pool.steps.count() == 3  # an open pool keeps its ladder
    type(at.town.shop).objects.filter(pk=at.town.shop.pk).update(neighbourhood=None)
    refuses(errors.NowhereNear, lambda: pooling.opened(at))


QUANTITY = st.integers(1, 1_000).map(D)


@given(st.lists(st.tuples(QUANTITY, st.integers(1, 10_000)), min_size=1, max_size=5), QUANTITY, st.integers(1, 10_000))
def test_more_never_costs_more_and_a_deposit_is_a_part(steps: list[tuple[Decimal, int]], wanted: Decimal, share: int) -> None:
    ladder = [Step(least, price) for least, price in sorted(dict(steps).items())]
    if not rules.is_ladder(ladder):
        return
    now, more = rules.price_at(ladder, wanted), rules.price_at(ladder, wanted + 1)
    assert more is None if now is None and wanted + 1 < ladder[0].least else (now is None or (more is not None and more <= now))
    assert 1 <= rules.deposit_minor(ladder, wanted, share) <= rules.most_minor(ladder, wanted)


def page(who: object, address: str) -> str:
    api = Api(who)  # type: ignore[arg-type]
    api.client.cookies["django_language"] = "en"
    answer = api.client.get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode())


def test_a_pool_by_hand_from_the_suppliers_prices_to_the_order(at: Street) -> None:
    second, case = at.neighbours[0], at.town.case
    boss = Api(at.town.wholesaler).client
    steps = {"least-1": "30", "price-1": "70.00", "least-2": "40", "price-2": "65", "least-3": ""}
    assert boss.post(f"/supply/pools/{case.pk}/ladder/", steps).status_code == 302
    assert 'value="40"' in page(at.town.wholesaler, "/supply/pools/")
    assert f"/shop/pools/open/{case.pk}/" in page(at.town.owner, "/shop/pools/")
    page(at.town.owner, f"/shop/pools/open/{case.pk}/")
    form = {"quantity": "20", "closes_on": "2026-11-05", "idempotency_key": "k"}
    made = Api(at.town.owner).client.post(f"/shop/pools/open/{case.pk}/", form)
    pool = Pool.objects.get()
    here = f"/shop/pools/{pool.pk}/"
    assert made["Location"] == here
    assert here in page(second[0], "/shop/pools/")
    hers = Api(second[0]).client
    hers.post(f"{here}join/", {"quantity": "20"})
    assert "It counts once you confirm" in page(second[0], here)
    hers.post(f"{here}confirm/", {"idempotency_key": "k"})
    settle_due(at=pool.closes_at)
    order = Member.objects.get(shop=second[1]).order
    assert order is not None
    assert order.number in page(second[0], here)
    # A neighbour learns what came together, not who took how much.
    assert at.town.shop.name_en in page(second[0], here)
    assert pool.number in page(at.town.wholesaler, "/supply/pools/")
    assert differences() == []


def test_strangers_find_nothing_and_change_nothing(at: Street) -> None:
    pool = pooling.opened(at)
    before = standing()
    for who in (at.stranger[0], at.town.corner.outsider, at.town.keeper, at.town.rival_wholesaler):
        client = Api(who).client
        assert client.get(f"/shop/pools/{pool.pk}/").status_code == 404
        for name in ("join", "confirm", "withdraw"):
            assert client.post(f"/shop/pools/{pool.pk}/{name}/", {"quantity": "1", "idempotency_key": name}).status_code == 404
        assert client.post(f"/supply/pools/{at.town.case.pk}/ladder/", {"least-1": "1", "price-1": "1"}).status_code == 404
    for who in (at.town.corner.outsider, at.town.keeper):
        assert Api(who).client.post(f"/shop/pools/open/{at.town.case.pk}/", {"quantity": "1", "idempotency_key": "x"}).status_code == 404
    assert standing() == before
    case = at.town.case.pk
    tried = {f"/shop/pools/{pool.pk}/", f"/shop/pools/{pool.pk}/join/", f"/supply/pools/{case}/ladder/", f"/shop/pools/open/{case}/"}
    # A program's are asked below.
    ours = {route for route, module in routes(get_resolver()) if "<uuid:" in route and module == "merchants.pools.views"}
    assert ours - {resolve(address).route for address in tried} == set()


@pytest.mark.parametrize("address", ["/shop/pools/", "/shop/pools/{pool}/", "/supply/pools/"])
def test_a_page_takes_the_same_statements_however_much_it_shows(at: Street, address: str) -> None:
    pool = pooling.opened(at)
    client = Api(at.town.wholesaler if address.startswith("/supply") else at.town.owner).client
    path = address.format(pool=pool.pk)

    def count() -> int:
        assert client.get(path).status_code == 200
        return len(statements(lambda: client.get(path)))

    few = count()
    for who in at.neighbours:
        pooling.in_it(pool, who)
    pooling.opened(at)
    assert count() == few
    assert few <= 25


CHANGES: list[tuple[type[models.Model], dict[str, Any], str]] = [
    (LadderStep, {"unit_minor": 0}, "a_step_has_a_price"),
    (Pool, {"status": "lost"}, "a_pool_that_filled_has_its_price"),
    (Pool, {"deposit_bp": 0}, "a_deposit_is_a_part_of_the_price"),
    (Pool, {"confirmed": D(-1)}, "a_pool_is_never_less_than_empty"),
    (Pool, {"closes_at": MORNING - timedelta(days=1)}, "a_pool_is_open_for_a_while"),
    (Pool, {"status": "ordered"}, "a_pool_that_filled_has_its_price"),
    (Member, {"quantity": D(0)}, "a_member_wants_something"),
    (Member, {"status": "lost"}, "a_member_has_a_known_status"),
    (Member, {"deposit": "lost", "status": "failed"}, "a_deposit_has_a_known_status"),
    (Member, {"hold_id": None}, "a_deposit_is_a_hold"),
    (Member, {"deposit": "given_back"}, "who_confirmed_has_a_deposit"),
    (Member, {"status": "withdrawn"}, "nothing_is_held_of_who_is_out"),
    (Member, {"status": "ordered"}, "who_ordered_has_an_order"),
]
TWICE = [(LadderStep, "a_ladder_has_a_step_once"), (PoolStep, "a_pool_has_a_step_once"), (Member, "a_shop_is_in_a_pool_once")]


def test_no_row_is_a_breach(at: Street) -> None:
    pool = pooling.opened(at)
    for model, change, rule in CHANGES:
        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            model._default_manager.update(**change)
    for model, rule in TWICE:
        row = model._default_manager.first()
        assert row is not None
        row.pk, row._state.adding = None, True
        if isinstance(row, Member):
            row.hold_id = pool.pk
        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            row.save(force_insert=True)
    with pytest.raises(IntegrityError, match="a_pools_step_has_a_price"), transaction.atomic():
        PoolStep.objects.create(pool=pool, least=D(1), unit_minor=0)
    for statement in ("UPDATE pools_poolstep SET id = id", "DELETE FROM pools_poolstep"):
        with pytest.raises(DatabaseError, match=r"never changed|permission denied"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    named = {constraint.name for model in apps.get_app_config("pools").get_models() for constraint in model._meta.constraints}
    assert named - {rule for *_rest, rule in CHANGES} - {rule for _model, rule in TWICE} == {"a_pools_step_has_a_price"}


def test_a_program_opens_joins_confirms_and_leaves_and_strangers_find_nothing(at: Street) -> None:
    (owner, shop), (neighbour, next_door) = at.first, at.neighbours[0]
    api, other = Api(owner), Api(neighbour)
    wanted = {"article": str(at.town.case.pk), "quantity": "20", "closes_at": CLOSES.isoformat()}
    made = api.post(f"shops/{shop.pk}/pools", wanted, key="k")
    assert made.status_code == 201
    assert api.post(f"shops/{shop.pk}/pools", wanted, key="k").json() == made.json()
    assert api.post(f"shops/{shop.pk}/pools", wanted, key=None).status_code == 400
    assert (made.json()["mine"]["status"], made.json()["mine"]["deposit_status"], free(shop)) == ("confirmed", "held", MONEY - FIFTH)
    pool = f"shops/{next_door.pk}/pools/{made.json()['id']}"
    assert [one["id"] for one in other.get(f"shops/{next_door.pk}/pools").json()] == [made.json()["id"]]
    assert other.post(f"{pool}/join", {"quantity": "20"}).json()["mine"]["status"] == "joined"
    for _each in range(2):
        assert other.post(f"{pool}/confirm", key="c").json()["confirmed"] == "40.000"
    assert free(next_door) == MONEY - FIFTH
    before = standing()
    steps = {"steps": [{"least": "1", "unit_price": {"amount": "1.00", "currency": "CNY"}}]}
    for stranger in (at.town.wholesaler, at.town.corner.outsider, None):
        absent = 404 if stranger else 401
        asked = Api(stranger)
        assert asked.get(f"shops/{next_door.pk}/pools").status_code == absent
        assert asked.get(pool).status_code == absent
        assert asked.post(f"shops/{shop.pk}/pools", wanted).status_code == absent
        for step in ("join", "confirm", "withdraw"):
            assert asked.post(f"{pool}/{step}", {"quantity": "1"}).status_code == absent, step
    for stranger in (owner, at.town.rival_wholesaler):
        put = Api(stranger).client.put(f"/api/v1/articles/{at.town.case.pk}/pool-prices", steps, content_type="application/json")
        assert put.status_code in {404, 409}
    assert standing() == before
    assert other.post(f"{pool}/withdraw").json()["mine"]["status"] == "withdrawn"
    assert free(next_door) == MONEY
    ladder = Api(at.town.wholesaler).client.put(f"/api/v1/articles/{at.town.case.pk}/pool-prices", steps, content_type="application/json")
    assert (ladder.status_code, ladder.json()["steps"][0]["unit_price"]["amount"]) == (200, "1.00")
    assert differences() == []
