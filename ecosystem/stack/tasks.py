from celery import shared_task

from . import heartbeat

EVERY = {"stack.heartbeat": heartbeat.EVERY}


@shared_task(name="stack.heartbeat")
def say_that_a_worker_lives() -> None:
    """Reached only when beat sent it, the broker carried it and a worker's process ran it."""
    heartbeat.live("worker")
