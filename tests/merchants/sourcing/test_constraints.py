"""Every rule that the database keeps for requests and quotes, broken once as the app's own role."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, models, transaction

from merchants.sourcing.models import AwardLine, Quotation, QuoteLine, QuoteVersion, Rfq, RfqLine
from tests import asking
from tests.buying import D
from tests.cast import MORNING

pytestmark = pytest.mark.django_db
CHANGES: list[tuple[type[models.Model], dict[str, Any], str]] = [
    (Rfq, {"status": "lost", "ended_at": None}, "rfq_has_a_known_status|an_rfq_that_ended_says_when"),
    (Rfq, {"sent_at": None}, "an_rfq_is_sent_before_it_is_answered"),
    (Rfq, {"ended_at": None}, "an_rfq_that_ended_says_when"),
    (Rfq, {"answer_by": MORNING}, "suppliers_have_time_to_answer"),
    (RfqLine, {"quantity": D(0)}, "an_rfq_line_asks_for_something"),
    (RfqLine, {"name_en": ""}, "an_rfq_line_has_a_name"),
    (Quotation, {"status": "gone", "order": None}, "quotation_has_a_known_status|a_quotation_counts_its_versions|a_quotation_that_ended_says_when"),
    (Quotation, {"number": 0}, "a_quotation_counts_its_versions"),
    (Quotation, {"order": None}, "a_quotation_that_won_has_its_order"),
    (Quotation, {"ended_at": None}, "a_quotation_that_ended_says_when"),
]
NEW: list[tuple[type[models.Model], dict[str, Any], str]] = [
    (RfqLine, {}, "rfq_lines_are_numbered"),
    (Quotation, {"order_id": None, "status": "lost"}, "a_supplier_is_asked_once"),
    (QuoteVersion, {}, "quote_versions_are_numbered"),
    (QuoteVersion, {"number": 9, "freight_minor": -1}, "quoted_freight_is_not_negative"),
    (QuoteVersion, {"number": 9, "freight_tax_bp": 5_001}, "tax_on_freight_is_a_part"),
    (QuoteLine, {}, "a_version_quotes_a_line_once"),
    (QuoteLine, {"unit_minor": 0}, "a_quoted_line_has_a_price"),
    (QuoteLine, {"lead_days": 366}, "quoted_goods_come_within_a_year"),
    (QuoteLine, {"tax_bp": 5_001}, "quoted_tax_is_a_part"),
    (AwardLine, {"quantity": D(0)}, "an_award_is_of_something"),
    (AwardLine, {}, "sourcing_awardline_line_id"),
]


def test_no_row_is_a_breach() -> None:
    at = asking.bazaar()
    rfq = asking.asked(at)
    asking.three_quotes(at, rfq)
    asking.awarded(at, rfq)
    for model, change, rule in CHANGES:
        # Of the quotations one that won: what it must say differs from what the others say.
        kept = Quotation.objects.filter(order__isnull=False) if model is Quotation else model._default_manager.all()
        first = model._default_manager.filter(pk=kept.order_by("pk").values("pk")[:1])
        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            first.update(**change)
    for model, change, rule in NEW:
        row = model._default_manager.order_by("pk").first()
        assert row is not None
        values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key}
        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            model(**{**values, **change}).save(force_insert=True)
    for model in (QuoteVersion, QuoteLine, AwardLine):
        for statement in ("UPDATE {} SET id = id", "DELETE FROM {}"):
            with pytest.raises(DatabaseError, match=r"never changed|permission denied"), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement.format(model._meta.db_table))
    named = {constraint.name for model in apps.get_app_config("sourcing").get_models() for constraint in model._meta.constraints}
    assert named <= {name for *_rest, rule in (*CHANGES, *NEW) for name in rule.split("|")}
