"""Every rule that the database keeps for after-sale, broken once as the app's own role."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, models, transaction
from django.db.models import F

from merchants.aftersale.models import Case, CaseLine, Photo, Step, Tally, Terms
from tests import cast
from tests.cast import MORNING, Corner
from tests.merchants.aftersale.cast import agreed, applied, handed_over, picture

pytestmark = pytest.mark.django_db
DECIDED = {"decision": "decline", "decision_reason": "x", "decided_by": "a"}

# The model, what a row would be changed to, and the rule that stands in the way. The row is of an open case.
CHANGES: list[tuple[type[models.Model], dict[str, Any], str]] = [
    (Case, {"kind": "swap"}, "case_has_a_known_kind"),
    (Case, {"status": "lost"}, "after_sale_has_a_known_status"),
    (Case, {"reason": "mood"}, "case_has_a_known_reason"),
    (Case, {"asked_minor": 0}, "case_asks_for_something"),
    (Case, {"offered_minor": 0}, "an_offer_is_a_part_of_what_is_asked"),
    (Case, {"offered_minor": 501}, "an_offer_is_a_part_of_what_is_asked"),
    (Case, {"status": "offered"}, "an_offer_says_how_much"),
    (Case, {"due_at": None}, "a_case_that_waits_has_a_deadline"),
    (Case, {"ended_at": MORNING}, "an_ended_case_says_when_and_waits_for_nothing"),
    (Case, {"status": "withdrawn", "due_at": None}, "an_ended_case_says_when_and_waits_for_nothing"),
    (Case, {"status": "withdrawn", "ended_at": MORNING}, "an_ended_case_says_when_and_waits_for_nothing"),
    (Case, {"amount_minor": 500, "refund_id": uuid4()}, "money_back_has_a_refund_and_no_other_case_has"),
    (Case, {"status": "refunding"}, "money_back_has_a_refund_and_no_other_case_has"),
    (Case, {"status": "refunding", "amount_minor": 1}, "money_back_has_a_refund_and_no_other_case_has"),
    (Case, {"delivery_fee_minor": 1}, "a_delivery_fee_is_a_part_of_the_refund"),
    (Case, {"decision": "refund"}, "a_decision_says_who_and_why"),
    (Case, {**DECIDED, "decision": "perhaps"}, "a_decision_says_who_and_why"),
    (Case, {**DECIDED, "seconded_by": "a"}, "a_decision_is_seconded_by_another"),
    (Case, {"status": "declined", "ended_at": MORNING, "due_at": None}, "only_the_platform_declines"),
    (CaseLine, {"quantity": 0}, "case_line_is_of_something"),
    (CaseLine, {"amount_minor": -1}, "a_line_gives_back_no_less_than_nothing"),
    (CaseLine, {"restock": "attic"}, "goods_go_where_goods_can_go"),
    (Tally, {"claimed": 4}, "no_more_is_claimed_than_was_sold"),
    (Tally, {"granted": F("claimed") + 1}, "no_more_is_claimed_than_was_sold"),
    (Tally, {"granted": -1}, "no_more_is_claimed_than_was_sold"),
    (Tally, {"granted_minor": 1_501}, "no_more_is_granted_than_was_paid_for_a_line"),
    (Terms, {"window_hours": 0}, "everybody_has_time_to_answer"),
    (Terms, {"second_from_minor": 0}, "everybody_has_time_to_answer"),
]
TWICE: list[tuple[type[models.Model], str]] = [
    (CaseLine, "a_case_names_a_line_once"),
    (Photo, "a_picture_is_shown_once_by_a_side"),
    (Terms, "one_set_of_terms_a_category_and_day"),
]
NEW: list[tuple[type[models.Model], dict[str, Any], str]] = [
    (Step, {"side": "neighbour"}, "a_step_is_of_a_known_side"),
    (Step, {"act": "say", "text": ""}, "who_says_something_says_something"),
    (Photo, {"kind": "image/gif", "digest": b"1"}, "evidence_is_a_picture"),
    (Photo, {"size": 0, "digest": b"2"}, "evidence_is_at_most_five_megabytes"),
    (Photo, {"size": 5 * 1024 * 1024 + 1, "digest": b"3"}, "evidence_is_at_most_five_megabytes"),
]


@pytest.fixture(scope="module")
def town(common_ground: None) -> Corner:
    town = cast.corner()
    order = handed_over(town)
    applied(town, order, shots=[picture()])
    agreed(town, applied(town, order), at=MORNING + timedelta(hours=1))
    return town


def _first(model: type[models.Model]) -> models.Model:
    row = model._default_manager.order_by("pk").first()
    assert row is not None
    return row


def _copied(row: models.Model, **changes: Any) -> models.Model:
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key}
    return type(row)(**{**values, **changes})


def _breaks(rule: str) -> Any:
    return pytest.raises(IntegrityError, match=rule)


def test_no_row_can_be_changed_into_a_breach(town: Corner) -> None:
    for model, change, rule in CHANGES:
        row = Case.objects.get(status="applied") if model is Case else _first(model)
        with _breaks(rule), transaction.atomic():
            model._default_manager.filter(pk=row.pk).update(**change)


def test_nothing_is_there_twice_and_no_new_row_is_a_breach(town: Corner) -> None:
    for model, rule in TWICE:
        with _breaks(rule), transaction.atomic():
            _copied(_first(model)).save(force_insert=True)
    for model, change, rule in NEW:
        with _breaks(rule), transaction.atomic():
            _copied(_first(model), **change).save(force_insert=True)


def test_what_was_said_and_shown_stays(town: Corner) -> None:
    for model in (Step, Photo):
        with pytest.raises(DatabaseError, match="permission denied|never changed"), transaction.atomic():
            model._default_manager.update(side="shop")
        with pytest.raises(DatabaseError, match="permission denied|never changed"), transaction.atomic():
            model._default_manager.all()._raw_delete("default")  # type: ignore[attr-defined]


def test_every_rule_has_its_breach() -> None:
    rules = {constraint.name for model in apps.get_app_config("aftersale").get_models() for constraint in model._meta.constraints}
    broken = {rule for *_rest, rule in [*CHANGES, *NEW]} | {rule for _model, rule in TWICE}
    assert rules == broken
