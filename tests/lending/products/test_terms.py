"""One officer writes terms down, another puts them in force from a day to come; nobody offers above the cap, and versions stand."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from ecosystem.audit.models import Act
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.errors import Conflict
from lending.products import actions, errors
from lending.products.models import Product, TermsProposal
from lending.products.public import LINE, current_product, expected_loss_minor, year_interest_minor
from lending.products.rules import break_even_bp
from lending.scoring.errors import LendersOnly
from tests.lending.cast import at_bank, merchant
from tests.lending.referrals.test_pages import browser, read
from tests.lending.trade import AT

pytestmark = pytest.mark.django_db
HERE = "/bank/products/"
TOMORROW = business_date(AT) + timedelta(days=1)
CHEAPER = actions.NewTerms(Decimal("0.084"), 50_000, 50_000_000, 180, 2_400, 4_500, TOMORROW)


def test_what_is_expected_to_be_lost_is_exposure_times_chance_times_share() -> None:
    # 100,000 yuan, of which 3 in 100 turn bad and 45 % of those is lost: 1,350 yuan; half a fen goes up.
    assert expected_loss_minor(10_000_000, 300, 4_500) == 135_000
    assert (expected_loss_minor(1, 5_000, 10_000), expected_loss_minor(0, 300, 4_500)) == (1, 0)
    # 9.9 % of 10,000 yuan for 365 days of 360 is 1,003.75 yuan; at 40 % lost, 25.09 in a hundred may turn bad.
    assert (year_interest_minor(1_000_000, Decimal("0.099")), break_even_bp(Decimal("0.099"), 4_000)) == (100_375, 2_509)


def test_terms_are_released_by_another_from_a_day_to_come_and_the_old_ones_stand() -> None:
    writer, colleague, risk = at_bank("credit_officer"), at_bank("credit_officer"), at_bank("risk_manager")
    before = list(Product.objects.values())

    def propose(key: str = "k", why: str = "cheaper money", code: str = LINE, by: Any = writer, **more: Any) -> TermsProposal:
        terms = actions.NewTerms(**{**{name: getattr(CHEAPER, name) for name in CHEAPER.__dataclass_fields__}, **more})
        return actions.propose_terms(code=code, terms=terms, why=why, key=key, by=by, at=AT)

    made = propose()
    assert propose() == made and TermsProposal.objects.count() == 1
    for wrong in (
        {"annual_rate": Decimal("0.23")},  # 26.3 % effective: above the cap of 24
        # 21.6 % if all is repaid on the last day, 24.1 % where the interest is paid each day, as out of settlements.
        {"annual_rate": Decimal("0.213"), "term_days": 365},
        {"annual_rate": Decimal("0")},
        {"annual_rate": Decimal("0.0840001")},
        {"min_principal_minor": 60_000_000},
        {"term_days": 0},
        {"lgd_bp": 0},
        {"apr_cap_bp": 2_401},
        {"apr_cap_bp": 0},
        {"valid_from": business_date(AT)},
        {"why": " "},
        {"why": "w" * 201},
    ):
        with pytest.raises(errors.TermsUnsound):
            propose(key=uuid4().hex, **wrong)
    with pytest.raises(errors.ProductNotOffered):
        propose(key="other", code="nothing")
    for by in (risk, at_bank("operator"), merchant(days=0).by):
        with pytest.raises(LendersOnly):
            propose(key="x", by=by)
        with pytest.raises(LendersOnly):
            actions.release_terms(proposal_id=made.pk, by=by, at=AT)
        with pytest.raises(LendersOnly):
            actions.drop_terms(proposal_id=made.pk, by=by, at=AT)
    with pytest.raises(errors.ReleasedByAnother):
        actions.release_terms(proposal_id=made.pk, by=writer, at=AT)
    with pytest.raises(errors.TermsUnsound):
        actions.release_terms(proposal_id=made.pk, by=colleague, at=AT + timedelta(days=2))
    with pytest.raises(errors.ProposalNotFound):
        actions.release_terms(proposal_id=uuid4(), by=colleague, at=AT)
    assert list(Product.objects.values()) == before
    released = actions.release_terms(proposal_id=made.pk, by=colleague, at=AT)
    assert (released.version, released.annual_rate, released.name_en, released.lgd_bp) == (2, Decimal("0.084"), "Sales line", 4_500)
    assert current_product(LINE, AT).version == 1 and current_product(LINE, AT + timedelta(days=1)).version == 2
    with pytest.raises(errors.ProposalDecided):
        actions.release_terms(proposal_id=made.pk, by=colleague, at=AT)
    again = propose(key="again")
    with pytest.raises(Conflict):
        actions.release_terms(proposal_id=again.pk, by=colleague, at=AT)
    assert actions.drop_terms(proposal_id=again.pk, by=colleague, at=AT).status == "dropped"
    with pytest.raises(errors.ProposalDecided):
        actions.drop_terms(proposal_id=again.pk, by=writer, at=AT)
    assert list(Product.objects.filter(version=1).values()) == before
    acts = Act.objects.filter(act__startswith="lending.terms.").order_by("pk").values_list("act", flat=True)
    assert list(acts) == [f"lending.terms.{act}" for act in ("propose", "release", "propose", "drop")]


def test_the_page_shows_what_waits_to_whoever_may_look_and_the_form_writes_it_down(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: AT)
    writer, colleague = at_bank("credit_officer"), at_bank("credit_officer")
    hers, other, risk = (browser(who) for who in (writer, colleague, at_bank("risk_manager")))
    sent = {
        "code": LINE,
        "annual_rate": "8.4",
        "least": "500",
        "most": "500000",
        "term_days": "180",
        "apr_cap": "24",
        "lgd": "45",
        "valid_from": TOMORROW.isoformat(),
        "why": "cheaper money",
        "idempotency_key": "k",
    }
    assert hers.post(f"{HERE}propose/", sent).status_code == 302
    for wrong in (
        {"valid_from": ""},
        {"valid_from": "2026-13-45"},
        {"term_days": "many"},
        {"term_days": "9" * 5_000},
        {"annual_rate": "much"},
        {"annual_rate": "1E99999999999"},
        {"apr_cap": "1E9"},
        {"most": "1E99"},
    ):
        assert hers.post(f"{HERE}propose/", sent | wrong | {"idempotency_key": "w"}).status_code == 422
    made = TermsProposal.objects.get()
    assert (made.annual_rate, made.lgd_bp, made.max_principal_minor) == (Decimal("0.084"), 4_500, 50_000_000)
    assert "Put them in force" not in read(hers, HERE) and "Put them in force" in read(other, HERE)
    page = read(risk, HERE)
    assert "10.56% / 24%" in page and "8.89% / 24%" in page
    assert "cheaper money" in page and "8.4%" in page and "¥1,003.75" in page and "Send to a colleague" not in page
    assert "产品与价格" in read(browser(writer, "zh-hans"), HERE)
    stranger = browser(merchant(days=0).by)
    for path in (f"{HERE}propose/", f"{HERE}proposals/{made.pk}/release/", f"{HERE}proposals/{made.pk}/drop/"):
        assert stranger.post(path, sent | {"idempotency_key": "s"}).status_code == 403 == risk.post(path, sent | {"idempotency_key": "r"}).status_code
    assert stranger.get(HERE).status_code == 403 and Product.objects.filter(code=LINE).count() == 1
    assert hers.post(f"{HERE}proposals/{made.pk}/release/").status_code == 403
    assert other.post(f"{HERE}proposals/{made.pk}/release/").status_code == 302 and "Still to come" in read(hers, HERE)


def test_a_program_of_the_bank_may_what_its_person_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: AT)
    hers, other, risk = (browser(at_bank(role)) for role in ("credit_officer", "credit_officer", "risk_manager"))
    stranger = browser(merchant(days=0).by)
    api: dict[str, Any] = {"content_type": "application/json"}
    sent = {
        "code": LINE,
        "annual_rate": "0.084",
        "min_principal": {"amount": "500.00", "currency": "CNY"},
        "max_principal": {"amount": "500000.00", "currency": "CNY"},
        "term_days": 180,
        "apr_cap_bp": 2_400,
        "lgd_bp": 4_500,
        "valid_from": TOMORROW.isoformat(),
        "why": "cheaper money",
    }
    listed, proposals = "/api/v1/credit-products", "/api/v1/credit-products/proposals"
    assert hers.post(proposals, sent, **api).status_code == 400
    made = [hers.post(proposals, sent, headers={"idempotency-key": "k"}, **api).json() for _ in range(2)]
    assert made[0] == made[1] and (made[0]["status"], made[0]["version"], made[0]["annual_rate"]) == ("waiting", None, "0.084000")
    dear = hers.post(proposals, sent | {"annual_rate": "0.23"}, headers={"idempotency-key": "d"}, **api)
    assert (dear.status_code, dear.json()["code"]) == (422, "terms_unsound")
    assert hers.post(proposals, sent | {"withhold_bp": 1}, headers={"idempotency-key": "u"}, **api).status_code == 422
    spare = hers.post(proposals, sent | {"why": "another"}, headers={"idempotency-key": "s"}, **api).json()["id"]
    release, drop = f"{proposals}/{made[0]['id']}/release", f"{proposals}/{spare}/drop"
    for who, status in ((stranger, 403), (risk, 403), (Client(), 401)):
        assert who.post(proposals, sent, headers={"idempotency-key": "w"}, **api).status_code == status
        assert who.post(release, **api).status_code == who.post(drop, **api).status_code == status
    assert (stranger.get(listed).status_code, Client().get(listed).status_code) == (403, 401)
    assert hers.post(release, **api).json()["code"] == "terms_released_by_another"
    told = risk.get(listed).json()
    assert ([row["version"] for row in told["versions"]], {row["id"] for row in told["waiting"]}) == ([1], {made[0]["id"], spare})
    assert other.post(release, **api).json()["version"] == 2 and other.post(release, **api).json()["code"] == "terms_proposal_decided"
    assert hers.post(drop, **api).json()["status"] == "dropped"
    assert other.post(f"{proposals}/{uuid4()}/drop", **api).status_code == 404
    told = hers.get(listed).json()
    assert (told["waiting"], told["versions"][0]["valid_from"]) == ([], TOMORROW.isoformat())


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"status": "x", "decided_at": AT, "decided_by": "b"}, "proposal_has_a_known_status"),
        ({"why": ""}, "a_proposal_says_who_and_why"),
        ({"status": "dropped"}, "a_decided_proposal_says_by_whom"),
        ({"status": "released", "decided_at": AT, "decided_by": "a", "product_id": 1}, "terms_are_released_by_another"),
        ({"status": "released", "decided_at": AT, "decided_by": "b"}, "a_released_proposal_is_a_version"),
    ],
)
def test_the_database_refuses_what_the_verbs_never_write(wrong: dict[str, Any], rule: str) -> None:
    terms = {name: getattr(CHEAPER, name) for name in CHEAPER.__dataclass_fields__}
    whole = {"code": LINE, "why": "w", "proposed_by": "a", "proposed_at": AT, **terms}
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        TermsProposal.objects.create(**whole | wrong)


def test_a_version_is_never_written_over() -> None:
    for statement in ("UPDATE products_product SET lgd_bp = 1", "DELETE FROM products_product", "DELETE FROM products_termsproposal"):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
