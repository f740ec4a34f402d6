from __future__ import annotations

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from ecosystem.identity.public import register_person

AT = datetime(2026, 11, 23, 6, tzinfo=UTC)


@pytest.mark.django_db
@override_settings(DEMO_MODE=True)
def test_only_people_who_are_there_are_named() -> None:
    register_person(email="owner@demo.twin", name_zh="店主", name_en="Owner", password=None, at=AT)
    told = StringIO()
    call_command("demo_sign_ins", stdout=told)
    assert told.getvalue() == "owner    owner@demo.twin\n"


def test_outside_demo_mode_nobody_is_named() -> None:
    with pytest.raises(CommandError, match="demo mode only"):
        call_command("demo_sign_ins")
