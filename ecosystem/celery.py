"""Celery executes; rows are the truth. Each room names its own periodic work in ``tasks.py``."""

import os
from importlib import import_module
from typing import Any

from celery import Celery
from celery.signals import import_modules, worker_init
from django.apps import apps
from django.utils.module_loading import module_has_submodule

from ecosystem.stack.checks import refuse_unsafe_start

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ecosystem.settings")
app = Celery("twin")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


def periodic_work() -> dict[str, dict[str, Any]]:
    """Each room's ``tasks.EVERY``: the name of a task → seconds between its runs."""
    rooms = [room for room in apps.get_app_configs() if room.module and module_has_submodule(room.module, "tasks")]
    every = {name: seconds for room in rooms for name, seconds in getattr(import_module(f"{room.name}.tasks"), "EVERY", {}).items()}
    # What nobody took before its next turn is of no use: the next turn does it.
    return {name: {"task": name, "schedule": float(seconds), "options": {"expires": max(seconds, 5)}} for name, seconds in every.items()}


@import_modules.connect
def schedule(**_event: object) -> None:
    """Once Django is set up, which this module must not ask for while it is read."""
    app.conf.beat_schedule = periodic_work()


@worker_init.connect
def check_before_work(**_: object) -> None:
    refuse_unsafe_start()
