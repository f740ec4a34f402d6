from celery import shared_task

from ecosystem import ports
from ecosystem.kernel import clock

from . import messaging, pushing, spreading

EVERY = {"notices.spread": 5, "notices.send_pushes": 5, "notices.send_templates": 15, "notices.send_texts": 15, "notices.make_calls": 15}


@shared_task(name="notices.spread")
def spread() -> None:
    spreading.spread_notices(at=clock.now())


@shared_task(name="notices.send_pushes")
def send_pushes() -> None:
    for _name, service in ports.push_services:
        pushing.send_pushes(service=service, at=clock.now())
        break


@shared_task(name="notices.send_templates")
def send_templates() -> None:
    """By whichever account is registered; the simulator where there is no other."""
    for _name, gateway in ports.template_gateways:
        messaging.send_templates(gateway=gateway, at=clock.now())
        break


@shared_task(name="notices.send_texts")
def send_texts() -> None:
    """By whichever gateway is registered; the simulator where there is no other."""
    for _name, gateway in ports.text_gateways:
        messaging.send_texts(gateway=gateway, at=clock.now())
        break


@shared_task(name="notices.make_calls")
def make_calls() -> None:
    """By whichever line is registered; the simulator where there is no other."""
    for _name, gateway in ports.call_gateways:
        messaging.make_calls(gateway=gateway, at=clock.now())
        break
