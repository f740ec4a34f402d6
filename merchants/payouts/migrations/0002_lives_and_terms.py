import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("payouts", "0001_initial"),
        ("shops", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="PayoutTerms",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "schedule",
                    models.TextField(
                        choices=[
                            ("t0", "the same day, for a fee"),
                            ("t1", "every morning"),
                            ("weekly", "once a week"),
                            ("manual", "only when I say so"),
                        ],
                        default="t1",
                    ),
                ),
                ("weekday", models.PositiveSmallIntegerField(default=0)),
                ("minimum_minor", models.BigIntegerField(default=0)),
                ("rail", models.TextField(default="")),
                ("bank_code", models.TextField(default="")),
                ("account_no", models.TextField(default="")),
                ("holder", models.TextField(default="")),
                ("reserve_bp", models.PositiveSmallIntegerField(default=0)),
                ("reserve_cap_minor", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="payout",
            name="payout_gross_sums_to_the_fen",
        ),
        migrations.RemoveConstraint(
            model_name="payout",
            name="payout_net_sums_to_the_fen",
        ),
        migrations.RemoveConstraint(
            model_name="payout",
            name="payout_parts_are_not_negative",
        ),
        migrations.AddField(
            model_name="payout",
            name="account_no",
            field=models.TextField(default=""),
        ),
        migrations.AddField(
            model_name="payout",
            name="acquiring_fee_minor",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="payout",
            name="approved_by",
            field=models.TextField(default=""),
        ),
        migrations.AddField(
            model_name="payout",
            name="arrived_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="payout",
            name="commission_tax_minor",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="payout",
            name="disbursement_id",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="payout",
            name="fee_minor",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="payout",
            name="made_by",
            field=models.TextField(default=""),
        ),
        migrations.AddField(
            model_name="payout",
            name="netted_minor",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="payout",
            name="recovered_minor",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="payout",
            name="reference",
            field=models.TextField(default=""),
        ),
        migrations.AddField(
            model_name="payout",
            name="reserved_minor",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="payout",
            name="schedule",
            field=models.TextField(default="manual"),
        ),
        migrations.AddField(
            model_name="payout",
            name="status",
            field=models.TextField(
                choices=[
                    ("draft", "Draft"),
                    ("approved", "Approved"),
                    ("succeeded", "Succeeded"),
                    ("failed", "Failed"),
                    ("returned", "Returned"),
                    ("rejected", "Rejected"),
                ],
                default="succeeded",
            ),
        ),
        migrations.AddField(
            model_name="payout",
            name="version",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddIndex(
            model_name="payout",
            index=models.Index(
                condition=models.Q(("status__in", ["draft", "approved", "failed", "returned"])),
                fields=["made_at"],
                name="payout_that_has_not_arrived",
            ),
        ),
        # What was paid out so far went into the shop's account here, and arrived at once.
        migrations.RunSQL("UPDATE payouts_payout SET arrived_at = made_at, approved_by = 'platform/payouts.small'", migrations.RunSQL.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "gross_minor",
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
                name="payout_gross_sums_to_the_fen",
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "net_minor",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(models.F("gross_minor"), "-", models.F("withheld_minor")),
                                "-",
                                models.F("reserved_minor"),
                            ),
                            "-",
                            models.F("fee_minor"),
                        ),
                    )
                ),
                name="payout_net_sums_to_the_fen",
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("fee_minor__gte", 0),
                    ("gross_minor__gt", 0),
                    ("netted_minor__gte", 0),
                    ("reserved_minor__gte", 0),
                    ("withheld_minor__gte", 0),
                    ("net_minor__gte", 0),
                ),
                name="payout_parts_are_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["draft", "approved", "succeeded", "failed", "returned", "rejected"])),
                name="payout_has_a_known_status",
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("status", "succeeded"), _negated=True), ("arrived_at__isnull", False), _connector="OR"),
                name="a_payout_that_arrived_says_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["draft", "rejected"]), _negated=True),
                    models.Q(("fee_minor", 0), ("reserved_minor", 0), ("withheld_minor", 0)),
                    _connector="OR",
                ),
                name="a_draft_withholds_nothing",
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_by", ""),
                    ("approved_by", "platform/payouts.small"),
                    models.Q(("approved_by", models.F("made_by")), _negated=True),
                    _connector="OR",
                ),
                name="a_large_payout_is_approved_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["approved", "failed", "returned"]), _negated=True), ("disbursement_id__isnull", False), _connector="OR"
                ),
                name="what_is_on_its_way_has_a_disbursement",
            ),
        ),
        migrations.AddField(
            model_name="payoutterms",
            name="shop",
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="payout_terms", to="shops.shop"),
        ),
        migrations.AddConstraint(
            model_name="payoutterms",
            constraint=models.CheckConstraint(
                condition=models.Q(("schedule__in", ["t0", "t1", "weekly", "manual"])), name="payout_schedule_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="payoutterms",
            constraint=models.CheckConstraint(condition=models.Q(("weekday__lte", 6)), name="payout_weekday_is_monday_to_sunday"),
        ),
        migrations.AddConstraint(
            model_name="payoutterms",
            constraint=models.CheckConstraint(condition=models.Q(("minimum_minor__gte", 0)), name="payout_minimum_is_not_negative"),
        ),
        migrations.AddConstraint(
            model_name="payoutterms",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("account_no", ""), ("bank_code", ""), ("holder", ""), ("rail", "")),
                    models.Q(
                        models.Q(("rail", ""), _negated=True),
                        models.Q(("bank_code", ""), _negated=True),
                        models.Q(("account_no", ""), _negated=True),
                        models.Q(("holder", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="an_account_elsewhere_is_named_in_full",
            ),
        ),
        migrations.AddConstraint(
            model_name="payoutterms",
            constraint=models.CheckConstraint(
                condition=models.Q(("reserve_bp__lte", 5000), ("reserve_cap_minor__gte", 0)), name="a_reserve_keeps_a_part"
            ),
        ),
    ]
