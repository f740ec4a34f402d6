"""What every page knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from ecosystem.kernel import clock


def page(request: HttpRequest) -> dict[str, Any]:
    """``demo_mode``, and ``at``: the moment from which "3 minutes ago" is counted."""
    return {"demo_mode": settings.DEMO_MODE, "at": clock.now()}
