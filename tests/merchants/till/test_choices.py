"""What is chosen with an article is sold with it, for cash and from the queue alike."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

import pytest

from ecosystem.once.public import KeyUsedOtherwise
from merchants.catalog.actions import Answer, Question, ask_with, define_group
from merchants.catalog.models import ModifierOption
from merchants.orders.public import Line, PriceChanged
from merchants.stock.public import Level
from merchants.till import queries
from merchants.till.actions import book_again, replay, sell
from merchants.till.actions.tickets import read_ticket, write_ticket
from merchants.till.models import Sale, Todo
from merchants.till.rules import TicketLine
from tests import cast, counter
from tests.cast import MORNING, Corner, actor
from tests.counter import line, ticket
from tests.trading import Api, differences, standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Corner:
    town = cast.corner()
    counter.shift(town)
    return town


def asked(town: Corner) -> tuple[dict[str, UUID], UUID]:
    """Milk needs sugar, and may have pearls, which lie on a shelf of their own."""
    pearls = cast.article(town.shop, town.owner, name="Pearls", stock="10", unit="kg")
    by = actor(town.owner)
    for question in (
        Question("糖", "Sugar", (Answer("半糖", "Half"), Answer("全糖", "Full", 50)), 1, 1),
        Question("加料", "Extra", (Answer("珍珠", "Pearls", 200, pearls.pk, Decimal("0.050")),), 0, 2),
    ):
        ask_with(sku_id=town.milk.pk, group_id=define_group(shop_id=town.shop.pk, question=question, by=by, at=MORNING).pk, by=by, at=MORNING)
    return dict(ModifierOption.objects.values_list("name_en", "pk")), pearls.pk


def milk(town: Corner, price: int, *options: UUID, quantity: str = "1") -> TicketLine:
    return TicketLine(town.milk.pk, Decimal(quantity), price, options=options)


def test_a_cash_sale_takes_what_was_chosen_from_its_shelf(town: Corner) -> None:
    option, pearls = asked(town)
    one = ticket(milk(town, 950, option["Full"], option["Pearls"], option["Pearls"], quantity="2"), line(town.bread))
    body = counter.body(one)
    body["lines"][0]["options"] = [str(each) for each in one.lines[0].options]  # type: ignore[index]
    api = Api(town.owner)
    assert api.post(f"shops/{town.shop.pk}/sales", body).status_code == 201
    sold = Line.objects.get(order=one.sale, position=1)
    assert (sold.unit_minor, sold.modifiers_minor, sold.gross_minor, sold.choices) == (950, 450, 1_900, ["全糖", "珍珠 ×2"])
    assert Level.objects.get(sku=pearls).on_hand == Decimal("9.800")
    assert differences() == []
    before = standing()
    with pytest.raises(KeyUsedOtherwise):
        sell(shop_id=town.shop.pk, ticket=ticket(milk(town, 950, option["Half"]), sale=one.sale), by=actor(town.owner), at=MORNING)
    assert standing() == before


def test_what_must_be_answered_and_what_it_costs_is_the_shops(town: Corner) -> None:
    option, _pearls = asked(town)
    before = standing()
    for chosen, code in (((), "choice_incomplete"), ((option["Half"], option["Full"]), "choice_incomplete")):
        sales = f"shops/{town.shop.pk}/sales"
        body = counter.body(ticket(milk(town, 500, *chosen)))
        body["lines"][0]["options"] = [str(each) for each in chosen]  # type: ignore[index]
        assert Api(town.owner).post(sales, body).json()["code"] == code
    with pytest.raises(PriceChanged):
        sell(shop_id=town.shop.pk, ticket=ticket(milk(town, 500, option["Full"])), by=actor(town.owner), at=MORNING)
    assert standing() == before


def test_a_choice_that_has_gone_holds_the_sale_whole(town: Corner) -> None:
    option, _pearls = asked(town)
    one = ticket(milk(town, 550, option["Full"]), seller=town.owner.pk)
    ModifierOption.objects.filter(pk=option["Full"]).update(ended=True)
    todo = replay(shop_id=town.shop.pk, ticket=one, by=actor(town.owner), at=MORNING)
    assert isinstance(todo, Todo)
    assert (todo.kind, todo.code) == ("held", "choice_gone")
    assert read_ticket(write_ticket(one)) == one == read_ticket(todo.ticket or {})
    ModifierOption.objects.filter(pk=option["Full"]).update(ended=False)
    book_again(todo_id=todo.pk, by=actor(town.owner), at=MORNING)
    assert Sale.objects.get().order.total_minor == 550
    assert differences() == []


def test_the_price_list_tells_what_is_asked(town: Corner) -> None:
    before = queries.price_list(town.shop.pk)
    asked(town)
    now = queries.price_list(town.shop.pk)
    assert before.version != now.version
    rows = {row["id"]: row for row in now.rows}
    told = [
        (group["en"], group["least"], group["most"], [each["delta"] for each in group["options"]]) for group in rows[str(town.milk.pk)]["choices"]
    ]
    assert told == [("Sugar", 1, 1, [0, 50]), ("Extra", 0, 2, [200])]
    assert rows[str(town.bread.pk)]["choices"] == []
