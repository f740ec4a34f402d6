"""Every page in English: quiet, narrow enough, accessible; what the README shows is photographed into ``build/screens``.

A file a language, so that two workers share the looking.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import time_machine
from pytest_django import Settings

from tests.cast import MORNING
from tests.journeys.browser import Door
from tests.journeys.looking import LATER, faults_of_every_screen

pytestmark = [pytest.mark.browser, pytest.mark.journey, pytest.mark.timeout(900)]


def test_every_screen_in_english_is_quiet_narrow_and_accessible(door: Door, settings: Settings, tmp_path: Path) -> None:
    settings.DEMO_MODE, settings.STATE_DIR = True, tmp_path
    with time_machine.travel(MORNING + LATER, tick=True):
        wrong, _looked_at = faults_of_every_screen(door, "en", note="Please slice the buns")
    assert not wrong, "\n".join(wrong)
