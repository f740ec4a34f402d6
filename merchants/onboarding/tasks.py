from uuid import UUID

from celery import shared_task

from ecosystem import ports
from ecosystem.kernel import clock

from . import actions
from .queries.due import files_due

EVERY = {"onboarding.scan": 15, "onboarding.ask_the_core": 15, "onboarding.keep_everyones_time": 3600}


@shared_task(name="onboarding.scan")
def scan() -> None:
    """By whichever scanner is registered; the simulator where there is no other."""
    for _name, scanner in ports.document_scanners:
        actions.scan_due(scanner=scanner, at=clock.now())
        break


@shared_task(name="onboarding.ask_the_core")
def ask_the_core() -> None:
    for _name, core in ports.customer_knowledge:
        actions.ask_due(core=core, at=clock.now())
        break


@shared_task(name="onboarding.keep_time")
def keep_time(file_id: str) -> None:
    actions.keep_time(file_id=UUID(file_id), at=clock.now())


@shared_task(name="onboarding.keep_everyones_time")
def keep_everyones_time() -> None:
    """Wake one task for each file that time may have changed."""
    for file_id in files_due(clock.now()):
        keep_time.delay(str(file_id))
