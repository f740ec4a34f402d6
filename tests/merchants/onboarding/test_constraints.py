"""Every rule that the database keeps for files, broken once as the app's own role."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import F

from merchants.onboarding import actions
from merchants.onboarding.models import Document, Knowledge, MerchantFile, Requirement, Submission, Suspension
from merchants.shops.public import Shop
from tests import cast
from tests.cast import MORNING, actor
from tests.merchants.onboarding.cast import DAY, active, begun, desk

pytestmark = pytest.mark.django_db
CHANGES: list[tuple[type[models.Model], dict[str, Any], str]] = [
    (MerchantFile, {"legal_form": "club"}, "file_has_a_known_legal_form"),
    (MerchantFile, {"trade": "money"}, "file_has_a_known_trade"),
    (MerchantFile, {"status": "lost"}, "file_has_a_known_status"),
    (MerchantFile, {"party": None}, "a_file_in_the_queue_is_a_partys"),
    (MerchantFile, {"claimed_by": F("founder_id")}, "a_claim_says_who_and_when"),
    (MerchantFile, {"status": "in_review"}, "whoever_reviews_is_known"),
    (MerchantFile, {"approved_by": F("recommended_by")}, "a_second_person_approves"),
    (MerchantFile, {"recommended_by": None}, "a_second_person_approves"),
    (MerchantFile, {"approved_by": None}, "an_active_file_was_approved"),
    (MerchantFile, {"status": "terminated", "reason": ""}, "what_is_sent_back_says_why"),
    (Suspension, {"cause": "mood"}, "suspension_has_a_known_cause|money_is_held_for_a_reason_and_a_time"),
    (Suspension, {"reason": "", "hold_until": None}, "the_bank_says_why_it_suspends"),
    (Suspension, {"cause": "documents"}, "money_is_held_for_a_reason_and_a_time"),
    (Suspension, {"hold_until": F("began_at")}, "money_is_held_for_a_reason_and_a_time"),
    (Suspension, {"lifted_at": MORNING}, "a_lifted_suspension_says_by_whom"),
    (Requirement, {"kind": "horoscope"}, "requirement_is_of_a_known_kind"),
    (Requirement, {"asked": "perhaps"}, "requirement_is_asked_or_not"),
    (Document, {"media": "text/html"}, "document_is_a_picture_or_a_pdf"),
    (Document, {"size": 0}, "document_is_not_too_large"),
    (Document, {"size": 10 * 1024 * 1024 + 1}, "document_is_not_too_large"),
    (Document, {"scanned_at": None}, "a_document_is_clean_only_when_scanned"),
    (Document, {"uploaded_by": None}, "a_paper_was_handed_in_by_somebody"),
    (Submission, {"kind": "horoscope"}, "submission_is_of_a_known_kind"),
    (Submission, {"status": "lost"}, "submission_has_a_known_status"),
    (Submission, {"number": "360426199101010071"}, "a_persons_number_is_not_kept"),
    (Submission, {"last_four": "01010071"}, "a_persons_number_is_not_kept"),
    (Submission, {"status": "rejected"}, "a_rejected_or_waived_paper_says_why"),
    (Submission, {"decided_by": None}, "a_decided_paper_says_by_whom"),
    (Submission, {"decided_by": F("submitted_by")}, "nobody_decides_on_her_own_paper"),
    (Submission, {"status": "expired", "expires_on": None}, "what_expires_has_a_last_day"),
    (Knowledge, {"status": "answered"}, "an_answer_of_the_bank_says_when"),
    (Shop, {"suspended_at": None}, "a_suspended_shop_says_why"),
    (Shop, {"funds_held_for": ""}, "held_funds_say_why_and_until_when"),
]
TWICE: list[tuple[type[models.Model], str]] = [
    (Suspension, "one_suspension_a_cause"),
    (Requirement, "a_requirement_changes_once_a_day"),
    (Submission, "papers_of_a_file_are_numbered"),
]


@pytest.fixture
def stopped(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> MerchantFile:
    """An active merchant whom the bank has stopped, and what the bank was asked about her."""
    settings.STATE_DIR = tmp_path_factory.mktemp("state")
    who, founder = desk(), cast.person("founder")
    file, _shop = active(founder, who)
    actions.suspend_merchant(file_id=file.pk, reason="x", hold_until=MORNING + DAY, by=actor(who.maker), at=MORNING)
    actions.ask_the_bank(file_id=file.pk, by=actor(founder), at=MORNING)
    return file


def _row(model: type[models.Model]) -> models.Model:
    rows = model._default_manager.filter(kind="identity") if model is Submission else model._default_manager.all()
    row = rows.order_by("pk").first()
    assert row is not None
    return row


def test_no_row_can_be_changed_into_a_breach(stopped: MerchantFile) -> None:
    for model, change, rule in CHANGES:
        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            model._default_manager.filter(pk=_row(model).pk).update(**change)


def test_nothing_is_there_twice(stopped: MerchantFile) -> None:
    for model, rule in TWICE:
        row = _row(model)
        values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key}
        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            model(**values).save(force_insert=True)


def test_a_founder_begins_one_file_at_a_time(stopped: MerchantFile) -> None:
    file = begun(cast.person("other"))
    with pytest.raises(IntegrityError, match="one_begun_file_a_founder"), transaction.atomic():
        MerchantFile.objects.create(founder_id=file.founder_id, legal_form="micro", trade="fruit", opened_at=MORNING, moved_at=MORNING)


def test_every_rule_has_its_breach() -> None:
    named = {constraint.name for model in apps.get_app_config("onboarding").get_models() for constraint in model._meta.constraints}
    broken = {rule for *_row, rules in (*CHANGES, *TWICE) for rule in rules.split("|")} | {"one_begun_file_a_founder"}
    assert named - broken == set()
