"""What a worker does for the stack itself."""

from typing import Any

from celery.worker.control import control_command

from . import heartbeat


@control_command()
def say_that_you_live(state: Any) -> dict[str, str]:
    """Answered by the worker's own process: its children may be at long work for minutes, and well."""
    heartbeat.live("worker")
    return {"ok": "lives"}
