"""What owners and officers see of contracts and templates."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from ecosystem import ports
from ecosystem.audit.public import acts_on, name_of
from ecosystem.consent.public import Grant, purpose_named
from lending.referrals.public import granted_on

from .models import Contract, ContractTemplate, TemplateDraft
from .sealing import Seen, signatures_of


def contract_of_loan(loan_id: UUID) -> Contract | None:
    """Without its file and its text."""
    return Contract.objects.filter(loan_id=loan_id).only("id", "number", "signed_at", "template_id").first()


def contract_of_decision(decision_id: UUID) -> Contract | None:
    return Contract.objects.filter(offer__decision=decision_id).select_related("template").order_by("-signed_at").first()


def checked(contract: Contract) -> list[Seen]:
    """The document's signatures as they hold today, against the roots that are trusted today."""
    keys = ports.signing_keys.named(settings.SIGNING_KEYS)
    return signatures_of(bytes(contract.document), keys.roots() if keys else (), at=contract.signed_at)


def templates() -> list[ContractTemplate]:
    return list(ContractTemplate.objects.order_by("-number"))


def drafts_waiting() -> list[TemplateDraft]:
    return list(TemplateDraft.objects.filter(status=TemplateDraft.Status.DRAFT).order_by("-drafted_at"))


def consents_behind(contract: Contract) -> list[dict[str, Any]]:
    """What the party had allowed when it signed, with the text it saw where that is still the one in force."""
    held = Grant.objects.filter(party=contract.party_id, granted_at__lte=contract.signed_at).order_by("granted_at", "pk")
    return [_consent(one) for one in held]


def _consent(held: Grant) -> dict[str, Any]:
    text = purpose_named(held.purpose)
    shown = {"text_zh": text.text_zh, "text_en": text.text_en} if text.sha256 == held.text_sha256 else {}
    fields = ("pk", "purpose", "text_version", "text_sha256", "granted_by_id", "granted_at", "until", "revoked_at", "ending")
    return {**{name: getattr(held, name) for name in fields}, **shown}


def acts_behind(contract: Contract, until: datetime) -> list[dict[str, Any]]:
    """Every act on the decision, the offer, the consents, the contract and the line, oldest first."""
    offer = contract.offer
    grants = [f"consent.grant/{one['pk']}" for one in consents_behind(contract)]
    targets = [name_of(contract), name_of(offer), f"offer/{offer.pk}", f"loans.facility/{contract.loan_id}", name_of(offer.decision), *grants]
    case = granted_on(offer.decision_id)
    targets += [name_of(case)] if case else []
    fields = ("id", "at", "actor", "act", "target", "before", "after", "reason")
    rows = [row for target in targets for row in acts_on(target).filter(at__lte=until).values(*fields)]
    return sorted(rows, key=lambda row: row["id"])
