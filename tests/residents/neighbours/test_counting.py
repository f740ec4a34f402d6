"""What neighbours bought, counted as it happens, is what a look through all orders finds; these tests really commit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from ecosystem.audit.public import Act
from ecosystem.feed.public import Stated, publish
from ecosystem.identity.public import Person
from ecosystem.kernel.actor import VISITOR
from ecosystem.kernel.errors import Unauthenticated
from ecosystem.places.models import Landmark, Neighbourhood
from ecosystem.ports import Subject
from merchants.catalog.public import Sku
from merchants.orders.public import Order
from merchants.shops.public import Shop
from merchants.stock.public import Level
from residents.neighbours.choosing import choose_to_count
from residents.neighbours.models import Choice, Purchase, Tally
from residents.neighbours.personal import forget, tell
from residents.neighbours.queries import bought_at_shop, bought_in
from residents.neighbours.rules import at_least
from tests import cast
from tests.breaching import again, changed
from tests.cast import MORNING, Corner, actor
from tests.merchants.aftersale.cast import agreed, applied
from tests.merchants.test_budgets import statements
from tests.residents.neighbours.cast import areas, bought, days, looked_through, read_all, tallied, written, written_back
from tests.trading import Api, differences


@dataclass(frozen=True)
class Street:
    town: Corner
    here: Neighbourhood
    far: Neighbourhood
    estate: Landmark
    neighbours: list[Person]

    def told(self, reader: Person | None = None) -> list[tuple[str, int]]:
        """What a reader is told of the neighbourhood, and nothing else of the shop."""
        party = reader.party_id if reader else None
        found = bought_in(self.here.pk, reader_id=party, at=MORNING)
        assert found == bought_at_shop(self.town.shop.pk, reader_id=party, at=MORNING)
        return [(one.sku.name_en, one.at_least) for one in found]


@pytest.fixture
def street(committed: str) -> Iterator[Street]:
    with time_machine.travel(MORNING, tick=False):
        here, far, estate = areas()
        town = cast.corner()
        yield Street(town, here, far, estate, [town.resident, *(cast.person(f"n{n}", money_minor=50_000) for n in range(5))])


def exactly(at: datetime = MORNING) -> bool:
    """Whether all that can be read comes to what a look through all orders finds."""
    read_all(at)
    return tallied() == looked_through(at)


def test_five_others_must_have_bought_it_and_kept_it(street: Street) -> None:
    town, people = street.town, street.neighbours
    order = bought(town, people[0], town.milk, town.bread)
    for person in people[1:4]:
        bought(town, person, town.milk)
    again_hers = bought(town, people[0], town.milk)
    bought(town, people[4], town.milk, upto="accepted")
    staff = cast.clerk(town.shop)
    for own in (town.owner, staff):
        cast.money(own, 9_000)
        bought(town, own, town.milk)
    assert exactly() and tallied() == {(street.here.pk, town.milk.pk): 4, (street.here.pk, town.bread.pk): 1}
    assert street.told() == []
    bought(town, people[4], town.milk)
    assert exactly() and street.told() == [("Milk", 5)] == street.told(people[5])
    # She is none of her own neighbours.
    assert street.told(people[0]) == []
    bought(town, people[5], town.milk)
    assert exactly() and street.told(people[0]) == [("Milk", 5)]
    # Milk given back whole is not bought, by whoever bought it once; the second time counts still.
    agreed(town, applied(town, order, (1, "1")))
    assert exactly() and tallied()[street.here.pk, town.milk.pk] == 6
    agreed(town, applied(town, again_hers, (1, "1")))
    assert exactly() and tallied() == {(street.here.pk, town.milk.pk): 5, (street.here.pk, town.bread.pk): 1}
    # A fact of another platform names no order of ours.
    with transaction.atomic():
        publish(Stated("trade.order_settled", 1, {"order": "x"}), about=town.shop.party_id, key="y", source="elsewhere", at=MORNING)
    assert exactly() and differences() == []
    for stop in ({"selling": False}, {"suspended_at": MORNING, "suspended_for": "x"}):
        Shop.objects.filter(pk=town.shop.pk).update(**stop)
        assert street.told() == []
        Shop.objects.filter(pk=town.shop.pk).update(selling=True, suspended_at=None, suspended_for="")
    # What somebody buys at a pharmacy is told of nowhere.
    Shop.objects.filter(pk=town.rival_shop.pk).update(category="pharmacy")
    written(people[5].party_id, town.rival_shop, [cast.article(town.rival_shop, town.rival, name="Pills", stock="0")], at=MORNING)
    assert exactly() and len(tallied()) == 2
    # After thirty days nothing is left of it.
    assert exactly(MORNING + days(29)) and tallied()
    assert exactly(MORNING + days(30)) and not tallied() and not Purchase.objects.exists()


def test_who_does_not_want_to_count_counts_nowhere_until_she_does(street: Street) -> None:
    town, people = street.town, street.neighbours
    for person in people[:5]:
        bought(town, person, town.milk)
    choose = partial(choose_to_count, by=actor(people[1]), at=MORNING)
    choose(counts=True)
    assert exactly() and street.told() == [("Milk", 5)] and not Act.objects.filter(act="neighbours.choose").exists()
    page, api = Api(people[1]).client, Api(people[1])
    assert api.get("me/neighbours").json() == {"counts": True}
    shown = page.get("/me/shops/", headers={"accept-language": "en"}).content.decode()
    assert "What I buy counts" in shown and 'name="counts" value="no"' in shown
    assert page.post("/me/neighbours/", {"counts": "perhaps"}).status_code == 422
    off = page.post("/me/neighbours/", {"counts": "no"}, headers={"hx-request": "true", "accept-language": "en"}).content.decode()
    assert 'aria-checked="false"' in off and "counted nowhere" in off
    assert page.post("/me/neighbours/", {"counts": "no"}).status_code == 302
    # Until the next reading the tally stands as it was read.
    assert street.told() == [("Milk", 5)]
    assert exactly() and street.told() == [] and tallied() == {(street.here.pk, town.milk.pk): 4}
    bought(town, people[1], town.milk, town.bread)
    assert exactly() and tallied() == {(street.here.pk, town.milk.pk): 4}
    assert api.client.put("/api/v1/me/neighbours", {"counts": True}, content_type="application/json").json() == {"counts": True}
    assert exactly() and tallied() == {(street.here.pk, town.milk.pk): 5, (street.here.pk, town.bread.pk): 1}
    assert [act.after for act in Act.objects.filter(act="neighbours.choose").order_by("pk")] == [{"counts": False}, {"counts": True}]
    before = list(Choice.objects.values_list())
    with pytest.raises(Unauthenticated):
        choose_to_count(counts=False, by=VISITOR, at=MORNING)
    visitor = Client()
    assert visitor.post("/me/neighbours/", {"counts": "no"}).status_code in {302, 401}
    assert visitor.get("/api/v1/me/neighbours").status_code in {401, 403}
    assert visitor.put("/api/v1/me/neighbours", {"counts": False}, content_type="application/json").status_code in {401, 403}
    assert list(Choice.objects.values_list()) == before
    # What she is told of herself, and what is left when she has left.
    subject = Subject(people[1].pk, people[1].party_id, people[1].email)
    told = {section.name: list(section.rows) for section in tell(subject)}
    assert sorted(row["what"] for row in told["neighbours"]) == ["Bread", "Milk", "Milk"] and told["neighbours_choice"][0]["status"] is True
    with transaction.atomic():
        forget(subject, MORNING)
    assert not Purchase.objects.filter(party=people[1].party_id).exists() and differences() == []
    assert exactly() and tallied() == {(street.here.pk, town.milk.pk): 4}


def test_pages_and_programs_tell_it_with_one_statement(street: Street) -> None:
    town, people = street.town, street.neighbours
    visitor = Client(headers={"accept-language": "en"})
    visitor.post("/nearby/place/", {"landmark": street.estate.code})
    without = {url: len(statements(partial(visitor.get, url))) for url in ("/nearby/", f"/s/{town.shop.pk}/")}
    assert "Neighbours buy" not in visitor.get("/nearby/").content.decode()
    for person in people:
        written(person.party_id, town.shop, [town.milk, town.bread], at=MORNING)
    assert exactly()
    for url, count in without.items():
        shown = visitor.get(url).content.decode()
        assert "Neighbours buy" in shown and shown.count("5 neighbours or more") == 2 and f"/s/{town.shop.pk}/{town.milk.pk}/" in shown
        assert len(statements(partial(visitor.get, url))) == count
    assert "Neighbours buy" not in visitor.get("/nearby/", {"q": "corner"}).content.decode()
    chinese = Client(headers={"accept-language": "zh-hans"}).get(f"/s/{town.shop.pk}/").content.decode()
    assert "邻居在买" in chinese
    where = {"lat": str(cast.STREET[0]), "lng": str(cast.STREET[1])}
    told = visitor.get("/api/v1/neighbours", where).json()
    assert {(one["name_en"], one["at_least"]) for one in told} == {("Milk", 5), ("Bread", 5)} and len(told) == 2
    assert len(statements(lambda: visitor.get("/api/v1/neighbours", where))) == 2
    assert visitor.get("/api/v1/neighbours", {**where, "lat": str(street.far.lat)}).json() == []
    assert visitor.get("/api/v1/neighbours", {"lat": "95", "lng": "1"}).status_code == 422
    # What is sold out, taken off the shelf, or not sold today leads nowhere.
    Sku.objects.filter(pk=town.milk.pk).update(on_sale=False)
    Level.objects.filter(sku=town.bread).update(safety=1_000)
    assert street.told() == []
    assert [at_least(n) for n in (5, 9, 10, 19, 49, 50, 5_000)] == [5, 5, 10, 10, 20, 50, 500]
    tally = Tally.objects.earliest("pk")
    again(tally, "an_article_has_one_tally_in_a_neighbourhood")
    changed(Tally, "a_tally_is_of_somebody", neighbours=0)
    again(Purchase.objects.earliest("pk"), "an_article_of_an_order_counts_once")
    with pytest.raises(IntegrityError, match="neighbours_choice_pkey"), transaction.atomic():
        Choice.objects.bulk_create([Choice(party_id=people[0].party_id, counts=True, changed_at=MORNING) for _ in range(2)])


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("buys"), st.integers(0, 5), st.integers(0, 1), st.sets(st.integers(0, 2), min_size=1)),
        st.tuples(st.just("gives back"), st.integers(0, 30), st.integers(0, 2), st.sampled_from(["0.5", "1"])),
        st.tuples(st.just("chooses"), st.integers(0, 5), st.booleans(), st.none()),
        st.tuples(st.just("days pass"), st.integers(1, 12), st.none(), st.none()),
        st.tuples(st.just("reads"), st.none(), st.none(), st.none()),
    ),
    min_size=4,
    max_size=14,
)


def test_whatever_happens_in_whatever_order_the_tallies_are_what_a_look_through_all_orders_finds(street: Street) -> None:
    """Each example goes on where the one before ended: days only pass."""
    far = cast.shop(street.town.rival, "Far", lat=street.far.lat)
    shops = {0: street.town.shop, 1: far}
    skus = {n: [cast.article(shop, keeper, name=f"S{i}", stock="0") for i in range(3)] for n, (shop, keeper) in
            enumerate([(street.town.shop, street.town.owner), (far, street.town.rival)])}  # fmt: skip
    orders: list[Order] = []
    now = [MORNING]

    def step(what: str, one: int, two: int, three: object) -> None:
        if what == "buys":
            who: UUID = street.neighbours[one].party_id
            orders.append(written(who, shops[two], [skus[two][n] for n in sorted(three)], at=now[0]))  # type: ignore[call-overload]
        elif what == "gives back" and orders:
            order = orders[-1 - one % len(orders)]
            written_back(order, two % order.lines.count() + 1, str(three), at=now[0])
        elif what == "chooses":
            choose_to_count(counts=bool(two), by=actor(street.neighbours[one]), at=now[0])
        elif what == "days pass":
            now[0] += days(one)
        elif what == "reads":
            read_all(now[0])

    @settings(max_examples=12, deadline=None, database=None)
    @given(steps=STEPS)
    def play(steps: list[tuple[str, int, int, object]]) -> None:
        for each in steps:
            step(*each)
        read_all(now[0])
        assert tallied() == looked_through(now[0])

    play()
    assert orders
