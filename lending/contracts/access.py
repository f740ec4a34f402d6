"""Contracts are for the owners of the business that signed, and for whoever lends or watches risk."""

from __future__ import annotations

from uuid import UUID

from ecosystem.identity.public import parties_where
from ecosystem.kernel.actor import Actor
from lending.offices.public import sees
from lending.scoring.public import require_officer, require_reader

from .errors import ContractNotFound, TemplateNotFound
from .models import Contract, ContractTemplate, TemplateDraft

OWNER = frozenset({"owner"})


def contract_for(by: Actor, contract_id: UUID) -> Contract:
    """Raises ``ContractNotFound``: no such contract, or of a business that ``by`` does not own."""
    contract = Contract.objects.filter(pk=contract_id, party__in=parties_where(by, OWNER)).select_related("template").first()
    if contract is None:
        raise ContractNotFound
    return contract


def case_for(by: Actor, contract_id: UUID) -> Contract:
    """For officers and risk managers. Raises ``LendersOnly``, ``ContractNotFound``."""
    require_reader(by)
    contract = Contract.objects.filter(pk=contract_id).select_related("template", "offer__decision__policy", "offer__product", "party").first()
    if contract is None or not sees(by, contract.party_id):
        raise ContractNotFound
    return contract


def template_for(by: Actor, number: int) -> ContractTemplate:
    require_reader(by)
    template = ContractTemplate.objects.filter(pk=number).first()
    if template is None:
        raise TemplateNotFound
    return template


def draft_for(by: Actor, draft_id: UUID, *, lock: bool = False) -> TemplateDraft:
    (require_officer if lock else require_reader)(by)
    drafts = TemplateDraft.objects.filter(pk=draft_id)
    draft = (drafts.select_for_update(no_key=True) if lock else drafts).first()
    if draft is None:
        raise TemplateNotFound
    return draft
