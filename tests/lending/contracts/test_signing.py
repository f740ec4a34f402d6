"""The contract: its text, who signed it, what happens when it can't be made, and that nothing is half-done."""

from __future__ import annotations

import json
import stat
import zipfile
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from django.conf import settings
from django.db import DatabaseError, transaction
from pypdf import PdfReader

from ecosystem.audit.models import Act
from ecosystem.consent.public import CREDIT_ASSESSMENT, ConsentWithdrawn, revoke
from ecosystem.design import paper
from ecosystem.kernel.errors import Conflict, DomainError
from lending.contracts import development, queries
from lending.contracts.actions import keep_contract, sign_contract
from lending.contracts.capitals import in_capitals
from lending.contracts.errors import ContractNotFound, ContractNotSigned, ContractNotWritten, NoTemplate
from lending.contracts.evidence import evidence_of
from lending.contracts.models import Contract, ContractTemplate
from lending.contracts.prove import PROOF
from lending.contracts.rules import percent, sha256_of, yuan
from lending.contracts.sealing import signatures_of
from lending.offers.public import Offer, quote
from lending.scoring.public import LendersOnly
from tests.lending.cast import Merchant, at_bank, merchant
from tests.lending.contracts.cast import SOON, OddKeys, accept, nothing_was_lent, offered, signed_by
from tests.lending.loans.cast import differences

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Merchant:
    return merchant("阿梅鲜果")


@pytest.fixture
def offer(shop: Merchant) -> Offer:
    return offered(shop)


def words_of(document: bytes) -> str:
    """As somebody finds who looks for words in it: without the breaks of its lines."""
    return "".join("".join(page.extract_text() for page in PdfReader(BytesIO(document)).pages).split())


def test_the_signed_contract_says_all_that_was_offered_and_holds(shop: Merchant, offer: Offer) -> None:
    principal = offer.amount_min_minor + 12_300
    loan = accept(offer, shop.by, principal=principal)
    contract = Contract.objects.get()
    assert (contract.loan_id, contract.offer_id, contract.party_id) == (loan.pk, offer.pk, shop.party_id)
    asked, said = quote(offer, principal, SOON), words_of(bytes(contract.document))
    told = [
        *("阿梅鲜果", "双圈示范银行（开发环境）", contract.number, "甲方（借款人）", "进货"),
        *(yuan(offer.amount_max_minor), in_capitals(offer.amount_max_minor), yuan(principal), in_capitals(principal)),
        *(yuan(asked.cost.cost_minor), in_capitals(asked.cost.cost_minor), yuan(0), in_capitals(0), f"约{asked.cost.days}天还清"),
        *(percent(offer.annual_rate), f"名义{percent(asked.cost.annual.nominal)}", f"实际{percent(asked.cost.annual.effective)}"),
        f"每次结算到账的{percent(Decimal(offer.withhold_bp) / 10_000)}",
        *(f"{offer.term_days}天", "实际天数/360", CREDIT_ASSESSMENT.sha256, str(offer.pk), str(offer.decision_id)),
    ]
    assert [words for words in told if words not in said] == []
    assert "{" not in said
    seen = queries.checked(contract)
    assert [(one.field, one.is_good, one.signed_at) for one in seen] == [("Borrower", True, SOON), ("Lender", True, SOON)]
    sides = {one.side: (one.name, one.firm, one.person_id) for one in contract.signatures.all()}
    assert sides["borrower"] == ("阿梅鲜果", "阿梅鲜果", shop.owner.pk)
    assert sides["bank"] == (development.BANK.name, development.BANK.firm, None)
    hers = x509.load_der_x509_certificate(seen[0].certificate)
    assert "DEVELOPMENT" in hers.issuer.rfc4514_string() and "阿梅鲜果" in hers.subject.rfc4514_string()
    assert not any(line.differences for line in PROOF.prove()) and differences() == []


def test_the_authority_of_development_is_made_once_and_readable_by_its_owner_alone(shop: Merchant, offer: Offer) -> None:
    root = development.DevelopmentKeys().roots()
    assert development.DevelopmentKeys().roots() == root
    file = Path(settings.STATE_DIR) / development.FILE
    assert "not-for-real" in file.name and stat.S_IMODE(file.stat().st_mode) == 0o600


def test_any_byte_that_is_changed_is_found(shop: Merchant, offer: Offer) -> None:
    accept(offer, shop.by)
    contract = Contract.objects.get()
    document, roots = bytes(contract.document), development.DevelopmentKeys().roots()
    assert [one.is_good for one in signatures_of(document, roots, at=SOON)] == [True, True]
    for place in (200, len(document) // 3, len(document) // 2, len(document) - 40):
        bent = bytearray(document)
        bent[place] ^= 0x01
        assert [one.is_good for one in signatures_of(bytes(bent), roots, at=SOON)] != [True, True], place
    # Signed by both, and known to nobody.
    assert not any(one.is_good for one in signatures_of(document, [], at=SOON))
    assert signatures_of(b"no document", roots, at=SOON) == []


def silent(*_asked: Any) -> bytes:
    raise OSError("the keys do not answer")


ODD: dict[str, Callable[[], OddKeys]] = {
    "a signer that is silent": lambda: OddKeys(sign=silent),
    "a signature of something else": lambda: OddKeys(sign=lambda held, content: held.sign(content + b"!")),
    "no signature at all": lambda: OddKeys(sign=lambda held, content: b"none"),
    "a clock that is silent": lambda: OddKeys(stamps=silent),
    "a clock that answers nonsense": lambda: OddKeys(stamps=lambda request: b"noon"),
    "an authority that nobody trusts": lambda: OddKeys(trusts=[]),
}


@pytest.mark.parametrize("keys", ODD.values(), ids=ODD.keys())
def test_without_signatures_that_hold_nothing_is_lent(shop: Merchant, offer: Offer, keys: Callable[[], OddKeys]) -> None:
    with signed_by(keys()), pytest.raises(ContractNotSigned) as refused:
        accept(offer, shop.by)
    assert refused.value.explain() and refused.value.advise()
    assert nothing_was_lent(offer)
    # The same key once the signer is back: her form is as good as it was.
    assert accept(offer, shop.by).limit_minor == offer.amount_max_minor


def test_without_keys_font_or_text_nothing_is_lent(shop: Merchant, offer: Offer, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(settings, "SIGNING_KEYS", "nobody")
        with pytest.raises(ContractNotSigned):
            accept(offer, shop.by)
    with monkeypatch.context() as patch:
        patch.setattr(paper, "FONT_FILE", "vendor/noto/none.ttf")
        paper.styles.cache_clear()
        with pytest.raises(ContractNotWritten) as refused:
            accept(offer, shop.by)
        assert refused.value.advise()
    with monkeypatch.context() as patch:
        patch.setattr(ContractTemplate.objects.all().__class__, "in_force", lambda *_asked: None)
        with pytest.raises(NoTemplate):
            accept(offer, shop.by)
    assert nothing_was_lent(offer)
    accept(offer, shop.by)


def test_a_consent_taken_back_between_the_paper_and_the_money_lends_nothing(shop: Merchant, offer: Offer) -> None:
    def take_back() -> None:
        with transaction.atomic():
            revoke(grant_id=offer.grant_id, by=shop.by, at=SOON)

    with signed_by(OddKeys(before=take_back)), pytest.raises(ConsentWithdrawn):
        accept(offer, shop.by)
    assert nothing_was_lent(offer)


def test_a_paper_for_other_terms_is_not_kept(shop: Merchant, offer: Offer) -> None:
    signed = sign_contract(offer=offer, principal_minor=offer.amount_min_minor, purpose="stock", by=shop.by, at=SOON)
    with pytest.raises(Conflict), transaction.atomic():
        keep_contract(signed, offer=offer, loan_id=offer.pk, principal_minor=offer.amount_max_minor, by=shop.by, at=SOON)
    assert nothing_was_lent(offer)


def test_what_is_signed_is_never_changed(shop: Merchant, offer: Offer) -> None:
    accept(offer, shop.by)
    changes: list[Callable[[], Any]] = [
        lambda: Contract.objects.update(number="X"),
        lambda: Contract.objects.get().signatures.update(name="X"),
        lambda: ContractTemplate.objects.update(title="X"),
        lambda: Contract.objects.get().signatures.all().delete(),
    ]
    for change in changes:
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_the_evidence_holds_everything_and_its_taking_is_recorded(shop: Merchant, offer: Offer) -> None:
    loan = accept(offer, shop.by)
    officer, contract = at_bank("credit_officer"), Contract.objects.get()
    _found, packed = evidence_of(contract_id=contract.pk, by=officer, at=SOON)
    with zipfile.ZipFile(BytesIO(packed)) as pack:
        files = {name: pack.read(name) for name in pack.namelist()}
    told = {name: json.loads(content) for name, content in files.items() if name.endswith(".json")}
    assert told["manifest.json"] == {name: sha256_of(content) for name, content in files.items() if name != "manifest.json"}
    assert [one.is_good for one in signatures_of(files["contract.pdf"], development.DevelopmentKeys().roots(), at=SOON)] == [True, True]
    assert sha256_of(files["template.txt"]) == told["contract.json"]["template_sha256"]
    assert told["offer.json"]["id"] == str(offer.pk) and told["decision.json"]["verdict"]["trace"]
    [consent] = told["consents.json"]
    assert (consent["text_version"], consent["text_sha256"], consent["text_zh"]) == (1, CREDIT_ASSESSMENT.sha256, CREDIT_ASSESSMENT.text_zh)
    assert [(one["side"], one["holds"]) for one in told["signatures.json"]] == [("bank", True), ("borrower", True)]
    assert {"consent.grant", "lending.offer.make", "lending.offer.accept", "lending.contract.sign", "lending.loan.open"} <= {
        row["act"] for row in told["audit.json"]
    }
    assert told["contract.json"]["loan_id"] == str(loan.pk)
    assert Act.objects.filter(act="lending.contract.evidence", actor=officer.name).count() == 1
    for who, refusal in ((shop.by, LendersOnly), (at_bank("operator"), LendersOnly)):
        with pytest.raises(refusal):
            evidence_of(contract_id=contract.pk, by=who, at=SOON)
    with pytest.raises(ContractNotFound):
        evidence_of(contract_id=offer.pk, by=officer, at=SOON)


def test_refusals_say_what_to_do_in_both_languages() -> None:
    kinds: list[type[DomainError]] = [ContractNotSigned, ContractNotWritten, NoTemplate]
    assert all(kind().explain() and kind().advise() for kind in kinds)
