"""Rules that the database keeps for the platform, broken once each: keys, people and their roles, holds and notices."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from ecosystem.identity.models import Membership, Party, Person
from ecosystem.ledger.models import Hold
from ecosystem.ledger.public import deposit_of, place_hold
from ecosystem.notices.models import Notice
from ecosystem.notices.public import notify
from ecosystem.once.models import Effect
from tests import cast
from tests.breaching import again, changed
from tests.cast import MORNING

pytestmark = pytest.mark.django_db


def test_a_key_has_one_effect_and_is_something() -> None:
    effect = Effect.objects.create(scope="s", key="k", fingerprint=b"f" * 32, result={}, at=MORNING)
    again(effect, "one_key_has_one_effect")
    again(effect, "key_is_not_empty", key="")


def test_people_parties_and_roles_are_what_they_say() -> None:
    town = cast.corner()
    changed(Party, "party_has_a_known_kind", kind="ghost")
    changed(Party, "party_has_a_name_in_both_languages", name_en="")
    spare = Party.objects.create(kind="natural_person", name_zh="x", name_en="x", created_at=MORNING)
    again(Person.objects.get(pk=town.owner.pk), "one_person_per_address", email=town.owner.email.upper(), party_id=spare.pk)
    held = Membership.objects.get(person=town.owner, party=town.shop.party_id)
    again(held, "a_role_is_held_once_at_a_time")
    again(held, "membership_has_a_known_role", role="king")
    again(held, "membership_ends_after_it_begins", ended_at=held.since - timedelta(seconds=1))


def test_a_hold_and_a_notice_are_given_once() -> None:
    town = cast.corner()
    with transaction.atomic():
        place_hold(key="h", account=deposit_of(town.resident.party_id), amount_minor=1, expires_at=MORNING + timedelta(days=1), at=MORNING)
        notify(town.owner.party_id, "order_completed", "n", {"number": "1"}, at=MORNING)
    again(Hold.objects.get(key="h"), "hold_key_is_used_once")
    again(Notice.objects.get(key="n"), "a_notice_is_given_once")
