"""Celery executes; rows are the truth. Each room names its own periodic work in ``tasks.py``."""

import os

from celery import Celery
from celery.signals import worker_init

from ecosystem.stack.checks import refuse_unsafe_start

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ecosystem.settings")
app = Celery("twin")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def check_before_work(**_: object) -> None:
    refuse_unsafe_start()
