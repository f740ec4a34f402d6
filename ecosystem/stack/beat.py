"""Celery's scheduler, saying that it lives."""

from __future__ import annotations

import logging

import redis
from celery.beat import PersistentScheduler

from . import heartbeat

log = logging.getLogger(__name__)


class Scheduler(PersistentScheduler):
    """Ticks at least as often as its most frequent entry, which is the heartbeat."""

    def tick(self) -> float:
        wait = float(super().tick())
        try:
            heartbeat.live("beat")
        except redis.RedisError as error:
            log.warning("beat can't say that it lives: %s", error)
        return min(wait, heartbeat.EVERY)
