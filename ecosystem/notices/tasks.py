from celery import shared_task

from ecosystem import ports
from ecosystem.kernel import clock

from . import texting

EVERY = {"notices.send_texts": 15}


@shared_task(name="notices.send_texts")
def send_texts() -> None:
    """By whichever gateway is registered; the simulator where there is no other."""
    for _name, gateway in ports.text_gateways:
        texting.send_texts(gateway=gateway, at=clock.now())
        break
