"""From an offer to a document that both have signed; kept in the same commit as the money, or not at all.

Signing asks whoever holds the keys, so it happens before any lock is taken: what is signed is a paper in memory. Whatever then
keeps the loan from being opened leaves a paper that nobody kept, and no row.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.utils.translation import override

from ecosystem import ports
from ecosystem.audit.public import record
from ecosystem.consent.public import ConsentWithdrawn, Grant, standing_grant
from ecosystem.design.paper import FontMissing
from ecosystem.identity.public import Party
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.errors import Conflict
from ecosystem.kernel.verbs import inner
from lending.offers.public import PURPOSES, Offer, quote
from lending.portraits.public import PURPOSE, digest

from .. import rules
from ..errors import ContractNotSigned, ContractNotWritten, NoTemplate
from ..models import Contract, ContractTemplate, Signature
from ..paper import Heading, set_contract
from ..rules import Terms
from ..sealing import Seen, sealed, signatures_of

log = logging.getLogger(__name__)
Side = Signature.Side
# In a contract that is only read, before she has said what the money is for.
NOT_CHOSEN = "以甲方签署时所选的用途为准"
FIELDS = {Side.BORROWER: "Borrower", Side.BANK: "Lender"}


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that both have signed and nobody has kept yet."""

    offer_id: UUID
    party_id: UUID
    template: ContractTemplate
    terms: Terms
    number: str
    document: bytes
    signatures: tuple[Signature, ...]
    signed_at: datetime


def written(
    *, offer: Offer, principal_minor: int, purpose: str, by: Actor, at: datetime, is_draft: bool = True
) -> tuple[ContractTemplate, Terms, bytes]:
    """The contract for one amount, not signed: to be read before anybody agrees.

    Raises:
        NoTemplate: nobody has published a text for the product.
        AmountOutOfRange: less or more than was offered.
        ConsentWithdrawn: the data that the offer rests on may no longer be used.
        ContractNotWritten: it can't be set, for want of a font or by a fault of its text.
    """
    template = ContractTemplate.objects.in_force(offer.product_code, at)
    if template is None:
        raise NoTemplate
    terms = _terms(offer, principal_minor, purpose, by=by, at=at)
    number = rules.number_of(str(offer.pk), business_date(at))
    try:
        return template, terms, set_contract(template, terms, Heading(number, at, is_draft))
    except (FontMissing, OSError, KeyError, ValueError, IndexError) as fault:
        log.exception("contract %s can't be written", number)
        raise ContractNotWritten from fault


def sign_contract(*, offer: Offer, principal_minor: int, purpose: str, by: Actor, at: datetime) -> Paper:
    """Write the contract and have it signed, by the person who accepts and by the bank. Network: outside of any transaction; changes nothing.

    Raises:
        ContractNotSigned: whoever holds the keys is silent, or what came back does not hold.
        and whatever ``written`` raises.
    """
    template, terms, document = written(offer=offer, principal_minor=principal_minor, purpose=purpose, by=by, at=at, is_draft=False)
    number = rules.number_of(str(offer.pk), business_date(at))
    keys = _keys()
    try:
        hers = keys.for_person(signatory=ports.Signatory(terms.signatory, terms.borrower), at=at)
        banks = keys.for_bank(at=at)
        document = sealed(document, hers, keys, field=FIELDS[Side.BORROWER], at=at)
        document = sealed(document, banks, keys, field=FIELDS[Side.BANK], at=at)
        seen = signatures_of(document, keys.roots(), at=at)
    except Exception as fault:
        # The keys are another house's: whatever it answers, nothing is lent on a paper that is not signed.
        log.exception("contract %s can't be signed", number)
        raise ContractNotSigned from fault
    if [one.field for one in seen if one.is_good] != list(FIELDS.values()):
        log.error("contract %s came back with signatures that do not hold: %s", number, seen)
        raise ContractNotSigned
    signatures = _signatures(seen, terms, keys.bank(), by=by, at=at)
    return Paper(offer.pk, offer.party_id, template, terms, number, document, signatures, at)


@inner
def keep_contract(paper: Paper, *, offer: Offer, loan_id: UUID, principal_minor: int, by: Actor, at: datetime) -> Contract:
    """Keep what was signed beside the line that was opened on it, in the caller's commit. ``offer`` is held and just taken.

    Raises:
        Conflict: it was signed for something else than what is lent.
    """
    terms = paper.terms
    said = (paper.offer_id, terms.limit_minor, terms.principal_minor, terms.annual_rate, terms.withhold_bp, terms.term_days)
    if said != (offer.pk, offer.amount_max_minor, principal_minor, offer.annual_rate, offer.withhold_bp, offer.term_days):
        raise Conflict
    told = terms.as_json()
    contract = Contract.objects.create(
        number=paper.number,
        offer=offer,
        party_id=paper.party_id,
        loan_id=loan_id,
        template=paper.template,
        terms=told,
        terms_sha256=digest(told),
        document=paper.document,
        document_sha256=rules.sha256_of(paper.document),
        signed_at=paper.signed_at,
    )
    for signature in paper.signatures:
        signature.contract = contract
    Signature.objects.bulk_create(paper.signatures)
    after = {"number": contract.number, "template": paper.template.pk, "document_sha256": contract.document_sha256, "loan": loan_id}
    record("lending.contract.sign", target=contract, by=by, at=at, after=after)
    return contract


def _keys() -> ports.SigningKeys:
    keys = ports.signing_keys.named(settings.SIGNING_KEYS)
    if keys is None:
        log.error("nobody holds signing keys: no port of the name %r has joined", settings.SIGNING_KEYS)
        raise ContractNotSigned
    return keys


def _terms(offer: Offer, principal_minor: int, purpose: str, *, by: Actor, at: datetime) -> Terms:
    asked = quote(offer, principal_minor, at)
    names = dict(Party.objects.filter(pk__in=[offer.party_id, by.party_id]).values_list("pk", "name_zh"))
    consent = _consent(offer, at)
    today = business_date(at)
    with override("zh-hans"):
        purpose_words = str(PURPOSES.get(purpose, NOT_CHOSEN))
    return Terms(
        borrower=names[offer.party_id],
        signatory=names[by.party_id] if by.party_id else "",
        lender=_keys().bank().firm,
        offer=str(offer.pk),
        decision=str(offer.decision_id),
        limit_minor=offer.amount_max_minor,
        principal_minor=principal_minor,
        fee_minor=offer.fee_minor,
        cost_minor=asked.cost.cost_minor,
        annual_rate=offer.annual_rate,
        nominal_rate=asked.cost.annual.nominal,
        effective_rate=asked.cost.annual.effective,
        day_count=offer.product.day_count,
        withhold_bp=offer.withhold_bp,
        withhold_day_cap_minor=offer.product.withhold_day_cap_minor,
        term_days=offer.term_days,
        expected_days=asked.cost.days,
        opened_on=today,
        due_on=today + timedelta(days=offer.term_days),
        purpose=purpose,
        purpose_words=purpose_words,
        consented_at=consent.granted_at,
        consent_version=consent.text_version,
        consent_sha256=consent.text_sha256,
    )


def _consent(offer: Offer, at: datetime) -> Grant:
    found = standing_grant(offer.party_id, PURPOSE, at)
    if found is None:
        raise ConsentWithdrawn
    return found


def _signatures(seen: list[Seen], terms: Terms, bank: ports.Signatory, *, by: Actor, at: datetime) -> tuple[Signature, ...]:
    sides = {field: side for side, field in FIELDS.items()}
    names = {Side.BORROWER: (terms.signatory, terms.borrower, by.person_id), Side.BANK: (bank.name, bank.firm, None)}
    return tuple(
        Signature(
            side=sides[one.field],
            name=names[sides[one.field]][0],
            firm=names[sides[one.field]][1],
            person_id=names[sides[one.field]][2],
            certificate=one.certificate,
            certificate_sha256=rules.sha256_of(one.certificate),
            signed_at=one.signed_at or at,
        )
        for one in seen
    )
