"""A contract's text: one officer writes it, another publishes it, and it is for ever."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from ecosystem.audit.models import Act
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import DomainError
from lending.contracts import actions, errors, rules
from lending.contracts.models import Contract, ContractTemplate, Signature, TemplateDraft
from lending.products.public import LINE
from lending.scoring.public import LendersOnly
from tests.breaching import again, changed
from tests.lending.cast import at_bank, merchant
from tests.lending.contracts.cast import accept, offered
from tests.lending.trade import AT

pytestmark = pytest.mark.django_db
SOON = AT + timedelta(hours=1)


def body() -> str:
    return ContractTemplate.objects.get(number=1).body


def drafted(by: Actor, text: str | None = None, key: str = "k") -> TemplateDraft:
    written = text or body().replace("可以随时提前归还", "随时可以提前归还")
    return actions.draft_template(title="循环借款合同", body=written, note="Plainer", key=key, by=by, at=AT)


def refused(kind: type[DomainError], act: Any) -> DomainError:
    before = list(TemplateDraft.objects.values()), ContractTemplate.objects.count(), Act.objects.count()
    with pytest.raises(kind) as found:
        act()
    assert before == (list(TemplateDraft.objects.values()), ContractTemplate.objects.count(), Act.objects.count())
    return found.value


def test_two_people_publish_and_the_next_contract_is_written_from_it() -> None:
    writer, checker = at_bank("credit_officer"), at_bank("credit_officer")
    shop = merchant()
    offer = offered(shop)
    draft = drafted(writer)
    assert drafted(writer) == draft
    sha256 = rules.sha256_of(draft.body)
    refused(errors.PublishedByTheWriter, lambda: actions.publish_template(draft_id=draft.pk, sha256=sha256, by=writer, at=AT))
    refused(errors.TemplateChanged, lambda: actions.publish_template(draft_id=draft.pk, sha256="0" * 64, by=checker, at=AT))
    made = actions.publish_template(draft_id=draft.pk, sha256=sha256, by=checker, at=AT)
    assert (made.number, made.drafted_by, made.published_by, made.sha256) == (2, writer.name, checker.name, sha256)
    refused(errors.TemplateDecided, lambda: actions.publish_template(draft_id=draft.pk, sha256=sha256, by=checker, at=AT))
    refused(errors.TemplateDecided, lambda: actions.discard_template(draft_id=draft.pk, by=checker, at=AT))
    assert (ContractTemplate.objects.in_force(LINE, AT), ContractTemplate.objects.in_force(LINE, AT - timedelta(days=1))) == (
        made,
        ContractTemplate.objects.get(number=1),
    )
    accept(offer, shop.by)
    assert Contract.objects.get().template == made


def test_a_text_that_leaves_something_out_or_names_what_nobody_knows_is_refused() -> None:
    writer = at_bank("credit_officer")
    for bent, fault in (
        (body().replace("{effective_rate}", "{nominal_rate}"), "− {effective_rate}"),
        (body() + "{purse}", "? {purse}"),
        (body() + "{limit.__class__}", "? {limit.__class__}"),
        (body() + "{limit!r}", "? {limit}"),
        (body()[2:], "− #"),
    ):
        found = refused(errors.TemplateUnsound, lambda bent=bent: drafted(writer, bent))  # type: ignore[misc]
        assert fault in found.details["faults"]
    assert refused(errors.TemplateUnsound, lambda: drafted(writer, body() + "{"))


@pytest.mark.parametrize("role", ["operator", "risk_manager"])
def test_the_wrong_person_writes_and_publishes_nothing(role: str) -> None:
    draft, other = drafted(at_bank("credit_officer")), at_bank(role)
    sha256 = rules.sha256_of(draft.body)
    refused(LendersOnly, lambda: drafted(other, key="o"))
    refused(LendersOnly, lambda: actions.publish_template(draft_id=draft.pk, sha256=sha256, by=other, at=AT))
    refused(LendersOnly, lambda: actions.discard_template(draft_id=draft.pk, by=other, at=AT))
    assert actions.discard_template(draft_id=draft.pk, by=at_bank("credit_officer"), at=AT).status == "discarded"


def test_names_can_not_begin_clauses() -> None:
    words = dict.fromkeys(rules.TOLD, "# 第十一条")
    assert rules.text_of("# a\n{borrower}\nb\n", words) == [("a", ["# 第十一条", "b"])]


def test_the_database_keeps_its_rules() -> None:
    first = ContractTemplate.objects.get(number=1)
    assert first.sha256 == rules.sha256_of(first.body)
    again(first, "a_template_says_something", number=9, title="")
    again(first, "a_template_has_a_whole_digest", number=9, sha256="x")
    again(first, "a_template_is_published_by_another", number=9, drafted_by=first.published_by)
    draft = drafted(at_bank("credit_officer"))
    changed(TemplateDraft, "template_draft_has_a_known_status", status="lost", decided_at=SOON, decided_by="x")
    changed(TemplateDraft, "a_decided_template_says_by_whom", status="discarded")
    changed(TemplateDraft, "a_published_draft_is_a_template", template=first)
    assert draft.status == "draft"
    shop = merchant()
    accept(offered(shop), shop.by)
    contract, spare = Contract.objects.get(), offered(merchant("Spare"))
    other = {"offer_id": spare.pk, "loan_id": spare.pk, "number": "Y"}
    again(contract, "a_contract_has_a_number", **{**other, "number": ""})
    again(contract, "a_contract_has_whole_digests", **other, document_sha256="x")
    signature = Signature.objects.get(side="borrower")
    again(signature, "each_side_signs_once")
    copied = {**other, "id": spare.pk}
    bare = Contract.objects.create(**{f.attname: getattr(contract, f.attname) for f in Contract._meta.concrete_fields} | copied)
    again(signature, "signature_is_of_a_known_side", contract_id=bare.pk, side="notary")
    again(signature, "signature_names_its_certificate", contract_id=bare.pk, certificate_sha256="x")
    again(signature, "a_firm_is_signed_for_by_a_person", contract_id=bare.pk, person_id=None)
