import datetime

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import ecosystem.kernel.ids
from ecosystem.kernel.sqlfiles import load_sql, revoke

WRITTEN_ONCE = ("settlement_commissionrule", "settlement_settlementline", "settlement_recovery")
CHANNELS = ("code", "pickup", "delivery")


def carry_the_tariff_over(apps, schema_editor):
    """The rates by channel become tariffs, one for each day from which one of them held; the highest of them catches the rest."""
    rate = apps.get_model("settlement", "CommissionRate")
    tariff, rule = apps.get_model("settlement", "Tariff"), apps.get_model("settlement", "CommissionRule")
    days = sorted(set(rate.objects.values_list("from_on", flat=True)))
    for number, on in enumerate(days, start=1):
        moment = datetime.datetime.combine(on, datetime.time(), tzinfo=datetime.UTC)
        made = tariff.objects.create(
            number=number,
            from_on=on,
            tax_rate=0,
            status="published",
            drafted_by="platform/opening",
            drafted_at=moment,
            decided_by="platform/bank",
            decided_at=moment,
        )
        held = {channel: rate.objects.filter(channel=channel, from_on__lte=on).order_by("-from_on").first() for channel in CHANNELS}
        rows = [({"channel": channel}, row.rate) for channel, row in held.items() if row is not None]
        rows.append(({}, max(terms for _conditions, terms in rows)))
        for position, (conditions, terms) in enumerate(rows, start=1):
            rule.objects.create(tariff=made, position=position, conditions=conditions, rate=terms)


class Migration(migrations.Migration):
    dependencies = [
        ("settlement", "0001_initial"),
        ("shops", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CommissionRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("conditions", models.JSONField(default=dict)),
                ("rate", models.DecimalField(decimal_places=6, max_digits=9)),
                ("flat_minor", models.BigIntegerField(default=0)),
                ("min_minor", models.BigIntegerField(default=0)),
                ("max_minor", models.BigIntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="HoldDays",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("category", models.TextField(null=True)),
                ("days", models.PositiveSmallIntegerField()),
                ("set_by", models.TextField()),
                ("set_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Mandate",
            fields=[
                ("id", models.UUIDField(default=ecosystem.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("cap_minor", models.BigIntegerField()),
                ("used_minor", models.BigIntegerField(default=0)),
                ("given_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Recovery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "source",
                    models.TextField(
                        choices=[("receipts", "Receipts"), ("reserve", "Reserve"), ("mandate", "Mandate"), ("credit_line", "Credit Line")]
                    ),
                ),
                ("amount_minor", models.BigIntegerField()),
                ("transfer_id", models.UUIDField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="SettlementLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("quantity", models.DecimalField(decimal_places=3, max_digits=14)),
                ("base_minor", models.BigIntegerField()),
                ("rate", models.DecimalField(decimal_places=6, max_digits=9)),
                ("flat_minor", models.BigIntegerField()),
                ("tax_rate", models.DecimalField(decimal_places=6, max_digits=9)),
                ("commission_minor", models.BigIntegerField()),
                ("tax_minor", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Tariff",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("from_on", models.DateField()),
                ("tax_rate", models.DecimalField(decimal_places=6, default=0, max_digits=9)),
                ("status", models.TextField(choices=[("draft", "Draft"), ("published", "Published"), ("discarded", "Discarded")])),
                ("drafted_by", models.TextField()),
                ("drafted_at", models.DateTimeField()),
                ("decided_by", models.TextField(default="")),
                ("decided_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="settlement",
            name="settlement_sums_to_the_fen",
        ),
        migrations.RemoveConstraint(
            model_name="settlement",
            name="settlement_parts_are_not_negative",
        ),
        migrations.AddField(
            model_name="settlement",
            name="acquiring_fee_minor",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="settlement",
            name="advanced_minor",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="settlement",
            name="available_on",
            field=models.DateField(default=datetime.date(2026, 1, 1)),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="settlement",
            name="commission_tax_minor",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="settlement",
            name="key",
            field=models.TextField(null=True),
        ),
        migrations.AddField(
            model_name="settlement",
            name="kind",
            field=models.TextField(choices=[("sale", "Sale"), ("reversal", "Reversal"), ("recovery", "Recovery")], default="sale"),
        ),
        migrations.AddField(
            model_name="settlement",
            name="recovered_minor",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="settlement",
            name="released_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="settlement",
            name="reversed_from",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="reversals", to="settlement.settlement"),
        ),
        migrations.AlterField(
            model_name="settlement",
            name="order_id",
            field=models.UUIDField(null=True),
        ),
        migrations.AddIndex(
            model_name="settlement",
            index=models.Index(condition=models.Q(("released_at", None)), fields=["shop", "available_on"], name="settlement_within_its_days"),
        ),
        migrations.AddIndex(
            model_name="settlement",
            index=models.Index(condition=models.Q(("advanced_minor__gt", 0)), fields=["shop"], name="settlement_that_was_advanced"),
        ),
        # What was settled so far was available at once.
        migrations.RunSQL(
            "UPDATE settlement_settlement SET released_at = settled_at, available_on = (settled_at AT TIME ZONE 'Asia/Shanghai')::date",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="settlement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "net_minor",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(models.F("goods_minor"), "+", models.F("delivery_fee_minor")),
                                        "+",
                                        models.F("recovered_minor"),
                                    ),
                                    "-",
                                    models.F("commission_minor"),
                                ),
                                "-",
                                models.F("commission_tax_minor"),
                            ),
                            "-",
                            models.F("acquiring_fee_minor"),
                        ),
                    )
                ),
                name="settlement_sums_to_the_fen",
            ),
        ),
        migrations.AddConstraint(
            model_name="settlement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("advanced_minor", 0),
                        ("kind", "sale"),
                        ("order_id__isnull", False),
                        ("recovered_minor", 0),
                        ("reversed_from", None),
                        ("acquiring_fee_minor__gte", 0),
                        ("commission_minor__gte", 0),
                        ("commission_tax_minor__gte", 0),
                        ("delivery_fee_minor__gte", 0),
                        ("goods_minor__gt", 0),
                    ),
                    models.Q(
                        ("advanced_minor__gte", 0),
                        ("kind", "reversal"),
                        ("order_id__isnull", False),
                        ("recovered_minor", 0),
                        ("reversed_from__isnull", False),
                        ("acquiring_fee_minor__lte", 0),
                        ("commission_minor__lte", 0),
                        ("commission_tax_minor__lte", 0),
                        ("delivery_fee_minor__lte", 0),
                        ("goods_minor__lte", 0),
                    ),
                    models.Q(
                        ("advanced_minor", 0),
                        ("kind", "recovery"),
                        ("order_id", None),
                        ("recovered_minor__gt", 0),
                        ("reversed_from", None),
                        ("acquiring_fee_minor", 0),
                        ("commission_minor", 0),
                        ("commission_tax_minor", 0),
                        ("delivery_fee_minor", 0),
                        ("goods_minor", 0),
                    ),
                    _connector="OR",
                ),
                name="settlement_parts_have_the_sign_of_their_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="settlement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("advanced_minor__lte", django.db.models.expressions.CombinedExpression(models.F("net_minor"), "*", models.Value(-1))),
                    ("advanced_minor", 0),
                    _connector="OR",
                ),
                name="an_advance_is_within_its_reversal",
            ),
        ),
        migrations.AddConstraint(
            model_name="settlement",
            constraint=models.CheckConstraint(
                condition=models.Q(("payout_id", None), ("released_at__isnull", False), _connector="OR"), name="only_what_is_available_is_paid_out"
            ),
        ),
        migrations.AddConstraint(
            model_name="settlement",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "sale"), ("key__isnull", False), _connector="OR"), name="what_is_no_sale_has_a_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="settlement",
            constraint=models.UniqueConstraint(condition=models.Q(("kind", "sale")), fields=("order_id",), name="an_order_is_settled_once"),
        ),
        migrations.AddConstraint(
            model_name="settlement",
            constraint=models.UniqueConstraint(fields=("key",), name="a_reversal_or_recovery_happens_once"),
        ),
        migrations.AddField(
            model_name="holddays",
            name="shop",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="shops.shop"),
        ),
        migrations.AddField(
            model_name="mandate",
            name="given_by",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="mandate",
            name="shop",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="mandates", to="shops.shop"),
        ),
        migrations.AddField(
            model_name="recovery",
            name="shop",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="recoveries", to="shops.shop"),
        ),
        migrations.AddField(
            model_name="settlementline",
            name="rule",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="settlement.commissionrule"),
        ),
        migrations.AddField(
            model_name="settlementline",
            name="settlement",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="settlement.settlement"),
        ),
        migrations.AddConstraint(
            model_name="tariff",
            constraint=models.UniqueConstraint(fields=("number",), name="tariffs_are_numbered"),
        ),
        migrations.AddConstraint(
            model_name="tariff",
            constraint=models.UniqueConstraint(condition=models.Q(("status", "published")), fields=("from_on",), name="one_tariff_begins_on_a_day"),
        ),
        migrations.AddConstraint(
            model_name="tariff",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["draft", "published", "discarded"])), name="tariff_has_a_known_status"
            ),
        ),
        migrations.AddConstraint(
            model_name="tariff",
            constraint=models.CheckConstraint(condition=models.Q(("tax_rate__gte", 0), ("tax_rate__lt", 1)), name="tax_is_a_part_of_the_commission"),
        ),
        migrations.AddConstraint(
            model_name="tariff",
            constraint=models.CheckConstraint(
                condition=models.Q(("status", "draft"), ("decided_at__isnull", False), _connector="OR"), name="a_decided_tariff_says_when"
            ),
        ),
        migrations.AddConstraint(
            model_name="tariff",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "published"), _negated=True), models.Q(("drafted_by", models.F("decided_by")), _negated=True), _connector="OR"
                ),
                name="a_tariff_is_published_by_another",
            ),
        ),
        migrations.AddField(
            model_name="commissionrule",
            name="tariff",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="rules", to="settlement.tariff"),
        ),
        migrations.AddConstraint(
            model_name="holddays",
            constraint=models.UniqueConstraint(condition=models.Q(("shop", None)), fields=("category",), name="a_category_waits_one_time"),
        ),
        migrations.AddConstraint(
            model_name="holddays",
            constraint=models.UniqueConstraint(condition=models.Q(("category", None)), fields=("shop",), name="a_shop_waits_one_time"),
        ),
        migrations.AddConstraint(
            model_name="holddays",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("category", None), ("shop__isnull", False)), models.Q(("category__isnull", False), ("shop", None)), _connector="OR"
                ),
                name="waiting_is_of_a_category_or_a_shop",
            ),
        ),
        migrations.AddConstraint(
            model_name="holddays",
            constraint=models.CheckConstraint(condition=models.Q(("days__lte", 90)), name="nobody_waits_longer_than_a_quarter"),
        ),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.UniqueConstraint(condition=models.Q(("ended_at", None)), fields=("shop",), name="one_mandate_a_shop_at_a_time"),
        ),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.CheckConstraint(condition=models.Q(("cap_minor__gt", 0)), name="a_mandate_is_for_something"),
        ),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.CheckConstraint(
                condition=models.Q(("used_minor__gte", 0), ("used_minor__lte", models.F("cap_minor"))), name="a_mandate_is_never_exceeded"
            ),
        ),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.CheckConstraint(
                condition=models.Q(("ended_at", None), ("ended_at__gte", models.F("given_at")), _connector="OR"),
                name="a_mandate_ends_after_it_begins",
            ),
        ),
        migrations.AddIndex(
            model_name="recovery",
            index=models.Index(fields=["shop", "-at"], name="recovery_by_shop"),
        ),
        migrations.AddConstraint(
            model_name="recovery",
            constraint=models.CheckConstraint(condition=models.Q(("amount_minor__gt", 0)), name="recovery_is_of_something"),
        ),
        migrations.AddConstraint(
            model_name="recovery",
            constraint=models.CheckConstraint(
                condition=models.Q(("source__in", ["receipts", "reserve", "mandate", "credit_line"])), name="recovery_has_a_known_source"
            ),
        ),
        migrations.AddConstraint(
            model_name="settlementline",
            constraint=models.UniqueConstraint(fields=("settlement", "position"), name="settlement_lines_are_numbered"),
        ),
        migrations.AddConstraint(
            model_name="settlementline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("base_minor__gte", 0),
                        ("commission_minor__gte", 0),
                        ("quantity__gte", 0),
                        ("tax_minor__gte", 0),
                        (
                            "base_minor__gte",
                            django.db.models.expressions.CombinedExpression(models.F("commission_minor"), "+", models.F("tax_minor")),
                        ),
                    ),
                    models.Q(
                        ("base_minor__lte", 0),
                        ("commission_minor__lte", 0),
                        ("quantity__lte", 0),
                        ("tax_minor__lte", 0),
                        (
                            "base_minor__lte",
                            django.db.models.expressions.CombinedExpression(models.F("commission_minor"), "+", models.F("tax_minor")),
                        ),
                    ),
                    _connector="OR",
                ),
                name="a_line_pays_no_more_than_it_brought",
            ),
        ),
        migrations.AddConstraint(
            model_name="commissionrule",
            constraint=models.UniqueConstraint(fields=("tariff", "position"), name="rules_of_a_tariff_are_in_order"),
        ),
        migrations.AddConstraint(
            model_name="commissionrule",
            constraint=models.CheckConstraint(condition=models.Q(("rate__gte", 0), ("rate__lt", 1)), name="commission_is_a_part_of_the_sale"),
        ),
        migrations.AddConstraint(
            model_name="commissionrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("flat_minor__gte", 0),
                    ("min_minor__gte", 0),
                    models.Q(("max_minor", None), ("max_minor__gte", models.F("min_minor")), _connector="OR"),
                ),
                name="commission_bounds_are_in_order",
            ),
        ),
        migrations.RunPython(carry_the_tariff_over, migrations.RunPython.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.DeleteModel(name="CommissionRate"),
        load_sql(__file__, "append_only.sql"),
        revoke("UPDATE, DELETE, TRUNCATE", *WRITTEN_ONCE),
    ]
