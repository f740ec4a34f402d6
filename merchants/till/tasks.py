from celery import shared_task

from ecosystem import ports
from ecosystem.kernel import clock

from .actions import invoicing

EVERY = {"till.send_invoices": 30}


@shared_task(name="till.send_invoices")
def send_invoices() -> None:
    """By whichever issuer is registered; the simulator where there is no other."""
    for _name, issuer in ports.invoice_issuers:
        invoicing.send_due(issuer=issuer, at=clock.now())
        break
