"""What the endpoints of purchases take and answer."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from ecosystem.kernel.taxes import MOST_TAX_BP
from ecosystem.web.api import Input, MoneyField

from ..models import Order

PLACES = {"max_digits": 14, "decimal_places": 3}


class Quantity(serializers.DecimalField):
    def __init__(self, **more: Any) -> None:
        super().__init__(**{**PLACES, **more})


class SupplierOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    about = serializers.CharField()
    minimum = MoneyField(source="min_order_minor")
    pay_days = serializers.IntegerField()
    taking_orders = serializers.BooleanField()


class ArticleOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    code = serializers.CharField()
    name = serializers.CharField()
    unit = serializers.CharField()
    price = MoneyField(source="price_minor")
    moq = Quantity()
    multiple = Quantity()
    lead_days = serializers.IntegerField()
    tax_bp = serializers.IntegerField(allow_null=True)
    offered = serializers.BooleanField()
    version = serializers.IntegerField()


class ArticleInput(Input):
    code = serializers.CharField(max_length=80)
    name_zh = serializers.CharField(max_length=80)
    name_en = serializers.CharField(max_length=80)
    unit_zh = serializers.CharField(max_length=20, default="件")
    unit_en = serializers.CharField(max_length=20, default="piece")
    price = MoneyField()
    moq = Quantity(default="1")
    multiple = Quantity(default="1")
    whole = serializers.BooleanField(default=True)
    lead_days = serializers.IntegerField(min_value=0, max_value=365, default=1)
    tax_bp = serializers.IntegerField(min_value=0, max_value=MOST_TAX_BP, default=None, allow_null=True, help_text="What the price holds of tax.")


class LinkInput(Input):
    sku = serializers.UUIDField()
    per_unit = Quantity(default="1")
    preferred = serializers.BooleanField(default=True)


class PurchaseLineOutput(serializers.Serializer[Any]):
    position = serializers.IntegerField()
    article = serializers.UUIDField(source="article_id")
    name = serializers.CharField()
    unit = serializers.CharField()
    per_unit = Quantity()
    quantity = Quantity(allow_null=True)
    unit_price = MoneyField(source="unit_minor")
    gross = MoneyField(source="gross_minor", allow_null=True)
    tax_bp = serializers.IntegerField(allow_null=True)
    promised_on = serializers.DateField(allow_null=True)
    accepted = Quantity()
    rejected = Quantity()
    returned = Quantity()
    billed = Quantity(allow_null=True)
    incoming = Quantity(allow_null=True)


class RevisionLineOutput(serializers.Serializer[Any]):
    position = serializers.IntegerField()
    quantity = Quantity()
    unit_price = MoneyField(source="unit_minor")
    promised_on = serializers.DateField(allow_null=True)


class RevisionOutput(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    proposed_by = serializers.CharField()
    total = MoneyField(source="total_minor")
    billing = serializers.CharField()
    buyer_at = serializers.DateTimeField(allow_null=True)
    supplier_at = serializers.DateTimeField(allow_null=True)
    refused_at = serializers.DateTimeField(allow_null=True)
    lines = RevisionLineOutput(many=True)


class InvoiceOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    number = serializers.CharField()
    order = serializers.UUIDField(source="order_id")
    status = serializers.CharField()
    version = serializers.IntegerField()
    issued_on = serializers.DateField()
    due_on = serializers.DateField()
    total = MoneyField(source="total_minor")
    debited = MoneyField(source="debited_minor")
    payable = MoneyField(source="payable_minor")
    exceptions = serializers.ListField(child=serializers.CharField())


class ShipmentOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    status = serializers.CharField()
    expected_on = serializers.DateField()
    carrier = serializers.CharField()


class GoodsReceiptOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    value = MoneyField(source="value_minor")
    reverses = serializers.UUIDField(source="reverses_id", allow_null=True)
    posted_at = serializers.DateTimeField()


class DoorCountLineOutput(serializers.Serializer[Any]):
    position = serializers.IntegerField(source="line.position")
    delivered = Quantity()


class DoorCountOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    status = serializers.CharField()
    counted_at = serializers.DateTimeField()
    lines = DoorCountLineOutput(many=True)


class RefusedOutput(serializers.Serializer[Any]):
    """Goods that a receipt refused, and what became of them."""

    id = serializers.UUIDField()
    status = serializers.CharField()
    position = serializers.IntegerField(source="of.line.position")
    quantity = Quantity()


class PurchaseReturnOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    value = MoneyField(source="value_minor")
    reason = serializers.CharField()
    made_at = serializers.DateTimeField()


class PurchaseOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    number = serializers.CharField()
    shop = serializers.UUIDField(source="shop_id")
    supplier = serializers.UUIDField(source="supplier_id")
    status = serializers.CharField()
    version = serializers.IntegerField()
    revision = serializers.IntegerField()
    agreed_revision = serializers.IntegerField(allow_null=True)
    total = MoneyField(source="total_minor", allow_null=True)
    billing = serializers.CharField(help_text="``receipt``: what was kept is billed; ``order``: what is ordered, ahead of the goods.")
    pay_with = serializers.CharField(help_text="The credit that its owner chose to pay it on; empty for the shop's account.")
    on_hold = serializers.BooleanField()
    answer_by = serializers.DateTimeField(allow_null=True)
    receipt_status = serializers.CharField()
    billing_status = serializers.CharField()
    payment_status = serializers.CharField()


class DocumentOutput(PurchaseOutput):
    """Whoever counts deliveries blind sees ``null`` for what was ordered, and neither wordings nor invoices."""

    lines = PurchaseLineOutput(many=True)
    revisions = RevisionOutput(many=True)
    shipments = ShipmentOutput(many=True)
    counts = DoorCountOutput(many=True)
    receipts = GoodsReceiptOutput(many=True)
    refused = RefusedOutput(many=True)
    returns = PurchaseReturnOutput(many=True)
    invoices = InvoiceOutput(many=True)


HIDDEN = ("quantity", "gross", "billed", "incoming")


def document_of(order: Order, *, blind: bool) -> dict[str, Any]:
    """The shared document as an actor may see it."""
    told = dict(DocumentOutput(order).data)
    if blind:
        told |= {"total": None, "revisions": [], "invoices": [], "lines": [{**line, **dict.fromkeys(HIDDEN)} for line in told["lines"]]}
    return told


class WantInput(Input):
    article = serializers.UUIDField()
    quantity = Quantity()


class PurchaseInput(Input):
    supplier = serializers.UUIDField()
    lines = WantInput(many=True, allow_empty=False)
    note = serializers.CharField(max_length=200, default="", allow_blank=True)
    billing = serializers.ChoiceField(["receipt", "order"], default="receipt")


class WordingInput(Input):
    position = serializers.IntegerField(min_value=1)
    quantity = Quantity()
    unit_price = MoneyField()
    promised_on = serializers.DateField(allow_null=True, default=None)


class PurchaseStepInput(Input):
    """What a step needs of these: a reason, the revision or version that was seen, a way to pay, a wording."""

    reason = serializers.CharField(max_length=200, default="", allow_blank=True)
    revision = serializers.IntegerField(min_value=0, default=0)
    version = serializers.IntegerField(min_value=0, default=0)
    method = serializers.CharField(max_length=40, default="", allow_blank=True, help_text="Of ``pay-with``: a credit, or nothing for the account.")
    billing = serializers.ChoiceField(["", "receipt", "order"], default="", help_text="Of ``amend`` and ``propose``; empty as it stands.")
    lines = WordingInput(many=True, default=list)


class LineQuantityInput(Input):
    position = serializers.IntegerField(min_value=1)
    quantity = Quantity()


class ShipmentInput(Input):
    lines = LineQuantityInput(many=True, allow_empty=False)
    expected_on = serializers.DateField()
    carrier = serializers.CharField(max_length=80, default="", allow_blank=True)


class ReceivedLineInput(Input):
    position = serializers.IntegerField(min_value=1)
    accepted = Quantity()
    rejected = Quantity(default="0")
    why = serializers.CharField(max_length=200, default="", allow_blank=True)
    batch = serializers.CharField(max_length=60, default="", allow_blank=True)
    expires_on = serializers.DateField(allow_null=True, default=None)
    weight_g = serializers.IntegerField(min_value=0, max_value=1_000_000, default=0)


class GoodsReceiptInput(Input):
    lines = ReceivedLineInput(many=True, allow_empty=False)
    shipment = serializers.UUIDField(allow_null=True, default=None)


class DoorCountInput(Input):
    """What came of each line, good or not."""

    lines = LineQuantityInput(many=True, allow_empty=False)
    shipment = serializers.UUIDField(allow_null=True, default=None)


class CountAcceptanceInput(Input):
    lines = ReceivedLineInput(many=True, allow_empty=False)


class RefusedInput(Input):
    decision = serializers.ChoiceField(["sent_back", "scrapped"])
    quantity = Quantity(required=False, default=None)


class ReversalInput(Input):
    reason = serializers.CharField(max_length=200)


class PurchaseReturnInput(Input):
    lines = LineQuantityInput(many=True, allow_empty=False)
    reason = serializers.CharField(max_length=200)


class BillInput(Input):
    position = serializers.IntegerField(min_value=1)
    quantity = Quantity()
    unit_price = MoneyField()


class InvoiceInput(Input):
    number = serializers.CharField(max_length=40)
    issued_on = serializers.DateField(allow_null=True, default=None)
    lines = BillInput(many=True, allow_empty=False)


class InvoiceStepInput(Input):
    reason = serializers.CharField(max_length=200, default="", allow_blank=True)
    version = serializers.IntegerField(min_value=0, default=0)
    pay_when_due = serializers.BooleanField(default=False)


class InvoicePayInput(Input):
    method = serializers.CharField(max_length=40, default="bank_account")
