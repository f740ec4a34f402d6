"""Celery's scheduler, saying that it lives."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import redis
from celery.beat import PersistentScheduler

from . import heartbeat

HEARTBEAT = "stack.heartbeat"
log = logging.getLogger(__name__)


class Scheduler(PersistentScheduler):
    """Ticks at least as often as its most frequent entry, which is the heartbeat."""

    def setup_schedule(self) -> None:
        """The first sign of life is due at once: whoever waits for us to be ready waits for it."""
        super().setup_schedule()
        entry = self.schedule.get(HEARTBEAT)
        if entry is not None:
            entry.last_run_at = entry.default_now() - timedelta(hours=1)

    def tick(self, *words: Any, **named: Any) -> float:
        wait = float(super().tick(*words, **named))
        try:
            heartbeat.live("beat")
        except redis.RedisError as error:
            log.warning("beat can't say that it lives: %s", error)
        return min(wait, heartbeat.EVERY)
