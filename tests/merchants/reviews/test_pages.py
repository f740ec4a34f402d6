"""The pages and endpoints of reviews: who may open them, what their forms do, how many statements they take."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, resolve

from ecosystem.kernel.photos import taken
from merchants.reviews.models import Complaint, Photo, Question, Review
from tests import cast
from tests.cast import MORNING, Corner
from tests.merchants.aftersale.cast import handed_over
from tests.merchants.reviews.cast import asked, everything, hidden, operators, reported, reviewed
from tests.merchants.test_access import routes
from tests.pictures import PHONE_JPEG, drawn
from tests.trading import Api

pytestmark = pytest.mark.django_db
# address, body; a body that is None is read.
Door = tuple[str, Any]
WRITERS: list[Door] = [
    ("orders/{order}/review", {"stars": 5}),
    ("PUT reviews/{review}", {"stars": 5}),
    ("reviews/{review}/appeals", {"text": "x"}),
    ("/reviews/orders/{order}/", None),
    ("/reviews/orders/{order}/", {"stars": "5"}),
    ("/reviews/orders/{order}/mine/", None),
    ("/reviews/{review}/edit/", None),
    ("/reviews/{review}/edit/", {"stars": "5"}),
    ("/reviews/{review}/appeal/", {"words": "x"}),
]
SHOPS: list[Door] = [
    ("reviews/{review}/reply", {"text": "x"}),
    ("questions/{question}/answer", {"text": "x"}),
    ("/shop/reviews/{review}/reply/", {"text": "x"}),
    ("/shop/reviews/questions/{question}/answer/", {"text": "x"}),
]
BANKS: list[Door] = [
    ("complaints", None),
    ("complaints/{complaint}/decide", {"grant": True, "reason": "x"}),
    ("complaints/{complaint}/second", {"agree": True}),
    ("/bank/reviews/", None),
    ("/bank/reviews/{complaint}/", None),
    ("/bank/reviews/{complaint}/decide/", {"grant": "1", "reason": "x"}),
    ("/bank/reviews/{complaint}/second/", {"agree": "1"}),
]
# Anybody who is signed in may report what is shown, and ask.
ANYBODYS: list[Door] = [
    ("reviews/{review}/reports", {"reason": "abuse"}),
    ("questions/{question}/reports", {"reason": "abuse"}),
    ("/reviews/{review}/report/", {"reason": "abuse"}),
    ("/reviews/questions/{question}/report/", {"reason": "abuse"}),
    ("/reviews/shops/{shop}/ask/", {"text": "x"}),
]
OPEN: list[Door] = [
    ("shops/{shop}/reviews", None),
    ("shops/{shop}/questions", None),
    ("/reviews/shops/{shop}/", None),
    ("/reviews/photos/{photo}/", None),
]
OWN = ["/reviews/", "/shop/reviews/"]


@pytest.fixture
def town() -> Iterator[Corner]:
    with time_machine.travel(MORNING, tick=False):
        yield cast.corner(stock="500")


def named(text: str, names: dict[str, object]) -> str:
    return re.sub(r"{(\w+)}", lambda found: str(names[found[1]]), text)


def ask(api: Api, door: Door, names: dict[str, object]) -> int:
    where, body = door
    address = named(where, names)
    if address.startswith("PUT "):
        return int(api.client.put(f"/api/v1/{address[4:]}", body, content_type="application/json").status_code)
    if not address.startswith("/"):
        return int((api.get(address) if body is None else api.post(address, body)).status_code)
    if body is None:
        return int(api.client.get(address).status_code)
    return int(api.client.post(address, {"idempotency_key": uuid4().hex, **body}).status_code)


def nobodys() -> dict[str, object]:
    return {name: uuid4() for name in ("order", "review", "question", "complaint", "shop", "photo")}


def names_of(town: Corner) -> dict[str, object]:
    review = reviewed(town, shots=[taken(drawn(8))])
    photo = Photo.objects.get(review=review)
    complaint = reported(review, town.owner)
    ids = {"order": review.order_id, "review": review.pk, "question": asked(town).pk, "complaint": complaint.pk}
    return {**ids, "shop": town.shop.pk, "photo": photo.pk}


def test_no_address_of_reviews_is_left_out_here() -> None:
    every = [where for where, _body in (*WRITERS, *SHOPS, *BANKS, *ANYBODYS, *OPEN)] + OWN
    plain = [named(each, nobodys()).removeprefix("PUT ") for each in every]
    asked_for = {resolve(where if where.startswith("/") else f"/api/v1/{where}").route for where in plain}
    assert {route for route, module in routes(get_resolver()) if module.startswith("merchants.reviews.")} == asked_for


def test_whoever_it_is_not_for_gets_the_answer_of_an_absent_thing_and_changes_nothing(town: Corner) -> None:
    names, absent = names_of(town), nobodys()
    doors = [
        ([town.outsider, town.rival], [*WRITERS, *SHOPS, *BANKS]),
        ([town.owner], [*WRITERS, *BANKS]),
        ([town.resident], [*SHOPS, *BANKS]),
        ([cast.banker("credit_officer")], BANKS),
    ]
    before = everything()
    for people, addresses in doors:
        for person in people:
            api = Api(person)
            for door in addresses:
                assert ask(api, door, names) == 404 == ask(api, door, absent), (person.email, door)
    visitor = Api()
    for door in (*WRITERS, *SHOPS, *BANKS, *ANYBODYS, *((address, None) for address in OWN)):
        assert ask(visitor, door, names) in {302, 401}, door
    assert visitor.post(f"shops/{town.shop.pk}/questions", {"text": "x"}).status_code == 401
    assert Api(town.outsider).client.get("/shop/reviews/").status_code == 404
    for door in OPEN:
        assert (ask(visitor, door, names), ask(visitor, door, absent)) == (200, 404), door
    assert everything() == before


def test_the_buyers_and_the_shops_forms_do_what_they_say(town: Corner) -> None:
    order, buyer, owner = handed_over(town, bread="1"), Api(town.resident).client, Api(town.owner).client
    form = f"/reviews/orders/{order.pk}/"
    assert b'name="line-2"' in buyer.get(form).content
    sent = {"idempotency_key": "k", "stars": "4", "text": "好吃", "line-1": "5", "line-2": "", "photos": SimpleUploadedFile("a.jpg", PHONE_JPEG)}
    assert buyer.post(form, sent).status_code == 302
    review = Review.objects.get()
    assert (review.stars, review.marks.count(), review.photos.count()) == (4, 1, 1)
    assert buyer.get(form).headers["Location"] == "/reviews/"
    assert buyer.post(form, {"idempotency_key": "l", "stars": "4", "photos": SimpleUploadedFile("a.txt", b"words")}).status_code == 422
    assert "好吃" in buyer.get(f"{form}mine/").content.decode()
    assert buyer.post(f"/reviews/{review.pk}/edit/", {"stars": "5", "text": "很好"}).status_code == 302
    assert buyer.post(f"/reviews/{review.pk}/edit/", {"stars": "5"}).status_code == 409
    assert owner.post(f"/shop/reviews/{review.pk}/reply/", {"text": "谢谢"}).status_code == 302
    assert buyer.post(f"/reviews/shops/{town.shop.pk}/ask/", {"idempotency_key": "q", "text": "几点关门"}).status_code == 302
    assert owner.post(f"/shop/reviews/questions/{Question.objects.get().pk}/answer/", {"text": "九点"}).status_code == 302
    page = Api().client.get(f"/reviews/shops/{town.shop.pk}/").content.decode()
    for words in ("很好", "谢谢", "几点关门", "九点", "r**"):
        assert words in page
    for address in ("/shop/reviews/", "/reviews/"):
        assert "很好" in (owner if "shop" in address else buyer).get(address).content.decode()


def test_a_hidden_review_leaves_its_reason_and_nothing_of_its_words(town: Corner) -> None:
    bank = operators()
    review = reviewed(town, 1, "unseemly", shots=[taken(drawn(8))])
    photo = Photo.objects.get()
    operator, colleague = (Api(person).client for person in bank)
    reported(review, town.owner, "abuse")
    complaint = Complaint.objects.get()
    assert "unseemly" in operator.get(f"/bank/reviews/{complaint.pk}/").content.decode()
    assert operator.post(f"/bank/reviews/{complaint.pk}/decide/", {"idempotency_key": "k", "grant": "1", "reason": "so it is"}).status_code == 302
    assert operator.post(f"/bank/reviews/{complaint.pk}/second/", {"idempotency_key": "s", "agree": "1"}).status_code == 403
    assert colleague.post(f"/bank/reviews/{complaint.pk}/second/", {"idempotency_key": "s", "agree": "1"}).status_code == 302
    visitor = Api()
    page, told = visitor.client.get(f"/reviews/shops/{town.shop.pk}/").content.decode(), visitor.get(f"shops/{town.shop.pk}/reviews").json()
    assert "unseemly" not in page and "它在侮辱或威胁人" in page
    assert told["rating"] is None and told["counted"] == 0
    hid = told["reviews"][0]
    assert (hid["status"], hid["hidden_for"], hid["stars"], hid["text"], hid["photos"], hid["writer"]) == ("hidden", "abuse", None, "", [], "")
    seen_by = {"visitor": Api(), "writer": Api(town.resident), "shop": Api(town.owner), "bank": Api(bank[0]), "rival": Api(town.rival)}
    seen = {name: api.client.get(f"/reviews/photos/{photo.pk}/").status_code for name, api in seen_by.items()}
    assert seen == {"visitor": 404, "writer": 200, "shop": 200, "bank": 200, "rival": 404}
    assert "unseemly" in Api(town.resident).client.get("/reviews/").content.decode()


def test_the_rating_stands_on_the_shops_page_and_in_the_list(town: Corner) -> None:
    reviewed(town, 5)
    visitor = Api()
    assert "3.3" in visitor.client.get(f"/s/{town.shop.pk}/").content.decode()
    found = visitor.get("shops/nearby?lat=30.6&lng=122.9").json()["shops"]
    assert {each["shop"]["name_en"]: (each["shop"]["rating"], each["shop"]["reviews"]) for each in found} == {
        "Corner": ("3.3", 1),
        "Rival": (None, 0),
    }
    assert visitor.get(f"shops/{town.shop.pk}").json()["rating"] == "3.3"


def test_pages_take_the_same_statements_however_much_they_show(town: Corner) -> None:
    bank = operators()
    everybodys = {"/shop/reviews/": town.owner, "/reviews/": town.resident, "/bank/reviews/": bank[0]}
    everybodys |= {f"/reviews/shops/{town.shop.pk}/": town.outsider, f"/api/v1/shops/{town.shop.pk}/reviews": town.outsider}

    def filled() -> None:
        review = reviewed(town, marks={1: 4}, shots=[taken(drawn(8))])
        reported(review, town.owner)
        hidden(town, reviewed(town), bank)
        asked(town, by=cast.person("asker"))

    def counts() -> dict[str, int]:
        found = {}
        for address, person in everybodys.items():
            client = Api(person).client
            assert client.get(address).status_code == 200
            with CaptureQueriesContext(connection) as captured:
                client.get(address)
            found[address] = len(captured)
        return found

    filled()
    few = counts()
    for _ in range(3):
        filled()
    assert counts() == few
    assert max(few.values()) <= 18, few
