"""What was agreed and signed: templates by version, and contracts that nothing changes afterwards."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from ecosystem.identity.public import Party
from ecosystem.kernel.ids import uuid7
from lending.offers.public import Offer
from lending.portraits.public import digest

SHA256 = r"^[0-9a-f]{64}$"


class TemplateQuerySet(models.QuerySet["ContractTemplate"]):
    def in_force(self, product_code: str, at: datetime) -> ContractTemplate | None:
        return self.filter(product_code=product_code, published_at__lte=at).order_by("-number").first()


class ContractTemplate(models.Model):
    """One version of a contract's text, for ever. The newest of a product is used."""

    number = models.PositiveIntegerField(primary_key=True)
    product_code = models.TextField()
    title = models.TextField()
    body = models.TextField()
    sha256 = models.CharField(max_length=64)
    drafted_by = models.TextField(blank=True, default="")
    published_by = models.TextField()
    published_at = models.DateTimeField()

    objects: ClassVar[TemplateQuerySet] = TemplateQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(body="") & ~Q(product_code=""), name="a_template_says_something"),
            models.CheckConstraint(condition=Q(sha256__regex=SHA256), name="a_template_has_a_whole_digest"),
            models.CheckConstraint(condition=~Q(drafted_by=F("published_by")), name="a_template_is_published_by_another"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number}"


class TemplateDraft(models.Model):
    """A template being written by one officer, for another to publish."""

    class Status(models.TextChoices):
        DRAFT = "draft"
        PUBLISHED = "published"
        DISCARDED = "discarded"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    product_code = models.TextField()
    title = models.TextField()
    body = models.TextField()
    note = models.TextField()
    status = models.TextField(choices=Status.choices, default=Status.DRAFT)
    template = models.OneToOneField(ContractTemplate, on_delete=models.PROTECT, null=True, related_name="draft")
    drafted_by = models.TextField()
    drafted_at = models.DateTimeField()
    decided_by = models.TextField(default="", blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=["draft", "published", "discarded"]), name="template_draft_has_a_known_status"),
            models.CheckConstraint(
                condition=Q(status="draft", decided_at=None, decided_by="") | (~Q(status="draft") & Q(decided_at__isnull=False) & ~Q(decided_by="")),
                name="a_decided_template_says_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(status="published", template__isnull=False) | (~Q(status="published") & Q(template=None)),
                name="a_published_draft_is_a_template",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.note} ({self.status})"


class Contract(models.Model):
    """One signed document: the terms as they were agreed, the file as it was signed, and the line that was opened on it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.TextField(unique=True)
    offer = models.OneToOneField(Offer, on_delete=models.PROTECT, related_name="contract")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    loan_id = models.UUIDField(unique=True)
    template = models.ForeignKey(ContractTemplate, on_delete=models.PROTECT, related_name="+")
    terms = models.JSONField()
    terms_sha256 = models.CharField(max_length=64)
    document = models.BinaryField()
    document_sha256 = models.CharField(max_length=64)
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(number=""), name="a_contract_has_a_number"),
            models.CheckConstraint(condition=Q(terms_sha256__regex=SHA256, document_sha256__regex=SHA256), name="a_contract_has_whole_digests"),
        ]
        indexes = [models.Index(F("party"), F("signed_at").desc(), name="contracts_newest_first")]

    def __str__(self) -> str:
        return self.number

    @property
    def is_whole(self) -> bool:
        """Whether file and terms are still what was signed."""
        return sha256(bytes(self.document)).hexdigest() == self.document_sha256 and digest(self.terms) == self.terms_sha256


class Signature(models.Model):
    """Who signed a contract, with which certificate (DER). The signature itself is in the document."""

    class Side(models.TextChoices):
        BORROWER = "borrower"
        BANK = "bank"

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="signatures")
    side = models.TextField(choices=Side.choices)
    name = models.TextField()
    firm = models.TextField()
    person_id = models.UUIDField(null=True)
    certificate = models.BinaryField()
    certificate_sha256 = models.CharField(max_length=64)
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "side"], name="each_side_signs_once"),
            models.CheckConstraint(condition=Q(side__in=["borrower", "bank"]), name="signature_is_of_a_known_side"),
            models.CheckConstraint(condition=Q(certificate_sha256__regex=SHA256), name="signature_names_its_certificate"),
            models.CheckConstraint(condition=Q(side="bank") | Q(person_id__isnull=False), name="a_firm_is_signed_for_by_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.side}: {self.name}"
