"""Ordering on an article's terms: choices, hours, caps, weighed goods; each refusal by its code, and nothing changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine

from ecosystem.kernel.errors import DomainError
from merchants.catalog.actions import Answer, Question, ask_with, change_group, define_group, edit_article, set_units, set_windows
from merchants.catalog.errors import ChoiceBelowNothing, ChoiceGone, GroupNotFound, PriceMoved
from merchants.catalog.models import ModifierGroup, ModifierOption, Sku
from merchants.catalog.public import Units
from merchants.orders.public import Line, Order, Wanted, cancel_order
from merchants.shops.public import Hours
from merchants.stock.public import Level
from merchants.till.actions import ring_up
from tests import cast
from tests.cast import MORNING, Corner, actor
from tests.trading import Api, buy, differences, put, standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(corner: Corner) -> Iterator[Corner]:
    with time_machine.travel(MORNING, tick=False):
        yield corner


def asked(town: Corner, *answers: Answer, least: int = 0, most: int = 1, name: str = "Sugar") -> tuple[ModifierGroup, dict[str, UUID]]:
    """A choice that is asked with milk, and its answers by name."""
    question = Question(name, name, answers, least, most)
    group = define_group(shop_id=town.shop.pk, question=question, by=actor(town.owner), at=MORNING)
    ask_with(sku_id=town.milk.pk, group_id=group.pk, by=actor(town.owner), at=MORNING)
    return group, dict(ModifierOption.objects.filter(group=group).values_list("name_en", "pk"))


def edit(town: Corner, **changes: Any) -> Sku:
    version = Sku.objects.get(pk=town.milk.pk).version
    return edit_article(sku_id=town.milk.pk, changes=changes, seen_version=version, by=actor(town.owner), at=MORNING)


def take(api: Api, sku: Sku, quantity: str = "1", *options: UUID) -> Any:
    return api.post("basket/lines", {"sku": str(sku.pk), "quantity": quantity, "options": [str(option) for option in options]})


def test_choices_cost_and_use_up_what_they_say(town: Corner) -> None:
    pearls = cast.article(town.shop, town.owner, name="Pearls", stock="10", unit="kg")
    Sku.objects.filter(pk=pearls.pk).update(on_sale=False)
    _, sugar = asked(town, Answer("半糖", "Half"), Answer("全糖", "Full"), least=1)
    _, extra = asked(town, Answer("珍珠", "Pearls", 200, pearls.pk, Decimal("0.050")), most=2, name="Extra")
    api = Api(town.resident)
    assert take(api, town.milk, "3", sugar["Half"], extra["Pearls"], extra["Pearls"]).status_code == 204
    basket = api.get("basket").json()
    assert basket["goods"]["amount"] == "27.00"
    assert api.check_out().status_code == 201
    line = Line.objects.get()
    assert (line.unit_minor, line.modifiers_minor, line.gross_minor, line.choices) == (900, 400, 2_700, ["半糖", "珍珠 ×2"])
    assert [one["delta_minor"] for one in line.modifiers] == [0, 200]
    assert Level.objects.get(sku=pearls).reserved == Decimal("0.300")
    assert differences() == []
    cancel_order(order_id=Order.objects.get().pk, key="c", by=actor(town.resident), at=MORNING)
    assert Level.objects.get(sku=pearls).reserved == 0
    assert differences() == []


def test_an_article_with_other_choices_is_another_line(town: Corner) -> None:
    _, sugar = asked(town, Answer("半糖", "Half"), Answer("全糖", "Full", 100))
    api = Api(town.resident)
    for options in ([], [sugar["Half"]], [sugar["Full"]], [sugar["Half"]]):
        assert take(api, town.milk, "1", *options).status_code == 204
    items = api.get("basket").json()["parts"][0]["items"]
    assert sorted(item["price"]["amount"] for item in items) == ["5.00", "5.00", "6.00"]
    assert take(api, town.milk, "0", sugar["Half"]).status_code == 204
    assert len(api.get("basket").json()["parts"][0]["items"]) == 2


@pytest.mark.parametrize(
    ("chosen", "code"),
    [([], "choice_incomplete"), (["Half", "Full"], "choice_incomplete"), (["Half", "Half"], "choice_incomplete"), (["nobody's"], "choice_gone")],
)
def test_a_basket_takes_only_what_is_asked(town: Corner, chosen: list[str], code: str) -> None:
    _, sugar = asked(town, Answer("半糖", "Half"), Answer("全糖", "Full"), least=1)
    before = standing()
    answer = take(Api(town.resident), town.milk, "1", *[sugar.get(name, uuid4()) for name in chosen])
    assert answer.json()["code"] == code
    assert standing() == before


def sold_out_for_now(town: Corner) -> None:
    edit(town, sold_out_until=MORNING + timedelta(minutes=1))


def only_at_night(town: Corner) -> None:
    set_windows(sku_id=town.milk.pk, windows=[Hours(1, 1200, 1500)], seen_version=1, by=actor(town.owner), at=MORNING)


def two_a_day(town: Corner) -> None:
    edit(town, daily_cap=Decimal(2))


def ask_what_was_not_asked(town: Corner) -> None:
    asked(town, Answer("半糖", "Half"), least=1)


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        (sold_out_for_now, 409, "sold_out_until"),
        (only_at_night, 409, "outside_its_hours"),
        (two_a_day, 409, "daily_cap_reached"),
        (ask_what_was_not_asked, 422, "choice_incomplete"),
    ],
)
def test_checkout_refuses_what_is_not_sold_now(town: Corner, change: Callable[[Corner], object], status: int, code: str) -> None:
    put(town.resident, town.milk, "3")
    change(town)
    before = standing()
    answer = Api(town.resident).check_out()
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert str(town.milk.pk) in str(answer.json()["items"])
    assert answer.json()["next_step"]
    assert standing() == before


def test_a_part_of_something_whole_is_refused(town: Corner) -> None:
    put(town.resident, town.milk, "1.5")
    before = standing()
    assert Api(town.resident).check_out().json()["code"] == "whole_quantity_only"
    assert standing() == before


def test_it_is_sold_again_when_its_time_comes(town: Corner) -> None:
    edit(town, sold_out_until=MORNING)
    set_windows(sku_id=town.milk.pk, windows=[Hours(1, 600, 601)], seen_version=2, by=actor(town.owner), at=MORNING)
    put(town.resident, town.milk)
    assert Api(town.resident).check_out().status_code == 201  # Tuesday, 10:00


def test_the_cap_counts_what_stands_today_and_not_what_was_let_go(town: Corner) -> None:
    edit(town, daily_cap=Decimal(5))
    first = buy(town.resident, town.milk, "3")
    put(town.resident, town.milk, "3")
    answer = Api(town.resident).check_out()
    assert (answer.json()["code"], answer.json()["items"][0]["left"]) == ("daily_cap_reached", "2.000")
    cancel_order(order_id=first.pk, key="c", by=actor(town.resident), at=MORNING)
    assert Api(town.resident).check_out().status_code == 201
    with time_machine.travel(MORNING + timedelta(hours=14), tick=False):  # past midnight in the town
        put(town.resident, town.milk, "5")
        assert Api(town.resident).check_out().status_code == 201


def test_an_answer_that_was_changed_is_told_and_chosen_again(town: Corner) -> None:
    group, sugar = asked(town, Answer("半糖", "Half", 100))
    api = Api(town.resident)
    take(api, town.milk, "1", sugar["Half"])
    question = Question("糖", "Sugar", (Answer("半糖", "Half", 300),))
    change_group(group_id=group.pk, question=question, seen_version=1, by=actor(town.owner), at=MORNING)
    item = api.get("basket").json()["parts"][0]["items"][0]
    assert (item["short"], item["price"]["amount"]) == (True, "5.00")
    before = standing()
    assert api.check_out().json()["code"] == "choice_gone"
    assert standing() == before
    with pytest.raises(PriceMoved):
        change_group(group_id=group.pk, question=question, seen_version=1, by=actor(town.owner), at=MORNING)


def test_no_answer_takes_off_more_than_the_article_costs(town: Corner) -> None:
    with pytest.raises(ChoiceBelowNothing):
        asked(town, Answer("减", "Less", -501))
    _, less = asked(town, Answer("减", "Less", -300), Answer("少", "Fewer", -200), most=2, name="Less")
    api = Api(town.resident)
    take(api, town.milk, "1", less["Less"], less["Fewer"])
    before = standing()
    assert api.check_out().json()["code"] == "choice_below_nothing"
    assert standing() == before


def test_what_an_answer_uses_must_be_on_the_shelf(town: Corner) -> None:
    pearls = cast.article(town.shop, town.owner, name="Pearls", stock="1", unit="kg")
    _, extra = asked(town, Answer("珍珠", "Pearls", 200, pearls.pk, Decimal("0.600")))
    api = Api(town.resident)
    take(api, town.milk, "2", extra["Pearls"])
    before = standing()
    answer = api.check_out()
    assert (answer.json()["code"], answer.json()["items"]) == ("sold_out", [{"sku": str(pearls.pk), "left": "1.000"}])
    assert standing() == before
    Sku.objects.filter(pk=pearls.pk).update(on_sale=False, archived_at=MORNING)
    with pytest.raises(ChoiceGone):
        put_with(town, extra["Pearls"])


def put_with(town: Corner, option: UUID) -> None:
    from residents.baskets.actions import put_in_basket

    put_in_basket(sku_id=town.milk.pk, quantity=Decimal(1), options=[option], by=actor(town.resident), at=MORNING)


def test_a_case_takes_its_bottles_from_the_shelf(town: Corner) -> None:
    set_units(sku_id=town.milk.pk, units=Units("piece", "case", "case", Decimal(24), Decimal(24)), seen_version=1, by=actor(town.owner), at=MORNING)
    order = buy(town.resident, town.milk, "2")
    line = Line.objects.get(order=order)
    assert (line.quantity, line.unit, line.gross_minor) == (2, "case", 1_000)
    assert Level.objects.get(sku=town.milk).reserved == 48
    put(town.resident, town.milk)
    assert Api(town.resident).check_out().json()["code"] == "sold_out"
    assert differences() == []


def test_weighed_goods_cost_by_their_weight(town: Corner) -> None:
    ham = cast.article(town.shop, town.owner, name="Ham", price_minor=2_999, unit="jin")
    order = buy(town.resident, ham, "0.333")
    assert Line.objects.get(order=order).gross_minor == 999  # 998.667, half up
    assert Level.objects.get(sku=ham).reserved == Decimal("0.333")


def test_a_rival_asks_nothing_with_my_goods(town: Corner) -> None:
    group, _ = asked(town, Answer("半糖", "Half"))
    question = Question("x", "x", (Answer("y", "y"),))
    before = standing()
    with pytest.raises(GroupNotFound):
        change_group(group_id=group.pk, question=question, seen_version=1, by=actor(town.rival), at=MORNING)
    with pytest.raises(GroupNotFound):
        fish = cast.article(town.rival_shop, town.rival, stock="0")
        ask_with(sku_id=fish.pk, group_id=group.pk, by=actor(town.rival), at=MORNING)
    assert ModifierGroup.objects.get().version == 1
    assert standing()[0] == before[0]


def test_at_the_counter_an_article_is_sold_whatever_its_hours_and_never_over_its_cap(town: Corner) -> None:
    only_at_night(town)
    edit(town, sold_out_until=MORNING + timedelta(hours=1), daily_cap=Decimal(2))
    for quantity, expected in ((2, "Order"), (1, "DailyCapReached")):
        lines = [Wanted(town.milk.pk, Decimal(quantity), 500)]
        try:
            answer: object = ring_up(shop_id=town.shop.pk, wanted=lines, key=f"k{quantity}", by=actor(town.owner), at=MORNING)
        except DomainError as refusal:
            answer = refusal
        assert type(answer).__name__ == expected


def test_the_same_key_with_another_choice_is_another_sale(town: Corner) -> None:
    _, sugar = asked(town, Answer("半糖", "Half"), Answer("全糖", "Full"))
    for name, expected in (("Half", 201), ("Full", 422), ("Half", 201)):
        line = {"sku": str(town.milk.pk), "quantity": "1", "price": {"amount": "5.00", "currency": "CNY"}, "options": [str(sugar[name])]}
        assert Api(town.owner).post(f"shops/{town.shop.pk}/sales", {"lines": [line]}, key="k").status_code == expected
    assert [line.choices for line in Line.objects.all()] == [["半糖"]]
