"""A form that its page carries: a refusal comes as a note for that page, a redirect as an address to go to; without scripts all is as ever."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from tests.cast import Corner, corner

pytestmark = pytest.mark.django_db
KEPT = {"headers": {"X-Kept-Form": "1"}}


@pytest.fixture
def town() -> Corner:
    return corner()


def window(who: Any = None) -> Client:
    client = Client(headers={"accept-language": "en"})
    if who is not None:
        client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
    return client


def shift(town: Corner, text: str) -> dict[str, str]:
    return {"shop": str(town.shop.pk), "float": text, "next": "till", "idempotency_key": uuid4().hex}


def test_a_refusal_is_a_note_for_the_page_that_stays(town: Corner) -> None:
    answer = window(town.owner).post("/shop/till/shifts/open/", shift(town, "a hundred"), **KEPT)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.strip().startswith('<div class="toast-note" data-tone="bad" role="alert">')
    assert "not_an_amount" in page
    assert "<html" not in page


def test_where_to_go_next_is_said_and_not_followed(town: Corner) -> None:
    answer = window(town.owner).post("/shop/till/shifts/open/", shift(town, "100"), **KEPT)
    assert (answer.status_code, answer.content, answer.has_header("Location")) == (204, b"", False)
    assert answer["X-Go-To"].startswith("/shop/till/")


def test_whoever_was_signed_out_is_led_to_the_door_and_back(town: Corner) -> None:
    more = {"headers": {"X-Kept-Form": "1", "Referer": "http://testserver/shop/till/"}}
    answer = window().post("/shop/till/shifts/open/", shift(town, "100"), **more)
    assert answer.status_code == 204
    assert answer["X-Go-To"] == "/accounts/login/?next=/shop/till/"


def test_a_form_sent_by_the_browser_itself_gets_pages_and_a_page_asked_for_is_no_form(town: Corner) -> None:
    client = window(town.owner)
    assert "<html" in client.post("/shop/till/shifts/open/", shift(town, "a hundred")).content.decode()
    assert client.post("/shop/till/shifts/open/", shift(town, "100"))["Location"]
    assert client.get("/supply/", **KEPT).status_code == 302
