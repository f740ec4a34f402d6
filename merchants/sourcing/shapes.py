"""What the endpoints of requests and quotes take and answer."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from ecosystem.kernel import taxes
from ecosystem.web.api import Input, MoneyField
from merchants.onboarding.public import BytesField


class Quantity(serializers.DecimalField):
    def __init__(self, **more: Any) -> None:
        super().__init__(**{"max_digits": 14, "decimal_places": 3, **more})


class WantedInput(Input):
    sku = serializers.UUIDField(required=False, default=None)
    name = serializers.CharField(required=False, default="", allow_blank=True, max_length=80)
    unit = serializers.CharField(required=False, default="件", max_length=20)
    per_unit = Quantity(required=False, default=Decimal(1))
    quantity = Quantity()
    wanted_by = serializers.DateField(required=False, default=None)


class RfqInput(Input):
    lines = WantedInput(many=True)
    suppliers = serializers.ListField(child=serializers.UUIDField())
    answer_by = serializers.DateTimeField()
    note = serializers.CharField(required=False, default="", allow_blank=True, max_length=200)


class PickInput(Input):
    position = serializers.IntegerField(min_value=1)
    quotation = serializers.UUIDField()
    version = serializers.IntegerField(min_value=1)


class AwardInput(Input):
    lines = PickInput(many=True)
    total = MoneyField()
    landed_by = serializers.ChoiceField(["value", "quantity", "weight"], required=False, default="value")


class QuotedLineInput(Input):
    position = serializers.IntegerField(min_value=1)
    unit_price = MoneyField()
    tax_bp = serializers.IntegerField(min_value=0, max_value=taxes.MOST_TAX_BP, required=False, default=0)
    lead_days = serializers.IntegerField(min_value=0, max_value=365)
    valid_until = serializers.DateField()
    moq = Quantity(required=False, default=Decimal(1))
    multiple = Quantity(required=False, default=Decimal(1))
    note = serializers.CharField(required=False, default="", allow_blank=True, max_length=200)


class SupplierQuoteInput(Input):
    lines = QuotedLineInput(many=True)
    freight = MoneyField()
    other = MoneyField()
    freight_tax_bp = serializers.IntegerField(min_value=0, max_value=taxes.MOST_TAX_BP, required=False, default=0)
    other_tax_bp = serializers.IntegerField(min_value=0, max_value=taxes.MOST_TAX_BP, required=False, default=0)
    tax_included = serializers.BooleanField(required=False, default=True, help_text="Whether prices, freight and other cost hold their tax.")
    attachment = BytesField(
        required=False,
        default=b"",
        help_text="A file's bytes in base64: a picture or a PDF, as far as a body of 256 KB goes; a larger one is a part of its own.",
    )
    drop_attachment = serializers.BooleanField(required=False, default=False)
    note = serializers.CharField(required=False, default="", allow_blank=True, max_length=200)
    version = serializers.IntegerField(min_value=0)


class RfqLineOutput(serializers.Serializer[Any]):
    position = serializers.IntegerField()
    sku = serializers.UUIDField(source="sku_id")
    name = serializers.CharField()
    unit = serializers.CharField()
    quantity = Quantity()
    wanted_by = serializers.DateField()


class QuoteLineOutput(serializers.Serializer[Any]):
    position = serializers.IntegerField(source="line.position")
    unit_price = MoneyField(source="unit_minor")
    tax_bp = serializers.IntegerField()
    paid_price = MoneyField(source="paid_minor")
    moq = Quantity()
    multiple = Quantity()
    lead_days = serializers.IntegerField()
    valid_until = serializers.DateField()


class QuoteAttachmentOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    media = serializers.CharField()
    size = serializers.IntegerField()
    scan = serializers.CharField(help_text="waiting, clean or infected; only what is clean is opened.")


class QuoteVersionOutput(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    freight = MoneyField(source="freight_minor")
    other = MoneyField(source="other_minor")
    freight_tax_bp = serializers.IntegerField()
    other_tax_bp = serializers.IntegerField()
    paid_extra = MoneyField(source="extra_paid_minor", help_text="Freight and other cost as they are paid, with their tax.")
    tax_included = serializers.BooleanField()
    attachment = QuoteAttachmentOutput(allow_null=True)
    lines = QuoteLineOutput(many=True)


class BuyersQuotationOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    supplier = serializers.UUIDField(source="supplier_id")
    status = serializers.CharField()
    version = serializers.IntegerField(source="number")
    order = serializers.UUIDField(source="order_id")
    versions = QuoteVersionOutput(many=True)


class RfqOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    number = serializers.CharField()
    status = serializers.CharField()
    answer_by = serializers.DateTimeField()
    note = serializers.CharField()


class RfqDocumentOutput(RfqOutput):
    lines = RfqLineOutput(many=True)
    quotations = BuyersQuotationOutput(many=True)


class QuotationOutput(serializers.Serializer[Any]):
    """What a supplier is shown: the request and its own quote."""

    id = serializers.UUIDField()
    status = serializers.CharField()
    version = serializers.IntegerField(source="number")
    request = RfqOutput(source="rfq")
    lines = RfqLineOutput(source="rfq.lines", many=True)
    versions = QuoteVersionOutput(many=True)
    order = serializers.UUIDField(source="order_id")
