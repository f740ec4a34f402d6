"""What lenders read is written down."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry

from .. import access
from ..models import Contract


@entry
def open_document(*, contract_id: UUID, by: Actor, at: datetime) -> Contract:
    """A signed contract, for whoever lends or watches risk. Raises ``LendersOnly`` or ``ContractNotFound``."""
    contract = access.case_for(by, contract_id)
    record("lending.contract.read", target=contract, by=by, at=at)
    return contract
