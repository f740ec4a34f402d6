"""Group-buys over pages and programs: who may, who may not, how many statements, and what the database itself refuses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction

from merchants.groups.models import Group, GroupBuy, Seat, Step
from merchants.orders.public import Order
from tests.cast import MORNING, Corner
from tests.grouping import begun, joined, neighbours, offered
from tests.merchants.groups.test_groups import everything
from tests.merchants.test_budgets import statements
from tests.trading import Api, differences

pytestmark = pytest.mark.django_db
PRICES = [{"size": 2, "price": {"amount": "4.00", "currency": "CNY"}}, {"size": 3, "price": {"amount": "3.50", "currency": "CNY"}}]


@pytest.fixture
def town(corner: Corner) -> Iterator[Corner]:
    with time_machine.travel(MORNING, tick=False):
        yield corner


def test_programs_offer_begin_join_and_complete(town: Corner) -> None:
    owner, resident, [friend] = Api(town.owner), Api(town.resident), neighbours(1)
    body = {"sku": str(town.milk.pk), "steps": PRICES, "hours": 2}
    made = owner.post(f"shops/{town.shop.pk}/group-buys", body)
    assert (made.status_code, [step["size"] for step in made.json()["steps"]]) == (201, [2, 3])
    offer = made.json()["id"]
    assert [one["id"] for one in Api().get(f"shops/{town.shop.pk}/group-buys").json()] == [offer]
    seat = resident.post(f"group-buys/{offer}/start", {"size": 3}).json()
    code, group_id = seat["group"]["code"], Group.objects.get().pk
    assert (seat["status"], seat["group"]["price"]["amount"]) == ("gathering", "3.50")
    before = everything()
    for api, expected in ((Api(town.rival), 404), (Api(town.outsider), 404), (Api(), 401)):
        for address, said in (
            (f"shops/{town.shop.pk}/group-buys", body),
            (f"group-buys/{offer}/end", {}),
            (f"groups/{group_id}/complete", {}),
        ):
            assert api.post(address, said).status_code == expected, address
    for address in (f"groups/{code}/join", f"group-buys/{offer}/start"):
        assert Api().post(address, {"size": 2} if "start" in address else {}).status_code == 401
    for address in ("group-buys/{}/end", "groups/{}/complete"):
        theirs = offer if "buys" in address else group_id
        assert len({Api(town.rival).post(address.format(one)).json()["code"] for one in (theirs, uuid4())}) == 1
    assert Api(friend).post("groups/NOSUCHXX/join").status_code == 404
    assert everything() == before
    assert Api(friend).post(f"groups/{code.lower()}/join").json()["group"]["seats_paid"] == 2
    assert Api().get(f"groups/{code}").json()["seats_taken"] == 2
    assert owner.post(f"groups/{group_id}/complete").json()["completed_by_shop"] is True
    assert owner.post(f"group-buys/{offer}/end").json()["ended_at"]
    assert Api().get(f"shops/{town.shop.pk}/group-buys").json() == []
    assert differences() == []


def test_pages_offer_begin_join_and_show(town: Corner) -> None:
    owner, resident, [friend] = Api(town.owner).client, Api(town.resident).client, neighbours(1)
    form = {"sku": str(town.milk.pk), "size": ["2", "", ""], "price": ["4", "", ""], "hours": "1", "days": "7", "idempotency_key": "o"}
    assert owner.post("/shop/groups/set-up/", form).status_code == 302
    for wrong in ({"hours": "x"}, {"size": ["2", "3", ""]}, {"price": ["9", "", ""]}):
        assert owner.post("/shop/groups/set-up/", {**form, **wrong, "idempotency_key": "w"}).status_code in {400, 422}
    offer = GroupBuy.objects.get()
    for path in ("/shop/groups/", "/shop/groups/set-up/", f"/shop/groups/{offer.pk}/end/"):
        ask = resident.get if path == "/shop/groups/" else partial(resident.post, data=form)
        assert ask(path).status_code == 404, path
    assert "/groups/start/" in resident.get(f"/s/{town.shop.pk}/").content.decode()
    begun_ = resident.post(f"/groups/start/{offer.pk}/", {"size": "2", "idempotency_key": "s"})
    group = Group.objects.get()
    assert begun_["Location"] == f"/g/{group.code}/"
    assert resident.post(f"/groups/start/{offer.pk}/", {"size": "x", "idempotency_key": "x"}).status_code == 404
    page = Api(friend).client.get(f"/g/{group.code}/").content.decode()
    assert group.code in page
    assert "1 小时 0 分" in page
    assert Api().client.get(f"/g/{group.code}/").status_code == 200
    assert Api().client.post(f"/g/{group.code}/join/", {"idempotency_key": "j"}).status_code in {302, 401}
    assert Api(friend).client.post(f"/g/{group.code}/join/", {"idempotency_key": "j"}).status_code == 302
    # The last seat took the others' orders on at once.
    assert set(Order.objects.values_list("status", flat=True)) == {"paid"}
    assert resident.get("/groups/find/", {"code": f" {group.code[:4]}-{group.code[4:].lower()} "})["Location"] == f"/g/{group.code}/"
    assert resident.get("/groups/find/", {"code": "nothing"}).status_code == 404
    assert group.code in resident.get("/groups/").content.decode()
    assert owner.post(f"/shop/groups/{offer.pk}/end/").status_code == 302
    assert resident.get(f"/groups/start/{uuid4()}/").status_code == 404
    assert differences() == []


def test_a_page_takes_the_same_statements_however_much_it_shows(town: Corner) -> None:
    owner, resident, shop = Api(town.owner).client, Api(town.resident).client, town.shop.pk
    pages = [(owner, "/shop/groups/"), (resident, "/groups/"), (resident, f"/s/{shop}/"), (Api().client, f"/api/v1/shops/{shop}/group-buys")]
    found = []
    for more in (1, 3):
        for friend in neighbours(more):
            group = begun(town)
            joined(group, friend)
        pages_now = [*pages, (resident, f"/g/{group.code}/"), (resident, f"/groups/start/{group.group_buy_id}/")]
        for who, page in pages_now:
            assert who.get(page).status_code == 200, page
        found.append([len(statements(partial(who.get, page))) for who, page in pages_now])
    assert found[0] == found[1]


BROKEN = [
    (GroupBuy, {"hours": 0}, "a_group_has_an_hour_to_three_days_to_fill"),
    (GroupBuy, {"ends_at": MORNING - timedelta(days=1)}, "a_group_buy_ends_after_it_starts"),
    (Step, {"size": 1}, "a_group_is_of_two_people_or_more"),
    (Step, {"price_minor": 0}, "a_group_price_is_something"),
    (Group, {"code": "abc"}, "a_group_code_is_eight_letters"),
    (Group, {"price_minor": 0}, "a_group_is_of_several_for_something"),
    (Group, {"seats_taken": 9}, "group_seats_never_oversold"),
    (Group, {"seats_paid": 3}, "nobody_pays_for_a_seat_she_has_not"),
    (Group, {"status": "lost", "decided_at": MORNING}, "group_has_a_known_status"),
    (Group, {"status": "succeeded", "decided_at": MORNING}, "a_group_succeeds_by_people_who_paid"),
    (Group, {"status": "failed"}, "a_decided_group_says_when"),
    (Seat, {"status": "lost"}, "seat_has_a_known_status"),
    (Seat, {"paid_at": None}, "a_paid_seat_says_when"),
    (Seat, {"left_at": MORNING}, "a_seat_given_up_says_when"),
    (Order, {"group": None}, "only_an_order_in_a_group_waits_for_one"),
]


def test_the_database_refuses_what_no_verb_does(town: Corner) -> None:
    group = begun(town, offered(town, steps=((3, 400),)))
    seat, step = Seat.objects.get(), Step.objects.get()
    for model, change, name in BROKEN:
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            model.objects.update(**change)  # type: ignore[attr-defined]
    for twin, name in (
        (Seat(group=group, buyer=seat.buyer, order_id=uuid4(), taken_at=MORNING), "nobody_sits_twice_in_a_group"),
        (Seat(group=group, buyer=town.rival.party, order_id=seat.order_id, taken_at=MORNING), "a_seat_is_one_order"),
        (Step(group_buy=step.group_buy, size=3, price_minor=1), "each_size_of_a_group_has_one_price"),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            twin.save()
    group.pk = uuid4()
    with pytest.raises(IntegrityError, match="a_group_code_is_given_once"), transaction.atomic():
        group.save(force_insert=True)
