from decimal import Decimal

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models

import ecosystem.kernel.ids
from ecosystem.kernel.sqlfiles import load_sql, revoke


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("stack", "0001_roles"),
        ("catalog", "0001_initial"),
        ("identity", "0002_roles_of_a_shop"),
        ("shops", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Article",
            fields=[
                ("id", models.UUIDField(default=ecosystem.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("code", models.TextField()),
                ("name_zh", models.TextField()),
                ("name_en", models.TextField()),
                ("unit_zh", models.TextField()),
                ("unit_en", models.TextField()),
                ("price_minor", models.BigIntegerField()),
                ("moq", models.DecimalField(decimal_places=3, default=Decimal("1"), max_digits=14)),
                ("multiple", models.DecimalField(decimal_places=3, default=Decimal("1"), max_digits=14)),
                ("whole", models.BooleanField(default=True)),
                ("lead_days", models.PositiveSmallIntegerField(default=1)),
                ("offered", models.BooleanField(default=True)),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("name_zh", ""), _negated=True), models.Q(("name_en", ""), _negated=True)),
                        name="article_has_a_name_in_both_languages",
                    ),
                    models.CheckConstraint(condition=models.Q(("price_minor__gt", 0)), name="article_has_a_price"),
                    models.CheckConstraint(condition=models.Q(("moq__gt", 0), ("multiple__gt", 0)), name="article_comes_in_some_quantity"),
                    models.CheckConstraint(condition=models.Q(("lead_days__lte", 365)), name="article_comes_within_a_year"),
                ]
            },
        ),
        migrations.CreateModel(
            name="Invoice",
            fields=[
                ("id", models.UUIDField(default=ecosystem.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("number", models.TextField()),
                ("number_key", models.TextField()),
                (
                    "status",
                    models.TextField(
                        choices=[
                            ("held", "Held"),
                            ("matched", "Matches"),
                            ("approved", "Approved"),
                            ("paying", "Being paid"),
                            ("paid", "Paid"),
                            ("cleared", "Nothing to pay"),
                            ("withdrawn", "Withdrawn"),
                        ]
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("issued_on", models.DateField()),
                ("due_on", models.DateField()),
                ("total_minor", models.BigIntegerField()),
                ("debited_minor", models.BigIntegerField(default=0)),
                ("exceptions", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                ("release_reason", models.TextField(blank=True)),
                ("pay_when_due", models.BooleanField(default=False)),
                ("refused_on", models.DateField(null=True)),
                ("payment_id", models.UUIDField(null=True)),
                ("transfer_id", models.UUIDField(null=True)),
                ("issued_at", models.DateTimeField()),
                ("approved_at", models.DateTimeField(null=True)),
                ("paid_at", models.DateTimeField(null=True)),
                (
                    "approved_by",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "released_by",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["held", "matched", "approved", "paying", "paid", "cleared", "withdrawn"])),
                        name="invoice_has_a_known_status",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("total_minor__gt", 0), models.Q(("number_key", ""), _negated=True)), name="invoice_is_of_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("debited_minor__gte", 0), ("debited_minor__lte", models.F("total_minor"))),
                        name="debits_never_exceed_the_invoice",
                    ),
                    models.CheckConstraint(condition=models.Q(("due_on__gte", models.F("issued_on"))), name="an_invoice_is_due_after_it_is_issued"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["approved", "paying", "paid", "cleared"]), _negated=True),
                            ("approved_at__isnull", False),
                            _connector="OR",
                        ),
                        name="nothing_is_paid_unapproved",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["paying", "paid"]), _negated=True), ("payment_id__isnull", False), _connector="OR"
                        ),
                        name="an_invoice_is_paid_by_a_payment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "paid"), _negated=True),
                            models.Q(("paid_at__isnull", False), ("transfer_id__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_paid_invoice_names_its_transfer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("released_by", None), models.Q(("release_reason", ""), _negated=True), _connector="OR"),
                        name="a_release_says_why",
                    ),
                ],
                "indexes": [models.Index(condition=models.Q(("status", "approved")), fields=["due_on"], name="invoice_by_due_day")],
            },
        ),
        migrations.CreateModel(
            name="Line",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("name_zh", models.TextField()),
                ("name_en", models.TextField()),
                ("unit_zh", models.TextField()),
                ("unit_en", models.TextField()),
                ("per_unit", models.DecimalField(decimal_places=3, max_digits=14)),
                ("whole", models.BooleanField(default=True)),
                ("quantity", models.DecimalField(decimal_places=3, max_digits=14)),
                ("unit_minor", models.BigIntegerField()),
                ("gross_minor", models.BigIntegerField()),
                ("promised_on", models.DateField(null=True)),
                ("over_bp", models.PositiveIntegerField(default=0)),
                ("accepted", models.DecimalField(decimal_places=3, default=Decimal("0"), max_digits=14)),
                ("rejected", models.DecimalField(decimal_places=3, default=Decimal("0"), max_digits=14)),
                ("returned", models.DecimalField(decimal_places=3, default=Decimal("0"), max_digits=14)),
                ("billed", models.DecimalField(decimal_places=3, default=Decimal("0"), max_digits=14)),
                ("given_up", models.DecimalField(decimal_places=3, default=Decimal("0"), max_digits=14)),
                ("article", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="procurement.article")),
                ("sku", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.sku")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("gross_minor__gte", 0), ("per_unit__gt", 0), ("quantity__gte", 0), ("unit_minor__gt", 0)),
                        name="purchase_line_has_a_price",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("accepted__gte", 0), ("billed__gte", 0), ("given_up__gte", 0), ("rejected__gte", 0), ("returned__gte", 0)
                        ),
                        name="purchase_counters_are_not_negative",
                    ),
                    models.CheckConstraint(condition=models.Q(("returned__lte", models.F("accepted"))), name="no_more_goes_back_than_came"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("billed__lte", django.db.models.expressions.CombinedExpression(models.F("accepted"), "-", models.F("returned")))
                        ),
                        name="no_more_is_billed_than_kept",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="InvoiceLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("quantity", models.DecimalField(decimal_places=3, max_digits=14)),
                ("unit_minor", models.BigIntegerField()),
                ("gross_minor", models.BigIntegerField()),
                ("covered", models.DecimalField(decimal_places=3, default=Decimal("0"), max_digits=14)),
                ("debited", models.DecimalField(decimal_places=3, default=Decimal("0"), max_digits=14)),
                ("price_debited_minor", models.BigIntegerField(default=0)),
                ("exceptions", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                ("invoice", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="procurement.invoice")),
                ("line", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="invoice_lines", to="procurement.line")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("invoice", "line"), name="an_invoice_bills_a_line_once"),
                    models.CheckConstraint(
                        condition=models.Q(("gross_minor__gt", 0), ("quantity__gt", 0), ("unit_minor__gt", 0)), name="a_billed_line_is_of_something"
                    ),
                    models.CheckConstraint(condition=models.Q(("covered__gte", 0), ("debited__gte", 0)), name="a_billed_line_counts_from_nothing"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("quantity__gte", django.db.models.expressions.CombinedExpression(models.F("covered"), "+", models.F("debited")))
                        ),
                        name="no_more_is_settled_than_billed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("price_debited_minor__gte", 0), ("price_debited_minor__lte", models.F("gross_minor"))),
                        name="a_price_debit_is_a_part_of_the_line",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="Order",
            fields=[
                ("id", models.UUIDField(default=ecosystem.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("number", models.TextField(unique=True)),
                (
                    "status",
                    models.TextField(
                        choices=[
                            ("draft", "Draft"),
                            ("to_approve", "Waits for approval"),
                            ("sent", "With the supplier"),
                            ("changed", "Changed by the supplier"),
                            ("acknowledged", "Confirmed"),
                            ("declined", "Declined"),
                            ("partially_received", "Partly received"),
                            ("received", "Received"),
                            ("closed", "Closed"),
                            ("short_closed", "Closed short"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="draft",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("revision", models.PositiveSmallIntegerField(default=0)),
                ("agreed_revision", models.PositiveSmallIntegerField(null=True)),
                ("total_minor", models.BigIntegerField()),
                ("currency", models.TextField()),
                ("pay_days", models.PositiveSmallIntegerField()),
                ("note", models.TextField(blank=True)),
                ("reason", models.TextField(blank=True)),
                ("on_hold", models.BooleanField(default=False)),
                ("hold_reason", models.TextField(blank=True)),
                ("made_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("acknowledged_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "approved_by",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                ("made_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("shop", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="purchases", to="shops.shop")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("total_minor__gt", 0)), name="purchase_is_of_something"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                [
                                    "draft",
                                    "to_approve",
                                    "sent",
                                    "changed",
                                    "acknowledged",
                                    "declined",
                                    "partially_received",
                                    "received",
                                    "closed",
                                    "short_closed",
                                    "cancelled",
                                ],
                            )
                        ),
                        name="purchase_has_a_known_status",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("approved_by", None), models.Q(("approved_by", models.F("made_by")), _negated=True), _connector="OR"),
                        name="nobody_approves_her_own_purchase",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["draft", "to_approve", "cancelled"]),
                            models.Q(("revision__gte", 1), ("sent_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_purchase_is_sent_before_it_is_answered",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["acknowledged", "partially_received", "received", "closed", "short_closed"]), _negated=True),
                            models.Q(("acknowledged_at__isnull", False), ("agreed_revision__isnull", False)),
                            _connector="OR",
                        ),
                        name="nothing_is_delivered_before_it_is_confirmed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["short_closed", "declined"]), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="an_early_end_has_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("on_hold", False), models.Q(("hold_reason", ""), _negated=True), _connector="OR"),
                        name="a_purchase_on_hold_says_why",
                    ),
                ],
                "indexes": [models.Index(fields=["shop", "-made_at"], name="purchase_by_shop")],
            },
        ),
        migrations.AddField(
            model_name="line",
            name="order",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="procurement.order"),
        ),
        migrations.AddField(
            model_name="invoice",
            name="order",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="invoices", to="procurement.order"),
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                ("id", models.UUIDField(default=ecosystem.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("reason", models.TextField(blank=True)),
                ("value_minor", models.BigIntegerField()),
                ("stock_id", models.UUIDField(null=True)),
                ("posted_at", models.DateTimeField()),
                ("order", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="receipts", to="procurement.order")),
                (
                    "posted_by",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "reverses",
                    models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="reversal", to="procurement.receipt"),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reverses", None), models.Q(("reason", ""), _negated=True), _connector="OR"), name="a_reversal_says_why"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reverses", None), ("value_minor__gte", 0)),
                            models.Q(("reverses__isnull", False), ("value_minor__lte", 0)),
                            _connector="OR",
                        ),
                        name="a_reversal_takes_value_back",
                    ),
                ],
                "indexes": [models.Index(fields=["order"], name="goods_receipt_by_order")],
            },
        ),
        migrations.CreateModel(
            name="Dispute",
            fields=[
                ("id", models.UUIDField(default=ecosystem.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.TextField(choices=[("short", "Less than announced"), ("over", "More than announced"), ("rejected", "Refused goods")]),
                ),
                ("status", models.TextField(choices=[("open", "Open"), ("answered", "Answered"), ("settled", "Settled")], default="open")),
                ("quantity", models.DecimalField(decimal_places=3, max_digits=14)),
                ("why", models.TextField(blank=True)),
                ("answer", models.TextField(blank=True, choices=[("replace", "Deliver again"), ("credit", "Do not bill"), ("contest", "Contest")])),
                ("answer_note", models.TextField(blank=True)),
                ("opened_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
                ("line", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="procurement.line")),
                ("order", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="disputes", to="procurement.order")),
                ("receipt", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="disputes", to="procurement.receipt")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("receipt", "line", "kind"), name="a_difference_is_argued_once"),
                    models.CheckConstraint(condition=models.Q(("quantity__gt", 0)), name="a_dispute_is_about_something"),
                    models.CheckConstraint(condition=models.Q(("kind__in", ["short", "over", "rejected"])), name="a_dispute_has_a_known_kind"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("settled_at", None), ("status", "open")),
                            models.Q(("settled_at", None), ("status", "answered"), models.Q(("answer", ""), _negated=True)),
                            models.Q(("settled_at__isnull", False), ("status", "settled")),
                            _connector="OR",
                        ),
                        name="a_dispute_is_answered_then_settled",
                    ),
                ],
                "indexes": [models.Index(fields=["order"], name="dispute_by_order")],
            },
        ),
        migrations.CreateModel(
            name="ReceiptLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("delivered", models.DecimalField(decimal_places=3, max_digits=14)),
                ("accepted", models.DecimalField(decimal_places=3, max_digits=14)),
                ("rejected", models.DecimalField(decimal_places=3, max_digits=14)),
                ("why", models.TextField(blank=True)),
                ("line", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="procurement.line")),
                ("receipt", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="procurement.receipt")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("receipt", "line"), name="a_receipt_counts_a_line_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("delivered", django.db.models.expressions.CombinedExpression(models.F("accepted"), "+", models.F("rejected"))),
                            models.Q(("delivered", 0), _negated=True),
                        ),
                        name="what_came_was_taken_or_refused",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("accepted__gte", 0), ("rejected__gte", 0)),
                            models.Q(("accepted__lte", 0), ("rejected__lte", 0)),
                            _connector="OR",
                        ),
                        name="a_receipt_goes_one_way",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("rejected__lte", 0), models.Q(("why", ""), _negated=True), _connector="OR"), name="a_rejection_says_why"
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="Receivable",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.BinaryField(max_length=32, unique=True)),
                ("amount_minor", models.BigIntegerField()),
                ("due_on", models.DateField()),
                ("pledged_to", models.TextField(blank=True)),
                ("pledged_at", models.DateTimeField(null=True)),
                ("confirmed_at", models.DateTimeField()),
                ("invoice", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="receivable", to="procurement.invoice")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount_minor__gte", 0)), name="a_receivable_is_never_negative"),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.Exact(
                            models.Func(models.F("digest"), function="octet_length", output_field=models.IntegerField()), 32
                        ),
                        name="a_receivable_has_a_whole_digest",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("pledged_at", None), ("pledged_to", "")),
                            models.Q(models.Q(("pledged_to", ""), _negated=True), ("pledged_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_pledge_says_to_whom_and_when",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="ReorderRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("minimum", models.DecimalField(decimal_places=3, default=Decimal("0"), max_digits=14)),
                ("maximum", models.DecimalField(decimal_places=3, default=Decimal("0"), max_digits=14)),
                ("review_days", models.PositiveSmallIntegerField(default=7)),
                ("snoozed_until", models.DateField(null=True)),
                ("sku", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="reorder_rule", to="catalog.sku")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("maximum__gte", models.F("minimum")), ("minimum__gte", 0)), name="a_shelf_is_filled_from_least_to_most"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("review_days__gte", 1), ("review_days__lte", 90)), name="a_shelf_is_looked_at_within_a_quarter"
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="Return",
            fields=[
                ("id", models.UUIDField(default=ecosystem.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("reason", models.TextField()),
                ("value_minor", models.BigIntegerField()),
                ("made_at", models.DateTimeField()),
                ("acknowledged_at", models.DateTimeField(null=True)),
                ("made_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("order", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="returns", to="procurement.order")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="a_return_says_why"),
                    models.CheckConstraint(condition=models.Q(("value_minor__gte", 0)), name="a_return_is_worth_something_or_nothing"),
                ],
                "indexes": [models.Index(fields=["order"], name="return_by_order")],
            },
        ),
        migrations.CreateModel(
            name="DebitNote",
            fields=[
                ("id", models.UUIDField(default=ecosystem.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("why", models.TextField(choices=[("quantity", "Not received"), ("price", "Price above the order"), ("returned", "Sent back")])),
                ("status", models.TextField(choices=[("deducted", "Taken off"), ("owed", "Owed back"), ("paid_back", "Paid back")])),
                ("quantity", models.DecimalField(decimal_places=3, max_digits=14)),
                ("amount_minor", models.BigIntegerField()),
                ("refund_id", models.UUIDField(null=True)),
                ("made_at", models.DateTimeField()),
                ("invoice", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="debits", to="procurement.invoice")),
                ("line", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="debits", to="procurement.invoiceline")),
                (
                    "returned",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="debits", to="procurement.return"),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount_minor__gt", 0), ("quantity__gte", 0)), name="a_debit_is_of_something"),
                    models.CheckConstraint(condition=models.Q(("why__in", ["quantity", "price", "returned"])), name="a_debit_has_a_known_reason"),
                    models.CheckConstraint(condition=models.Q(("status__in", ["deducted", "owed", "paid_back"])), name="a_debit_has_a_known_status"),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("status", "paid_back"), _negated=True), ("refund_id__isnull", False), _connector="OR"),
                        name="what_is_paid_back_names_its_refund",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="ReturnLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("quantity", models.DecimalField(decimal_places=3, max_digits=14)),
                ("line", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="procurement.line")),
                ("returned", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="procurement.return")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("returned", "line"), name="a_return_names_a_line_once"),
                    models.CheckConstraint(condition=models.Q(("quantity__gt", 0)), name="a_returned_line_is_of_something"),
                ]
            },
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("proposed_by", models.TextField(choices=[("buyer", "Buyer"), ("supplier", "Supplier")])),
                ("total_minor", models.BigIntegerField()),
                ("reason", models.TextField(blank=True)),
                ("proposed_at", models.DateTimeField()),
                ("buyer_at", models.DateTimeField(null=True)),
                ("supplier_at", models.DateTimeField(null=True)),
                ("refused_at", models.DateTimeField(null=True)),
                ("order", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="revisions", to="procurement.order")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("order", "number"), name="revisions_are_numbered"),
                    models.CheckConstraint(condition=models.Q(("proposed_by__in", ["buyer", "supplier"])), name="a_revision_comes_from_one_of_two"),
                    models.CheckConstraint(condition=models.Q(("total_minor__gt", 0)), name="a_revision_is_of_something"),
                    models.CheckConstraint(
                        condition=models.Q(("refused_at", None), ("buyer_at", None), ("supplier_at", None), _connector="OR"),
                        name="what_both_agreed_on_is_not_refused",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="RevisionLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("quantity", models.DecimalField(decimal_places=3, max_digits=14)),
                ("unit_minor", models.BigIntegerField()),
                ("gross_minor", models.BigIntegerField()),
                ("promised_on", models.DateField(null=True)),
                ("revision", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="procurement.revision")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("revision", "position"), name="a_revision_says_a_line_once"),
                    models.CheckConstraint(
                        condition=models.Q(("gross_minor__gte", 0), ("quantity__gte", 0), ("unit_minor__gt", 0)), name="a_revised_line_has_a_price"
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="Shipment",
            fields=[
                ("id", models.UUIDField(default=ecosystem.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "status",
                    models.TextField(
                        choices=[("on_the_way", "On the way"), ("arrived", "Arrived"), ("withdrawn", "Withdrawn")], default="on_the_way"
                    ),
                ),
                ("expected_on", models.DateField()),
                ("carrier", models.TextField(blank=True)),
                ("announced_at", models.DateTimeField()),
                ("order", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="shipments", to="procurement.order")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["on_the_way", "arrived", "withdrawn"])), name="shipment_has_a_known_status"
                    )
                ],
                "indexes": [models.Index(fields=["order"], name="shipment_by_order")],
            },
        ),
        migrations.AddField(
            model_name="receipt",
            name="shipment",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="receipts", to="procurement.shipment"),
        ),
        migrations.CreateModel(
            name="ShipmentLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("quantity", models.DecimalField(decimal_places=3, max_digits=14)),
                ("line", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="procurement.line")),
                ("shipment", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="procurement.shipment")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("shipment", "line"), name="a_shipment_names_a_line_once"),
                    models.CheckConstraint(condition=models.Q(("quantity__gt", 0)), name="a_shipped_line_is_of_something"),
                ]
            },
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("per_unit", models.DecimalField(decimal_places=3, default=Decimal("1"), max_digits=14)),
                ("preferred", models.BooleanField(default=False)),
                ("article", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="sources", to="procurement.article")),
                ("sku", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="sources", to="catalog.sku")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("sku", "article"), name="an_article_is_a_source_of_a_sku_once"),
                    models.UniqueConstraint(condition=models.Q(("preferred", True)), fields=("sku",), name="a_sku_has_one_preferred_source"),
                    models.CheckConstraint(condition=models.Q(("per_unit__gt", 0)), name="a_unit_holds_something"),
                ]
            },
        ),
        migrations.CreateModel(
            name="Supplier",
            fields=[
                ("id", models.UUIDField(default=ecosystem.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("name_zh", models.TextField()),
                ("name_en", models.TextField()),
                ("about_zh", models.TextField(blank=True)),
                ("about_en", models.TextField(blank=True)),
                ("contact", models.TextField(blank=True)),
                ("min_order_minor", models.BigIntegerField(default=0)),
                ("pay_days", models.PositiveSmallIntegerField(default=30)),
                ("taking_orders", models.BooleanField(default=True)),
                ("since", models.DateTimeField()),
                ("known_to", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="shops.shop")),
                ("party", models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="supplier", to="identity.party")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("known_to__isnull", False), ("party__isnull", True)),
                            models.Q(("known_to__isnull", True), ("party__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_supplier_is_a_party_or_known_to_one_shop",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("name_zh", ""), _negated=True), models.Q(("name_en", ""), _negated=True)),
                        name="supplier_has_a_name_in_both_languages",
                    ),
                    models.CheckConstraint(condition=models.Q(("min_order_minor__gte", 0)), name="supplier_asks_no_negative_minimum"),
                    models.CheckConstraint(condition=models.Q(("pay_days__lte", 180)), name="supplier_waits_half_a_year_at_most"),
                ]
            },
        ),
        migrations.AddField(
            model_name="order",
            name="supplier",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="orders", to="procurement.supplier"),
        ),
        migrations.AddField(
            model_name="invoice",
            name="supplier",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="invoices", to="procurement.supplier"),
        ),
        migrations.AddField(
            model_name="article",
            name="supplier",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="articles", to="procurement.supplier"),
        ),
        migrations.CreateModel(
            name="BuyingPolicy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("buyer_limit_minor", models.BigIntegerField(default=100000)),
                ("manager_limit_minor", models.BigIntegerField(default=1000000)),
                ("over_receipt_bp", models.PositiveIntegerField(default=0)),
                ("price_tolerance_bp", models.PositiveIntegerField(default=0)),
                ("price_tolerance_minor", models.BigIntegerField(default=0)),
                ("total_tolerance_minor", models.BigIntegerField(default=0)),
                ("shop", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="buying_policy", to="shops.shop")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("buyer_limit_minor__gte", 0), ("manager_limit_minor__gte", models.F("buyer_limit_minor"))),
                        name="limits_rise_with_the_role",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("over_receipt_bp__lte", 10000), ("price_tolerance_bp__lte", 10000)), name="tolerance_is_a_part"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("price_tolerance_minor__gte", 0), ("total_tolerance_minor__gte", 0)), name="tolerance_is_not_negative"
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="line",
            constraint=models.UniqueConstraint(fields=("order", "position"), name="purchase_lines_are_numbered"),
        ),
        migrations.AddConstraint(
            model_name="line",
            constraint=models.CheckConstraint(
                condition=django.db.models.lookups.LessThanOrEqual(
                    django.db.models.expressions.CombinedExpression(
                        django.db.models.expressions.CombinedExpression(models.F("accepted"), "-", models.F("returned")), "*", models.Value(10000)
                    ),
                    django.db.models.expressions.CombinedExpression(
                        models.F("quantity"), "*", django.db.models.expressions.CombinedExpression(models.Value(10000), "+", models.F("over_bp"))
                    ),
                ),
                name="no_more_is_accepted_than_ordered",
            ),
        ),
        migrations.AddConstraint(
            model_name="line",
            constraint=models.CheckConstraint(condition=models.Q(("given_up__lte", models.F("quantity"))), name="no_more_is_given_up_than_ordered"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["supplier", "-made_at"], name="purchase_by_supplier"),
        ),
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(fields=["order"], name="invoice_by_order"),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "withdrawn"), _negated=True),
                fields=("supplier", "number_key"),
                name="a_supplier_uses_an_invoice_number_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.UniqueConstraint(fields=("supplier", "code"), name="article_code_is_unique_at_its_supplier"),
        ),
        load_sql(__file__, "append_only.sql"),
        revoke("UPDATE, DELETE", "procurement_receipt", "procurement_receiptline", "procurement_returnline", "procurement_revisionline"),
    ]
