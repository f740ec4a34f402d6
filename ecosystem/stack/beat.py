"""Celery's scheduler, saying that it lives and asking the workers to say so."""

from __future__ import annotations

import logging
import time
from typing import Any

import redis
from celery.beat import PersistentScheduler
from kombu.exceptions import OperationalError

from . import heartbeat

log = logging.getLogger(__name__)


class Scheduler(PersistentScheduler):
    """Asks every five seconds; every second while no worker answers, so that a start is seen soon."""

    asks_next = 0.0

    def tick(self, *words: Any, **named: Any) -> float:
        return min(float(super().tick(*words, **named)), self._ask())

    def _ask(self) -> float:
        """Seconds until it is time to ask again."""
        now = time.monotonic()
        if now >= self.asks_next:
            pause = heartbeat.EVERY
            try:
                heartbeat.live("beat")
                self.app.control.broadcast("say_that_you_live")
                pause = heartbeat.EVERY if heartbeat.living()["worker"] else 1
            except (redis.RedisError, OperationalError) as error:
                log.warning("beat can't say that it lives: %s", error)
            self.asks_next = now + pause
        return max(self.asks_next - time.monotonic(), 0.05)
