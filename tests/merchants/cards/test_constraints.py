"""Each constraint of cards, broken once; and what the application may not do to a statement."""

from __future__ import annotations

from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction

from merchants.cards.models import CardEntry, CardLimits, CardUse, Plan, PrepaidCard
from merchants.cards.rules import way_of
from residents.baskets.actions import pay_order
from tests import cast
from tests.cast import MORNING, actor
from tests.merchants.cards.cast import card, rung

pytestmark = pytest.mark.django_db

BROKEN = [
    (CardLimits, {"bonus_bp": 10_001}, "limits_of_cards_are_in_proportion"),
    (Plan, {"name": ""}, "card_plan_has_a_name"),
    (Plan, {"bonus_minor": 10_001}, "a_bonus_is_part_of_what_is_paid"),
    (Plan, {"bonus_days": 29}, "a_bonus_is_good_for_a_month_at_least"),
    (Plan, {"status": "lost"}, "card_plan_has_a_known_status"),
    (PrepaidCard, {"number": "12"}, "a_card_is_told_apart_by_four_digits"),
    (PrepaidCard, {"paid_left_minor": 10_001}, "no_more_is_left_on_a_card_than_was_paid"),
    (PrepaidCard, {"bonus_left_minor": 801}, "no_more_bonus_is_left_than_was_given"),
    (PrepaidCard, {"status": "lost", "paid_left_minor": 0, "bonus_left_minor": 0, "ended_at": MORNING}, "a_card_has_a_known_status"),
    (PrepaidCard, {"payment_id": None}, "a_card_can_be_used_once_it_is_paid"),
    (PrepaidCard, {"status": "ended", "ended_at": MORNING}, "only_a_card_that_can_be_used_holds_money"),
    (PrepaidCard, {"ended_at": MORNING}, "a_card_that_is_over_says_when"),
    (CardUse, {"total_minor": 1}, "a_card_gives_no_more_than_the_order_costs"),
    (CardUse, {"paid_minor": 0, "bonus_minor": 0}, "a_use_of_a_card_is_of_something"),
    (CardUse, {"back_minor": 1_001}, "no_more_comes_back_than_was_paid_with_a_card"),
]
ENTRIES = [
    ({"kind": "lost"}, "a_card_entry_has_a_known_kind"),
    ({"kind": "used", "paid_minor": 1}, "a_card_entry_has_the_sign_of_its_kind"),
    ({"kind": "lapsed", "paid_minor": -1}, "paid_money_never_lapses"),
    ({"left_minor": -1}, "a_card_is_never_overdrawn"),
    ({"number": 1}, "a_cards_entries_are_numbered"),
]


@time_machine.travel(MORNING, tick=False)
def test_the_database_refuses_what_no_verb_does() -> None:
    town = cast.corner()
    made = card(town)
    pay_order(order_id=rung(town).pk, method=way_of(made.pk), key="p", by=actor(town.resident), at=MORNING)
    for model, change, constraint in BROKEN:
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            model.objects.update(**change)
    line = {"card": made, "number": 9, "kind": "used", "paid_minor": 0, "bonus_minor": 0, "left_minor": 0, "at": MORNING}
    for change, constraint in ENTRIES:
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            CardEntry.objects.create(**{**line, **change})
    used = CardUse.objects.get()
    for order_id, constraint in ((used.order_id, "an_order_is_paid_by_one_card"), (uuid4(), "a_shown_card_pays_once")):
        CardUse.objects.filter(pk=used.pk).update(token_digest=b"x")
        twin = CardUse.objects.get(pk=used.pk)
        twin.pk, twin.order_id = uuid4(), order_id
        twin.token_digest = b"x" if constraint == "a_shown_card_pays_once" else None
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            twin.save(force_insert=True)
