from uuid import UUID

from celery import shared_task

from ecosystem import ports
from ecosystem.kernel import clock

from . import queries
from .actions import invoicing, match_collection

EVERY = {"till.send_invoices": 30, "till.match_collections": 60}


@shared_task(name="till.send_invoices")
def send_invoices() -> None:
    """By whichever issuer is registered; the simulator where there is no other."""
    for _name, issuer in ports.invoice_issuers:
        invoicing.send_due(issuer=issuer, at=clock.now())
        break


@shared_task(name="till.match_collection")
def match_one(collection_id: str) -> None:
    match_collection(collection_id=UUID(collection_id), at=clock.now())


@shared_task(name="till.match_collections")
def match_collections() -> None:
    """Wake one task for each receipt by a static code that is not linked."""
    for collection_id in queries.collections_to_match():
        match_one.delay(str(collection_id))
