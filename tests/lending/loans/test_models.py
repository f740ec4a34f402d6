"""What the database itself refuses."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, models, transaction

from lending.loans.models import Draw, Facility, LoanEntry, LoanTransaction, Withholding

from .cast import AT, TODAY, Cast, call_the_cast, days, lend, settle

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    made = call_the_cast()
    lend(made, 3_600_000)
    settle(made, 124_000, at=days(1))
    return made


@pytest.mark.parametrize(
    ("model", "wrong", "rule"),
    [
        (Facility, {"status": "lost"}, "facility_has_a_known_status|a_closed_facility_says_when"),
        (Facility, {"purpose": "holiday"}, "facility_has_a_known_purpose"),
        (Facility, {"limit_minor": 0}, "facility_has_a_limit"),
        (Facility, {"annual_rate": 1}, "facility_rate_is_a_yearly_fraction"),
        (Facility, {"day_count": "30/360"}, "facility_counts_days_in_a_known_way"),
        (Facility, {"withhold_bp": 10_001}, "facility_withholds_a_share"),
        (Facility, {"withhold_day_cap_minor": 0}, "facility_withholding_cap_is_positive"),
        (Facility, {"accrued_until": TODAY - timedelta(days=1)}, "interest_runs_from_the_opening"),
        (Facility, {"expires_on": TODAY}, "facility_ends_after_it_begins"),
        (Facility, {"classification": "fine"}, "facility_has_one_of_five_classes"),
        (Facility, {"status": "closed"}, "a_closed_facility_says_when"),
        (Facility, {"closed_at": AT}, "a_closed_facility_says_when"),
        (Draw, {"principal_minor": 0, "outstanding_minor": 0}, "draw_is_of_something"),
        (Draw, {"outstanding_minor": 3_600_001}, "a_draw_is_never_overpaid"),
        (Draw, {"outstanding_minor": -1}, "a_draw_is_never_overpaid"),
        (Draw, {"interest_paid_minor": 991}, "interest_is_never_overpaid"),
        (Draw, {"interest_paid_minor": -1}, "interest_is_never_overpaid"),
        (Draw, {"interest_units": -1}, "interest_only_grows"),
        (Draw, {"due_on": TODAY}, "a_draw_is_due_after_it_is_drawn"),
    ],
)
def test_a_row_that_makes_no_sense_is_refused(cast: Cast, model: type[models.Model], wrong: dict[str, Any], rule: str) -> None:
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        model._default_manager.update(**wrong)


def _copy(row: models.Model, **changed: Any) -> models.Model:
    """The same row again, with a key of its own."""
    skipped = {"id", *([] if not isinstance(row, LoanTransaction) else ["key"])}
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.attname not in skipped}
    if isinstance(row, LoanTransaction):
        values["key"] = uuid4().hex
    return type(row)._default_manager.create(**{**values, **changed})


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"kind": "gift", "transfer_id": uuid4()}, "loan_transaction_has_a_known_kind"),
        ({"amount_minor": 0, "principal_minor": 0, "interest_minor": 0}, "loan_transaction_moves_something"),
        ({"principal_minor": -1, "interest_minor": 12_401}, "no_part_of_a_payment_is_negative"),
        ({"interest_minor": 0}, "a_payment_is_principal_and_interest"),
        ({"owed_after_minor": -1}, "nobody_owes_less_than_nothing"),
        ({"reference": None}, "loan_money_names_its_transfer"),
        ({"kind": "early"}, "loan_money_names_its_transfer"),
    ],
)
def test_a_transaction_that_makes_no_sense_is_refused(cast: Cast, wrong: dict[str, Any], rule: str) -> None:
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        _copy(LoanTransaction.objects.get(kind="withheld"), **wrong)


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"amount_minor": 12_401, "principal_minor": 11_411, "owed_after_minor": 3_588_589}, "withheld_is_at_most_the_share_and_the_debt"),
        ({"owed_minor": 12_000, "owed_after_minor": -400}, "withheld_is_at_most_the_share_and_the_debt"),
        ({"cap_left_minor": 12_399}, "withheld_is_at_most_the_cap"),
        ({"interest_minor": 0}, "withheld_is_principal_and_interest"),
        ({"owed_after_minor": 0}, "withheld_lowers_the_debt"),
        ({"carry_minor": 1}, "only_a_shortfall_is_carried"),
        ({"transaction_id": None}, "what_was_withheld_was_booked"),
    ],
)
def test_a_withholding_that_makes_no_sense_is_refused(cast: Cast, wrong: dict[str, Any], rule: str) -> None:
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        _copy(Withholding.objects.get(), payout_id=uuid4(), **wrong)


def test_a_payout_is_withheld_from_once(cast: Cast) -> None:
    nothing = {"amount_minor": 0, "interest_minor": 0, "principal_minor": 0, "owed_after_minor": 3_600_990, "transaction_id": None}
    with pytest.raises(IntegrityError, match="a_payout_is_withheld_from_once"), transaction.atomic():
        _copy(Withholding.objects.get(), **nothing)


def test_an_entry_moves_something_once(cast: Cast) -> None:
    entry = LoanEntry.objects.filter(transaction__kind="draw").get()
    with pytest.raises(IntegrityError, match="one_entry_per_draw"), transaction.atomic():
        _copy(entry)
    with pytest.raises(IntegrityError, match="loan_entry_moves_something"), transaction.atomic():
        _copy(entry, principal_minor=0, interest_minor=0)


def test_a_borrower_has_one_open_line_and_numbers_her_draws_once(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="one_open_line_per_borrower"), transaction.atomic():
        _copy(Facility.objects.get(), offer_id=uuid4())
    with pytest.raises(IntegrityError, match="draws_are_numbered_once"), transaction.atomic():
        _copy(Draw.objects.get())


@pytest.mark.parametrize("model", [LoanTransaction, LoanEntry, Withholding])
def test_the_book_is_append_only(cast: Cast, model: type[models.Model]) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        model._default_manager.update(interest_minor=0)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        model._default_manager.filter(pk=model._default_manager.values("pk")[:1])._raw_delete("default")  # type: ignore[attr-defined]
