from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django.fixtures import Settings

from ecosystem.feed.public import DEVICE, DOOR, MONEY, door, thing
from ecosystem.feed.rules import fault_in

HERE, ELSEWHERE = uuid4(), uuid4()


def test_equal_things_have_one_name_in_one_place_and_whatever_differs_another(settings: Settings) -> None:
    settings.FEED_KEY = "ab" * 32
    name = thing(DOOR, "3-201", within=HERE)
    assert name == thing(DOOR, "3-201", within=HERE)
    assert len(name) == 32
    others = [thing(DOOR, "3-202", within=HERE), thing(DOOR, "3-201", within=ELSEWHERE), thing(MONEY, "3-201", within=HERE)]
    settings.FEED_KEY = "cd" * 32
    others.append(thing(DOOR, "3-201", within=HERE))
    assert len({name, *others}) == 5
    assert fault_in({"device": name, "payer": name, "door": name, "account": name}) is None


def test_what_is_not_known_has_no_name() -> None:
    assert [thing(kind, "", within=HERE) for kind in (DEVICE, MONEY, DOOR)] == ["", "", ""]
    assert door(" ，。") == ""


def test_a_key_that_is_none_is_refused(settings: Settings) -> None:
    settings.FEED_KEY = "too short"
    with pytest.raises(ImproperlyConfigured, match="FEED_KEY"):
        thing(DOOR, "3-201", within=HERE)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("松庭苑 3栋2单元201", "松庭苑3 栋 2 单元 201", True),
        ("松庭苑 3栋2单元201", "松庭苑，３栋２单元２０１。", True),
        ("Pine Court 3-201", "pine court, 3 201", True),
        ("Pine Court 3-201", "Pine Court 32-01", False),
        ("Pine Court 3-201", "Pine Court 3-202", False),
        ("Pine Court 3-201", "Oak Court 3-201", False),
    ],
)
def test_a_door_is_one_however_it_is_written(one: str, other: str, *, same: bool) -> None:
    assert (door(one) == door(other)) is same
