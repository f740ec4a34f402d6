"""Terms and prices: one officer writes them down, another puts them in force from a day to come."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import ROUND_CEILING, Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.errors import Conflict
from ecosystem.kernel.verbs import entry, inner
from ecosystem.once.public import once
from lending.offices.public import require_officer

from . import access
from .errors import ProductNotOffered, ProposalDecided, ReleasedByAnother, TermsUnsound
from .models import Product, TermsProposal
from .rates import costliest
from .rules import BP

MOST_DAYS = 1_825
# No two officers lift the cap above this: the default of the rules (24 % effective), for the bank to confirm.
MOST_CAP_BP = 2_400
LONGEST = 200


@dataclass(frozen=True, slots=True)
class NewTerms:
    """What would be offered from a day on; all else of the product stays as its newest version says."""

    annual_rate: Decimal
    min_principal_minor: int
    max_principal_minor: int
    term_days: int
    apr_cap_bp: int
    lgd_bp: int
    valid_from: date


def faults(terms: NewTerms, last: Product, today: date) -> list[str]:
    """Sentences for whoever wrote them, none if they may be offered."""
    found = []
    if not 0 < terms.annual_rate < 1 or terms.annual_rate != round(terms.annual_rate, 6):
        found.append(_("the rate is between 0 and 100 per cent a year"))
    if not 0 < terms.min_principal_minor <= terms.max_principal_minor:
        found.append(_("the least loan is above nothing and not above the largest"))
    if not 0 < terms.term_days <= MOST_DAYS:
        found.append(_("the term is one day to five years"))
    if not 0 < terms.lgd_bp <= BP:
        found.append(_("what is lost of a bad debt is more than nothing and no more than all of it"))
    if not 0 < terms.apr_cap_bp <= MOST_CAP_BP:
        found.append(_("the cap is no more than %(most)s %% a year") % {"most": MOST_CAP_BP // 100})
    if terms.valid_from <= today:
        found.append(_("they begin on a day to come"))
    if not found and costliest_bp(terms.annual_rate, last) > terms.apr_cap_bp:
        found.append(_("a loan would cost more a year than the cap allows"))
    return found


def costliest_bp(rate: Decimal, like: Product) -> int:
    """The highest effective yearly cost at that rate, in basis points, rounded up."""
    return int((costliest(rate, like.day_count) * BP).to_integral_value(ROUND_CEILING))


@entry
def propose_terms(*, code: str, terms: NewTerms, why: str, key: str, by: Actor, at: datetime) -> TermsProposal:
    """Write down other terms of a product, for a colleague to put in force; once per key.

    Raises:
        LendersOnly: the actor is no credit officer.
        ProductNotOffered: there is no such product.
        TermsUnsound: they make no sense, would cost more than the cap, or no reason is given.
    """
    require_officer(by)
    with once(key, verb="products.propose", by=by, body={"code": code, "why": why, **asdict(terms)}, at=at) as turn:
        if turn.earlier is not None:
            return TermsProposal.objects.get(pk=turn.earlier["proposal"])
        _require_sound(code, terms, at, [] if 0 < len(why.strip()) <= LONGEST else [_("a sentence says why")])
        made = TermsProposal.objects.create(code=code, why=why.strip(), proposed_by=by.name, proposed_at=at, **asdict(terms))
        record("lending.terms.propose", target=made, by=by, at=at, after={"code": code, **asdict(terms)}, reason=made.why)
        turn.remember(proposal=made.pk)
        return made


@entry
def release_terms(*, proposal_id: UUID, by: Actor, at: datetime) -> Product:
    """Make a colleague's terms the product's next version, from their day on. What was offered or lent before keeps its own.

    Raises:
        LendersOnly, ProposalNotFound: the actor is no credit officer, or there is none.
        ReleasedByAnother: the actor wrote them.
        ProposalDecided: they were put in force or dropped before.
        TermsUnsound: their day has come meanwhile.
        Conflict: others begin on that day.
    """
    proposal = access.held_proposal(by, proposal_id)
    if proposal.proposed_by == by.name:
        raise ReleasedByAnother
    if proposal.status != TermsProposal.Status.WAITING:
        raise ProposalDecided
    terms = {name: getattr(proposal, name) for name in NewTerms.__dataclass_fields__}
    last = _require_sound(proposal.code, NewTerms(**terms), at, [])
    made = _versioned(last, terms)
    _decide(proposal, TermsProposal.Status.RELEASED, made, by=by, at=at)
    record("lending.terms.release", target=proposal, by=by, at=at, before={"version": last.version}, after={"version": made.version, **terms})
    return made


@entry
def drop_terms(*, proposal_id: UUID, by: Actor, at: datetime) -> TermsProposal:
    """Drop terms that wait, one's own or a colleague's. Raises as ``release_terms``."""
    proposal = access.held_proposal(by, proposal_id)
    if proposal.status != TermsProposal.Status.WAITING:
        raise ProposalDecided
    _decide(proposal, TermsProposal.Status.DROPPED, None, by=by, at=at)
    record("lending.terms.drop", target=proposal, by=by, at=at)
    return proposal


def _require_sound(code: str, terms: NewTerms, at: datetime, more: list[str]) -> Product:
    last = Product.objects.filter(code=code).order_by("-version").first()
    if last is None:
        raise ProductNotOffered(product=code)
    found = [*more, *faults(terms, last, business_date(at))]
    if found:
        raise TermsUnsound(faults="; ".join(found), details={"faults": found})
    return last


def _versioned(last: Product, terms: dict[str, Any]) -> Product:
    kept = {name: getattr(last, name) for name in ("code", "name_zh", "name_en", "day_count", "withhold_bp", "withhold_day_cap_minor")}
    try:
        with transaction.atomic():
            return Product.objects.create(version=last.version + 1, **kept, **terms)
    except IntegrityError:
        raise Conflict from None


@inner
def _decide(proposal: TermsProposal, status: str, product: Product | None, *, by: Actor, at: datetime) -> None:
    proposal.status, proposal.product, proposal.decided_by, proposal.decided_at = status, product, by.name, at
    proposal.save(update_fields=["status", "product", "decided_by", "decided_at"])
