from celery import shared_task

from ecosystem.kernel import clock

from . import sealing

EVERY = {"audit.seal": 10}


@shared_task(name="audit.seal")
def seal() -> None:
    """Everything committed so far, a batch to a transaction."""
    while sealing.seal(at=clock.now()) == sealing.BATCH:
        continue
