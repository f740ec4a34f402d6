"""Every first page in Chinese: quiet, narrow enough, accessible, and photographed into ``build/screens``.

A file a language, so that two workers share the looking.
"""

from __future__ import annotations

import pytest
from pytest_django import Settings

from tests.journeys.browser import Door
from tests.journeys.looking import faults_of_every_screen

pytestmark = [pytest.mark.browser, pytest.mark.journey, pytest.mark.timeout(900)]


def test_every_screen_in_chinese_is_quiet_narrow_and_accessible(door: Door, settings: Settings) -> None:
    settings.DEMO_MODE = True
    wrong = faults_of_every_screen(door, "zh-hans", note="花卷请切开")
    assert not wrong, "\n".join(wrong)
