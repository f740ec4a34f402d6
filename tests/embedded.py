"""Servers for a test run that was started without any: pytest by hand, in a fresh clone."""

from __future__ import annotations

import atexit
import os
from contextlib import ExitStack

from django.conf import settings

from ecosystem import environment
from ecosystem.stack.places import REPOSITORY, State
from ecosystem.stack.servers import Servers, lent


def lend_servers() -> None:
    """Start our own PostgreSQL and Valkey in ``.state/test`` and point the settings at them.

    The settings are read before any conftest is; xdist's workers inherit the environment.
    """
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        return
    borrowed = ExitStack()
    state = State(REPOSITORY / ".state" / "test")
    borrowed.enter_context(state.held("pytest"))
    addresses = borrowed.enter_context(lent(Servers(state, fast=True)))
    atexit.register(borrowed.close)
    os.environ.update(addresses.environ())
    settings.DATABASES["default"].update(environment.database(addresses.database))
    settings.DATABASE_OWNER_URL = addresses.owner
    settings.REDIS_URL = addresses.redis
    settings.CELERY_BROKER_URL = environment.broker(addresses.redis)
