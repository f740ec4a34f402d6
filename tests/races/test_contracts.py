"""Contracts are signed by several at once: one is kept, with one line. Real threads, real commits."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import transaction

from ecosystem.identity.public import Membership, give_role
from ecosystem.kernel.errors import DomainError
from ecosystem.ledger.public import balance_of, deposit_of
from lending.contracts import rules
from lending.contracts.actions import discard_template, draft_template, publish_template, sign_contract
from lending.contracts.models import Contract, ContractTemplate, Signature, TemplateDraft
from lending.contracts.prove import PROOF
from lending.loans.acceptance import ChosenTerms, conclude
from lending.loans.models import Facility
from tests.lending.cast import actor, at_bank, merchant, person
from tests.lending.contracts.cast import SOON, accept, offered
from tests.lending.loans.cast import differences
from tests.lending.trade import AT
from tests.together import at_once, neck_and_neck

pytestmark = pytest.mark.race


def test_two_owners_who_accept_at_once_sign_two_papers_and_one_is_kept(committed: str) -> None:
    shop = merchant(days=90)
    sister = person("sister")
    with transaction.atomic():
        give_role(person=sister, party=shop.party, role=Membership.Role.OWNER, at=AT)
        offer = offered(shop)
    least = offer.amount_min_minor
    answers = at_once(partial(accept, offer, shop.by, key="hers"), partial(accept, offer, actor(sister), key="mine", principal=least))
    [loan] = [answer for answer in answers if isinstance(answer, Facility)]
    assert [answer.code for answer in answers if isinstance(answer, DomainError)] == ["offer_not_open"]
    contract, signature = Contract.objects.get(), Signature.objects.get(side="borrower")
    drawn = loan.draws.get().principal_minor
    assert (contract.loan_id, contract.terms["principal_minor"]) == (loan.pk, drawn)
    assert signature.person_id == (shop.owner.pk if drawn > least else sister.pk)
    assert balance_of(deposit_of(shop.party_id)) == drawn
    assert differences() == [] and not any(line.differences for line in PROOF.prove())


def test_two_papers_of_one_offer_are_concluded_once(committed: str) -> None:
    """Both were signed before either asked for the offer; without its lock both would be lent on."""
    shop = merchant(days=90)
    with transaction.atomic():
        offer = offered(shop)
    acts = []
    for key, principal in (("a", offer.amount_max_minor), ("b", offer.amount_min_minor)):
        terms = ChosenTerms(principal_minor=principal, purpose="stock", agreed=True)
        paper = sign_contract(offer=offer, principal_minor=principal, purpose="stock", by=shop.by, at=SOON)
        acts.append(partial(conclude, offer_id=offer.pk, terms=terms, paper=paper, key=key, by=shop.by, at=SOON))
    answers = neck_and_neck(*acts)
    assert [answer.code for answer in answers if isinstance(answer, DomainError)] == ["offer_not_open"]
    assert Contract.objects.get().terms["principal_minor"] == balance_of(deposit_of(shop.party_id))
    assert differences() == []


def test_a_draft_is_published_or_dropped_once(committed: str) -> None:
    writer, one, other = at_bank("credit_officer"), at_bank("credit_officer"), at_bank("credit_officer")
    body = ContractTemplate.objects.get().body
    draft = draft_template(title="合同", body=body, note="n", key="k", by=writer, at=AT)
    publish = [partial(publish_template, draft_id=draft.pk, sha256=rules.sha256_of(draft.body), by=by, at=AT) for by in (one, other)]
    answers = neck_and_neck(*publish, partial(discard_template, draft_id=draft.pk, by=writer, at=AT))
    assert sorted(answer.code for answer in answers if isinstance(answer, DomainError)) == ["template_decided"] * 2
    draft.refresh_from_db()
    assert ContractTemplate.objects.count() == 1 + (draft.status == "published")
    assert TemplateDraft.objects.exclude(status="draft").count() == 1
