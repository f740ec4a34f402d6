"""Bad input on the pages, in both languages: the refusal says what, why and what to do, under a code, and nothing has changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from tests import cast
from tests.journeys.forms import CHINESE, Window, everything, told
from tests.journeys.refusals import CASES, Act, Town
from tests.trading import buy

pytestmark = [pytest.mark.django_db, pytest.mark.journey]
LANGUAGES = ("zh-hans", "en")


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(cast.MORNING, tick=False) as traveller:
        yield traveller


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("case", "code", "status"), CASES)
def test_a_refusal_says_what_why_and_what_to_do_and_changes_nothing(
    clock: Any, case: Callable[[Town], Act], code: str, status: int, language: str
) -> None:
    act = case(Town(language, clock))
    before = everything()
    answer = act()
    sentence, advice, shown = told(answer)
    assert (answer.status_code, shown) == (status, code)
    assert everything() == before
    assert sentence and advice and sentence != advice
    chinese = language == "zh-hans"
    assert [bool(CHINESE.search(text)) for text in (sentence, advice)] == [chinese, chinese], (sentence, advice)
    assert "%(" not in sentence + advice


def _hidden(text: str) -> str:
    """A page without what differs between any two readings of it."""
    return re.sub(r'(csrfmiddlewaretoken" value=|X-CSRFToken": )"[^"]*"|[0-9a-f]{8}-[0-9a-f-]{27}|name="next" value="[^"]*"', "", text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_belongs_to_somebody_else_answers_as_what_does_not_exist(clock: Any, language: str) -> None:
    town = Town(language, clock)
    corner = town.trading()
    order = buy(corner.resident, corner.milk)
    outsider, rival = Window(corner.outsider, language), Window(corner.rival, language)
    key = {"idempotency_key": uuid4().hex}
    tries: list[tuple[Window, str, Any, dict[str, str] | None]] = [
        (outsider, "/orders/{}/", order.pk, None),
        (outsider, "/orders/{}/cancel/", order.pk, key),
        (outsider, "/errands/{}/", order.errand_id, None),
        (outsider, "/pay/{}/", order.pk, None),
        (rival, "/shop/orders/{}/", order.pk, None),
        (rival, "/shop/orders/{}/accept/", order.pk, key),
        (rival, "/shop/goods/{}/price/", corner.milk.pk, {"price": "1.00", "version": "1"}),
        (rival, "/shop/{}/hours/", corner.shop.pk, None),
        (rival, "/shop/{}/selling/", corner.shop.pk, {"on": "0"}),
    ]
    before = everything()
    for window, path, there, sent in tries:
        seen = [window.get(path.format(name)) if sent is None else window.post(path.format(name), sent) for name in (there, uuid4())]
        assert [answer.status_code for answer in seen] == [404, 404], path
        assert len({_hidden(answer.content.decode()) for answer in seen}) == 1, path
    assert everything() == before


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_form_sent_twice_pays_once(clock: Any, language: str) -> None:
    town = Town(language, clock)
    window, sent = town.basket()
    first = window.post("/basket/pay/", sent)
    before = everything()
    again = window.post("/basket/pay/", sent)
    assert (first.status_code, again.status_code, again["Location"]) == (302, 302, first["Location"])
    assert everything() == before
