import django.db.models.deletion
from django.db import migrations, models

import ecosystem.kernel.ids
from ecosystem.kernel.sqlfiles import load_sql, revoke


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("stack", "0001_roles"),
        ("audit", "0001_initial"),
        ("identity", "0005_risk_manager"),
        ("offers", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ContractTemplate",
            fields=[
                ("number", models.PositiveIntegerField(primary_key=True, serialize=False)),
                ("product_code", models.TextField()),
                ("title", models.TextField()),
                ("body", models.TextField()),
                ("sha256", models.CharField(max_length=64)),
                ("drafted_by", models.TextField(blank=True, default="")),
                ("published_by", models.TextField()),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("title", ""), _negated=True),
                            models.Q(("body", ""), _negated=True),
                            models.Q(("product_code", ""), _negated=True),
                        ),
                        name="a_template_says_something",
                    ),
                    models.CheckConstraint(condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="a_template_has_a_whole_digest"),
                    models.CheckConstraint(
                        condition=models.Q(("drafted_by", models.F("published_by")), _negated=True), name="a_template_is_published_by_another"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Contract",
            fields=[
                ("id", models.UUIDField(default=ecosystem.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("number", models.TextField(unique=True)),
                ("loan_id", models.UUIDField(unique=True)),
                ("terms", models.JSONField()),
                ("terms_sha256", models.CharField(max_length=64)),
                ("document", models.BinaryField()),
                ("document_sha256", models.CharField(max_length=64)),
                ("signed_at", models.DateTimeField()),
                ("offer", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="contract", to="offers.offer")),
                ("party", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="identity.party")),
                ("template", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="contracts.contracttemplate")),
            ],
        ),
        migrations.CreateModel(
            name="Signature",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("side", models.TextField(choices=[("borrower", "Borrower"), ("bank", "Bank")])),
                ("name", models.TextField()),
                ("firm", models.TextField()),
                ("person_id", models.UUIDField(null=True)),
                ("certificate", models.BinaryField()),
                ("certificate_sha256", models.CharField(max_length=64)),
                ("signed_at", models.DateTimeField()),
                ("contract", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="signatures", to="contracts.contract")),
            ],
        ),
        migrations.CreateModel(
            name="TemplateDraft",
            fields=[
                ("id", models.UUIDField(default=ecosystem.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("product_code", models.TextField()),
                ("title", models.TextField()),
                ("body", models.TextField()),
                ("note", models.TextField()),
                ("status", models.TextField(choices=[("draft", "Draft"), ("published", "Published"), ("discarded", "Discarded")], default="draft")),
                ("drafted_by", models.TextField()),
                ("drafted_at", models.DateTimeField()),
                ("decided_by", models.TextField(blank=True, default="")),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "template",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="draft", to="contracts.contracttemplate"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="contract",
            index=models.Index(models.F("party"), models.OrderBy(models.F("signed_at"), descending=True), name="contracts_newest_first"),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(condition=models.Q(("number", ""), _negated=True), name="a_contract_has_a_number"),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(("document_sha256__regex", "^[0-9a-f]{64}$"), ("terms_sha256__regex", "^[0-9a-f]{64}$")),
                name="a_contract_has_whole_digests",
            ),
        ),
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.UniqueConstraint(fields=("contract", "side"), name="each_side_signs_once"),
        ),
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.CheckConstraint(condition=models.Q(("side__in", ["borrower", "bank"])), name="signature_is_of_a_known_side"),
        ),
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.CheckConstraint(
                condition=models.Q(("certificate_sha256__regex", "^[0-9a-f]{64}$")), name="signature_names_its_certificate"
            ),
        ),
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.CheckConstraint(
                condition=models.Q(("side", "bank"), ("person_id__isnull", False), _connector="OR"), name="a_firm_is_signed_for_by_a_person"
            ),
        ),
        migrations.AddConstraint(
            model_name="templatedraft",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["draft", "published", "discarded"])), name="template_draft_has_a_known_status"
            ),
        ),
        migrations.AddConstraint(
            model_name="templatedraft",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("decided_by", ""), ("status", "draft")),
                    models.Q(
                        models.Q(("status", "draft"), _negated=True), ("decided_at__isnull", False), models.Q(("decided_by", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="a_decided_template_says_by_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="templatedraft",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "published"), ("template__isnull", False)),
                    models.Q(models.Q(("status", "published"), _negated=True), ("template", None)),
                    _connector="OR",
                ),
                name="a_published_draft_is_a_template",
            ),
        ),
        load_sql(__file__, "append_only.sql"),
        revoke("UPDATE, DELETE, TRUNCATE", "contracts_contracttemplate", "contracts_contract", "contracts_signature"),
        revoke("DELETE, TRUNCATE", "contracts_templatedraft"),
    ]
