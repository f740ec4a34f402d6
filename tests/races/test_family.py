"""A daughter ends it, or changes her cap, while her mother pays. Real threads, real commits, in step."""

from __future__ import annotations

from functools import partial
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from ecosystem.audit.models import Act
from ecosystem.identity.public import Person
from ecosystem.ledger.public import balance_of, deposit_of
from merchants.orders.public import Order
from residents.baskets.actions import checkout
from residents.family import links
from residents.family.actions import agree_to_pay, ask_payer, decline_to_pay, end_arrangement, set_cap
from residents.family.models import Arrangement, FamilyPayment
from residents.family.public import Due, draw_on_relative, way_of
from residents.family.rules import MOST_OPEN
from tests import cast
from tests.cast import MORNING, Corner, actor
from tests.residents.family.cast import agreed, asked
from tests.together import at_once, kinds, neck_and_neck
from tests.trading import differences, put, wish

pytestmark = pytest.mark.race


@pytest.fixture
def town(committed: str) -> Corner:
    return cast.corner()


@pytest.fixture
def daughter(town: Corner) -> Person:
    return cast.person("daughter", money_minor=10_000)


def pays(town: Corner, made: Arrangement) -> partial[UUID]:
    put(town.resident, town.milk, "2")
    return partial(checkout, wish=wish(town.resident, method=way_of(made.pk)), key=uuid4().hex, by=actor(town.resident), at=MORNING)


def test_nothing_is_paid_once_it_has_ended(town: Corner, daughter: Person) -> None:
    for end_first in (False, True):
        made = agreed(town.resident, daughter)
        end = partial(end_arrangement, arrangement_id=made.pk, by=actor(daughter), at=MORNING)
        acts = [end, pays(town, made)] if end_first else [pays(town, made), end]
        answers = neck_and_neck(*acts)  # type: ignore[arg-type]
        assert set(kinds(answers)) <= {"UUID", "Arrangement", "PayerEnded"}
        made.refresh_from_db()
        # What stood beside the end when it was written is all that was ever paid.
        ended = Act.objects.get(act="family.end", target=f"family.arrangement/{made.pk}")
        assert (ended.after or {})["paid_count"] == made.paid_count == FamilyPayment.objects.filter(arrangement=made).count()
    assert balance_of(deposit_of(daughter.party_id)) == 10_000 - 1_000 * FamilyPayment.objects.count()
    assert differences() == []


def draws(town: Corner, made: Arrangement) -> UUID:
    """What a checkout does once its orders are placed, by itself, so that it can have read the cap before anybody writes."""
    with transaction.atomic():
        due = [Due(uuid4(), "Corner", 1_000)]
        return draw_on_relative(arrangement_id=made.pk, asker_id=town.resident.party_id, due=due, by=actor(town.resident), at=MORNING)


def test_a_cap_that_is_lowered_holds_from_then_on(town: Corner, daughter: Person) -> None:
    for lower_first in (False, True):
        made = agreed(town.resident, daughter, cap_minor=1_000)
        lower = partial(set_cap, arrangement_id=made.pk, cap_minor=900, by=actor(daughter), at=MORNING)
        draw = partial(draws, town, made)
        acts = [lower, draw] if lower_first else [draw, lower]
        answers = neck_and_neck(*acts)  # type: ignore[arg-type]
        assert set(kinds(answers)) <= {"UUID", "Arrangement", "AboveCap"}
        # Whichever was first is in the record first: a payment above the cap never follows the change.
        acts_of = Act.objects.filter(target=f"family.arrangement/{made.pk}", act__in=["family.pay", "family.set_cap"])
        told = list(acts_of.order_by("pk").values_list("act", flat=True))
        assert told in (["family.pay", "family.set_cap"], ["family.set_cap"])
        end_arrangement(arrangement_id=made.pk, by=actor(daughter), at=MORNING)


def test_one_question_has_one_answer_and_five_are_five(town: Corner, daughter: Person) -> None:
    token = links.write(asked(town.resident).pk)
    son = cast.person("son", money_minor=10_000)
    agree = [partial(agree_to_pay, token=token, cap_minor=1_000, key=uuid4().hex, by=actor(one), at=MORNING) for one in (daughter, son)]
    no = partial(decline_to_pay, token=token, by=actor(town.outsider), at=MORNING)
    assert kinds(neck_and_neck(*agree, no))["ArrangementNotFound"] == 2  # type: ignore[arg-type]
    standing = Arrangement.objects.filter(status__in=["asked", "agreed"]).count()
    acts = [partial(ask_payer, called="x", key=uuid4().hex, by=actor(town.resident), at=MORNING) for _ in range(MOST_OPEN + 2)]
    assert kinds(at_once(*acts)) == {"Arrangement": MOST_OPEN - standing, "TooManyPayers": 2 + standing}
    assert Order.objects.count() == 0
