"""The operator's page: books proved, days closed."""

from __future__ import annotations

import pytest
import time_machine
from django.test import Client

from ecosystem.identity.public import Membership, Person
from ecosystem.kernel.actor import Actor
from lending.closing.models import BusinessDay
from lending.closing.tasks import close_yesterday
from tests.lending.cast import at_bank
from tests.lending.loans.cast import AT, TODAY, call_the_cast, days, lend

pytestmark = pytest.mark.django_db


def browser(who: Actor) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(Person.objects.get(pk=who.person_id), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_operator_proves_the_books_and_closes_what_is_over() -> None:
    lend(call_the_cast(), 3_600_000)
    with time_machine.travel(days(1), tick=False):
        client = browser(at_bank(Membership.Role.OPERATOR))
        assert "The books were never proved yet" in client.get("/bank/books/").content.decode()
        for _ in range(2):
            assert client.post("/bank/books/close/").status_code == 302
        assert client.post("/bank/books/prove/").status_code == 302
        page = client.get("/bank/books/").content.decode()
    assert list(BusinessDay.objects.values_list("on", "interest_minor")) == [(TODAY, 990)]
    for told in ("Books proved, no difference", "¥36,000.00", "Closed through 2 Nov 2026.", "¥9.90", "Nobody is late."):
        assert told in page


@pytest.mark.parametrize("role", [Membership.Role.CREDIT_OFFICER, None])
def test_nobody_else_sees_or_closes_the_books(role: str | None) -> None:
    client = browser(at_bank(role) if role else call_the_cast().owner)
    assert client.get("/bank/books/").status_code == 404
    assert [client.post(f"/bank/books/{act}/").status_code for act in ("close", "prove")] == [404, 404]
    assert Client().get("/bank/books/").status_code == 302
    assert not BusinessDay.objects.exists()


def test_the_nightly_task_closes_yesterday_once() -> None:
    lend(call_the_cast(), 3_600_000)
    with time_machine.travel(AT, tick=False):
        close_yesterday()
    with time_machine.travel(days(2), tick=False):
        close_yesterday()
        close_yesterday()
    assert BusinessDay.objects.count() == 3
