"""Every rule that the database keeps for purchases, broken once as the app's own role."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, models, transaction

from merchants.procurement import actions
from merchants.procurement import models as m
from tests import buying
from tests.buying import D, Market
from tests.cast import MORNING, actor

pytestmark = pytest.mark.django_db
NOTHING = Decimal(0)

CHANGES: list[tuple[type[models.Model], dict[str, Any], str]] = [
    (m.Supplier, {"party": None}, "a_supplier_is_a_party_or_known_to_one_shop"),
    (m.Supplier, {"name_en": ""}, "supplier_has_a_name_in_both_languages"),
    (m.Supplier, {"min_order_minor": -1}, "supplier_asks_no_negative_minimum"),
    (m.Supplier, {"pay_days": 181}, "supplier_waits_half_a_year_at_most"),
    (m.Article, {"name_zh": ""}, "article_has_a_name_in_both_languages"),
    (m.Article, {"price_minor": 0}, "article_has_a_price"),
    (m.Article, {"multiple": NOTHING}, "article_comes_in_some_quantity"),
    (m.Article, {"lead_days": 366}, "article_comes_within_a_year"),
    (m.Article, {"tax_bp": 5_001}, "tax_of_an_article_is_less_than_half"),
    (m.Line, {"tax_bp": 5_001}, "tax_of_a_purchase_is_less_than_half"),
    (m.Order, {"freight_tax_bp": 5_001}, "tax_on_top_is_less_than_half"),
    (m.InvoiceLine, {"tax_bp": 5_001}, "tax_of_a_bill_is_less_than_half"),
    (m.Source, {"per_unit": NOTHING}, "a_unit_holds_something"),
    (m.BuyingPolicy, {"over_receipt_bp": 10_001}, "tolerance_is_a_part"),
    (m.BuyingPolicy, {"price_tolerance_minor": -1}, "tolerance_is_not_negative"),
    (m.BuyingPolicy, {"answer_hours": 721}, "an_answer_is_waited_for_up_to_a_month"),
    (m.Order, {"answer_by": MORNING}, "only_what_waits_is_answered_by_a_time"),
    (m.Order, {"ask_again_at": MORNING, "answer_by": None}, "an_answer_is_asked_for_before_its_time_is_over"),
    (m.Order, {"total_minor": 0}, "purchase_is_of_something"),
    (m.Order, {"status": "lost"}, "purchase_has_a_known_status"),
    (m.Order, {"approved_by": models.F("made_by")}, "nobody_approves_her_own_purchase"),
    (m.Order, {"sent_at": None}, "a_purchase_is_sent_before_it_is_answered"),
    (m.Order, {"agreed_revision": None}, "nothing_is_delivered_before_it_is_confirmed"),
    (m.Order, {"status": "short_closed", "reason": ""}, "an_early_end_has_a_reason"),
    (m.Order, {"on_hold": True}, "a_purchase_on_hold_says_why"),
    (m.Order, {"freight_minor": -1, "other_minor": 100, "landed_minor": 0}, "what_comes_on_top_is_not_negative"),
    (m.Order, {"landed_by": "colour"}, "landed_cost_is_shared_in_a_known_way"),
    (m.Order, {"landed_minor": 1_000_000}, "no_more_cost_lands_than_is_borne"),
    (m.Invoice, {"extra_minor": models.F("total_minor")}, "freight_is_a_part_of_the_invoice"),
    (m.ReorderRule, {"lead_days": 366}, "goods_come_within_a_year"),
    (m.ReorderRule, {"season_from": date(2026, 1, 1)}, "a_season_begins_and_ends"),
    (m.ReorderRule, {"season_bp": 999}, "a_season_is_a_tenth_to_tenfold"),
    (m.Line, {"unit_minor": 0}, "purchase_line_has_a_price"),
    (m.Line, {"rejected": Decimal(-1)}, "purchase_counters_are_not_negative"),
    (m.Line, {"accepted": Decimal("102.001"), "returned": Decimal(2)}, "no_more_is_accepted_than_ordered"),
    (m.Line, {"returned": Decimal(101), "billed": NOTHING}, "no_more_goes_back_than_came"),
    (m.Line, {"billed": Decimal(99)}, "no_more_is_billed_than_kept"),
    (m.Line, {"ahead": True, "billed": Decimal(101)}, "no_more_is_billed_than_kept"),
    (m.Order, {"billing": "never"}, "a_purchase_is_billed_in_a_known_way"),
    (m.Revision, {"billing": "never"}, "a_revision_is_billed_in_a_known_way"),
    (m.ReorderRule, {"trigger": "always"}, "a_rule_has_a_known_trigger"),
    (m.Line, {"given_up": Decimal(101)}, "no_more_is_given_up_than_ordered"),
    (m.Revision, {"proposed_by": "nobody"}, "a_revision_comes_from_one_of_two"),
    (m.Revision, {"total_minor": 0}, "a_revision_is_of_something"),
    (m.Revision, {"refused_at": MORNING}, "what_both_agreed_on_is_not_refused"),
    (m.Shipment, {"status": "lost"}, "shipment_has_a_known_status"),
    (m.ShipmentLine, {"quantity": NOTHING}, "a_shipped_line_is_of_something"),
    (m.Dispute, {"quantity": NOTHING}, "a_dispute_is_about_something"),
    (m.Dispute, {"kind": "lost"}, "a_dispute_has_a_known_kind"),
    (m.Dispute, {"status": "settled"}, "a_dispute_is_answered_then_settled"),
    (m.DoorCount, {"status": "waiting"}, "a_count_is_accepted_or_dropped_for_a_reason"),
    (m.DoorCount, {"status": "dropped", "receipt": None}, "a_count_is_accepted_or_dropped_for_a_reason"),
    (m.Refused, {"status": "sent_back"}, "refused_goods_end_by_a_decision"),
    (m.Refused, {"quantity": NOTHING}, "refused_goods_are_something"),
    (m.Return, {"reason": ""}, "a_return_says_why"),
    (m.Return, {"value_minor": -1}, "a_return_is_worth_something_or_nothing"),
    (m.Invoice, {"status": "lost"}, "invoice_has_a_known_status"),
    (m.Invoice, {"number_key": ""}, "invoice_is_of_something"),
    (m.Invoice, {"debited_minor": -1}, "debits_never_exceed_the_invoice"),
    (m.Invoice, {"due_on": date(2020, 1, 1)}, "an_invoice_is_due_after_it_is_issued"),
    (m.Invoice, {"approved_at": None}, "nothing_is_paid_unapproved"),
    (m.Invoice, {"payment_id": None}, "an_invoice_is_paid_by_a_payment"),
    (m.Invoice, {"transfer_id": None}, "a_paid_invoice_names_its_transfer"),
    (m.Invoice, {"released_by": models.F("approved_by")}, "a_release_says_why"),
    (m.InvoiceLine, {"gross_minor": 0}, "a_billed_line_is_of_something"),
    (m.InvoiceLine, {"covered": Decimal(-1)}, "a_billed_line_counts_from_nothing"),
    (m.InvoiceLine, {"covered": Decimal(101)}, "no_more_is_settled_than_billed"),
    (m.InvoiceLine, {"price_debited_minor": -1}, "a_price_debit_is_a_part_of_the_line"),
    (m.DebitNote, {"amount_minor": 0}, "a_debit_is_of_something"),
    (m.DebitNote, {"why": "lost"}, "a_debit_has_a_known_reason"),
    (m.DebitNote, {"status": "lost"}, "a_debit_has_a_known_status"),
    (m.DebitNote, {"status": "paid_back"}, "what_is_paid_back_names_its_refund"),
    (m.ReorderRule, {"maximum": NOTHING}, "a_shelf_is_filled_from_least_to_most"),
    (m.ReorderRule, {"review_days": 0}, "a_shelf_is_looked_at_within_a_quarter"),
    (m.Reordering, {"trigger": "always"}, "reordering_has_a_known_trigger"),
    (m.Receivable, {"amount_minor": -1}, "a_receivable_is_never_negative"),
    (m.Receivable, {"digest": b"short"}, "a_receivable_has_a_whole_digest"),
    (m.Receivable, {"pledged_to": "bank"}, "a_pledge_says_to_whom_and_when"),
]
TWICE: list[tuple[type[models.Model], str]] = [
    (m.Article, "article_code_is_unique_at_its_supplier"),
    (m.Source, "an_article_is_a_source_of_a_sku_once"),
    (m.Line, "purchase_lines_are_numbered"),
    (m.Revision, "revisions_are_numbered"),
    (m.RevisionLine, "a_revision_says_a_line_once"),
    (m.ShipmentLine, "a_shipment_names_a_line_once"),
    (m.ReceiptLine, "a_receipt_counts_a_line_once"),
    (m.Dispute, "a_difference_is_argued_once"),
    (m.DoorCountLine, "a_count_names_a_line_once"),
    (m.ReturnLine, "a_return_names_a_line_once"),
    (m.Invoice, "a_supplier_uses_an_invoice_number_once"),
    (m.InvoiceLine, "an_invoice_bills_a_line_once"),
    (m.Receivable, "procurement_receivable_"),
    (m.Reordering, "a_shop_reorders_from_a_supplier_in_one_way"),
    (m.Refused, "what_lies_aside_of_a_line_is_one_heap"),
]
NEW: list[tuple[type[models.Model], dict[str, Any], str]] = [
    (m.RevisionLine, {"unit_minor": 0}, "a_revised_line_has_a_price"),
    (m.Receipt, {"reverses_id": "first", "value_minor": 0}, "a_reversal_says_why"),
    (m.Receipt, {"value_minor": -1}, "a_reversal_takes_value_back"),
    (m.Receipt, {"landed_minor": -1}, "a_reversal_takes_landed_cost_back"),
    (m.Charge, {"amount_minor": 0, "stock_minor": 0}, "a_charge_is_of_something"),
    (m.Charge, {"reason": ""}, "a_charge_says_why"),
    (m.ReceiptLine, {"delivered": Decimal(1)}, "what_came_was_taken_or_refused"),
    (m.ReceiptLine, {"delivered": Decimal(1), "accepted": Decimal(2), "rejected": Decimal(-1)}, "a_receipt_goes_one_way"),
    (m.ReceiptLine, {"why": ""}, "a_rejection_says_why"),
    (m.DoorCountLine, {"delivered": NOTHING}, "a_counted_line_is_of_something"),
    (m.ReturnLine, {"quantity": NOTHING}, "a_returned_line_is_of_something"),
]


@pytest.fixture(scope="module")
def town(common_ground: None) -> Market:
    """Something of everything: a policy, a shipment short and broken, a return after payment, an open dispute."""
    town = buying.market()
    buying.policy(town, price_tolerance_bp=1)
    actions.set_reorder_rule(
        sku_id=town.corner.milk.pk, minimum=D(1), maximum=D(2), review_days=7, snoozed_until=None, by=actor(town.owner), at=MORNING
    )
    actions.set_reordering(shop_id=town.shop.pk, supplier_id=town.supplier.pk, trigger="auto", by=actor(town.owner), at=MORNING)
    order = buying.confirmed(town)
    count = buying.counted(town, order, "100", shipment=buying.shipped(town, order, "100"))
    buying.accepted(town, count, "98", rejected=["2"])
    buying.paid(town, buying.approved(town, buying.billed(town, order, ("98", 7_200))))
    actions.return_goods(order_id=order.pk, quantities={1: D(1)}, reason="sour", key="r", by=actor(town.keeper), at=MORNING)
    actions.charge_freight(order_id=order.pk, amount_minor=100, landed_by="value", reason="carrier", key="c", by=actor(town.accountant), at=MORNING)
    return town


def _copied(row: models.Model, **changes: Any) -> models.Model:
    fields = [field for field in row._meta.concrete_fields if not field.primary_key]
    values = {field.attname: getattr(row, field.attname) for field in fields}
    return type(row)(**{**values, **{name: row.pk if value == "first" else value for name, value in changes.items()}})


def _breaks(rule: str) -> Any:
    return pytest.raises(IntegrityError, match=rule)


@pytest.mark.parametrize(("model", "change", "rule"), CHANGES)
def test_no_row_can_be_changed_into_a_breach(town: Market, model: type[models.Model], change: dict[str, Any], rule: str) -> None:
    row = model._default_manager.order_by("pk").first()
    assert row is not None
    with _breaks(rule), transaction.atomic():
        model._default_manager.filter(pk=row.pk).update(**change)


@pytest.mark.parametrize(("model", "rule"), TWICE)
def test_nothing_is_there_twice(town: Market, model: type[models.Model], rule: str) -> None:
    row = model._default_manager.order_by("pk").first()
    assert row is not None
    with _breaks(rule), transaction.atomic():
        _copied(row).save(force_insert=True)


@pytest.mark.parametrize(("model", "change", "rule"), NEW)
def test_no_new_row_is_a_breach(town: Market, model: type[models.Model], change: dict[str, Any], rule: str) -> None:
    row = model._default_manager.order_by("pk").first()
    assert row is not None
    with _breaks(rule), transaction.atomic():
        _copied(row, **change).save(force_insert=True)


def test_a_second_delivery_waits_until_the_first_is_accepted(town: Market) -> None:
    accepted = m.DoorCount.objects.get()
    waiting = {"status": "waiting", "receipt_id": None, "decided_at": None}
    _copied(accepted, **waiting).save(force_insert=True)
    with _breaks("one_delivery_of_an_order_waits_to_be_accepted"), transaction.atomic():
        _copied(accepted, **waiting).save(force_insert=True)


def test_a_second_preferred_source_is_none(town: Market) -> None:
    buying.link(town.owner, town.corner.milk, town.apples, preferred=False)
    with _breaks("a_sku_has_one_preferred_source"), transaction.atomic():
        m.Source.objects.filter(sku=town.corner.milk).update(preferred=True)


@pytest.mark.parametrize("model", [m.Receipt, m.ReceiptLine, m.DoorCountLine, m.ReturnLine, m.RevisionLine, m.Charge])
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_what_is_posted_is_never_changed(town: Market, model: type[models.Model], statement: str) -> None:
    with pytest.raises(DatabaseError, match=r"never changed|permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(model._meta.db_table))


def test_every_rule_has_its_breach() -> None:
    named = {constraint.name for model in apps.get_app_config("procurement").get_models() for constraint in model._meta.constraints}
    broken = {str(row[-1]) for row in (*CHANGES, *TWICE, *NEW)} | {"a_sku_has_one_preferred_source", "one_delivery_of_an_order_waits_to_be_accepted"}
    assert named <= broken, named - broken
