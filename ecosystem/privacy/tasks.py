from celery import shared_task

from ecosystem.kernel import clock

from . import actions

EVERY = {"privacy.make_exports": 10, "privacy.delete_old_exports": 3600, "privacy.part_with": 300}


@shared_task(name="privacy.make_exports")
def make_exports() -> None:
    actions.make_exports(at=clock.now())


@shared_task(name="privacy.delete_old_exports")
def delete_old_exports() -> None:
    actions.delete_old_exports(at=clock.now())


@shared_task(name="privacy.part_with")
def part_with() -> None:
    actions.part_with(at=clock.now())
