"""Every rule that the database keeps for the staff, broken once as the app's own role."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction

from merchants.staff.actions import set_limits
from merchants.staff.models import Invitation, Pin, Threshold
from merchants.staff.rules import Limits
from tests import cast
from tests.cast import MORNING, Corner, actor
from tests.merchants.staff.cast import asked, pinned

pytestmark = pytest.mark.django_db
CHANGES: list[tuple[type[models.Model], dict[str, Any], str]] = [
    (Invitation, {"role": "operator"}, "invitation_is_to_a_known_role"),
    (Invitation, {"status": "lost"}, "invitation_has_a_known_status|an_answered_invitation_says_by_whom"),
    (Invitation, {"contact": ""}, "invitation_is_to_somebody"),
    (Invitation, {"places": []}, "invitation_is_to_some_place"),
    (Invitation, {"expires_at": MORNING}, "invitation_lasts_a_while"),
    (Invitation, {"answered_at": MORNING}, "an_answered_invitation_says_by_whom"),
    (Threshold, {"role": "owner"}, "threshold_is_of_a_limited_role"),
    (Threshold, {"discount_bp": 10_001}, "discount_threshold_is_a_part"),
    (Threshold, {"override_bp": -1}, "override_threshold_is_a_part"),
    (Threshold, {"dearer_bp": 10_001}, "dearer_threshold_is_a_part"),
    (Threshold, {"below_nothing": -1}, "below_nothing_threshold_is_not_negative"),
    (Threshold, {"refund_minor": -1}, "threshold_amounts_are_not_negative"),
    (Threshold, {"purchase_minor": -1}, "threshold_amounts_are_not_negative"),
    (Pin, {"hashed": "4826"}, "a_pin_is_kept_hashed"),
]
TWICE = [(Threshold, "a_role_has_one_threshold_a_shop"), (Pin, "a_person_has_one_pin_a_shop")]


@pytest.fixture(scope="module")
def town(common_ground: None) -> Corner:
    town = cast.corner()
    asked(town.shop, town.owner)
    pinned(town.shop, town.owner)
    set_limits(shop_id=town.shop.pk, role="cashier", limits=Limits(), by=actor(town.owner), at=MORNING)
    return town


@pytest.mark.parametrize(("model", "change", "name"), CHANGES)
def test_a_broken_rule_is_refused(town: Corner, model: type[models.Model], change: dict[str, Any], name: str) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        model._default_manager.update(**change)


@pytest.mark.parametrize(("model", "name"), TWICE)
def test_what_is_one_is_not_two(town: Corner, model: type[models.Model], name: str) -> None:
    row = model._default_manager.get()
    row.pk = None
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        row.save(force_insert=True)


def test_every_rule_is_broken_here() -> None:
    broken = "|".join([name for _model, _change, name in CHANGES] + [name for _model, name in TWICE])
    ours = {rule.name for model in apps.get_app_config("staff").get_models() for rule in model._meta.constraints}
    assert ours == set(broken.split("|"))
