from __future__ import annotations

import pytest
from django.utils import translation


@pytest.fixture
def in_english() -> None:
    """For sentences that are looked at word by word."""
    translation.activate("en")
