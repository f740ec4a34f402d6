"""A promotion as a shopkeeper types it: yuan, per cent and days."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.clock import midnight
from ecosystem.kernel.errors import DomainError
from ecosystem.kernel.money import from_text, to_text
from merchants.catalog.public import Sku

from .actions import Terms
from .models import Budget, Promotion

OF_KIND = {
    "item": ("percent", "off", "cap", "skus"),
    "member": ("percent", "off", "cap", "member_level", "skus"),
    "ladder": ("from_1", "off_1", "from_2", "off_2", "from_3", "off_3", "skus"),
    "coupon": ("threshold", "off", "percent", "cap", "total", "per_person", "points", "valid_days", "comes_back", "skus"),
    "flash": ("sku", "price", "pieces", "hours", "per_person"),
}
LAST = ("ends_on", "budget", "platform_budget", "supplier_budget")


class YuanField(forms.CharField):
    """Yuan as typed, cleaned into minor units."""

    def __init__(self, **given: Any) -> None:
        given.setdefault("required", False)
        super().__init__(max_length=12, widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}), **given)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return from_text(text.strip().lstrip("¥￥").replace(",", ""))
        except DomainError as refusal:
            raise forms.ValidationError(refusal.explain()) from refusal


def count(label: Any, most: int, **given: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, validators=[MinValueValidator(1), MaxValueValidator(most)], **given)


class PromotionForm(forms.Form):
    name = forms.CharField(label=_("Name, as customers read it"), max_length=40)
    threshold = YuanField(label=_("From so many yuan on"))
    percent = forms.DecimalField(
        label=_("Per cent off"), help_text=_("With 20, four fifths are left to pay."), required=False, max_digits=5, decimal_places=2
    )
    off = YuanField(label=_("Yuan off, or per cent"))
    cap = YuanField(label=_("At most so many yuan off, if per cent"))
    from_1 = YuanField(label=_("First step: from so many yuan on"))
    off_1 = YuanField(label=_("yuan off"))
    from_2 = YuanField(label=_("Second step: from so many yuan on"))
    off_2 = YuanField(label=_("yuan off"))
    from_3 = YuanField(label=_("Third step: from so many yuan on"))
    off_3 = YuanField(label=_("yuan off"))
    sku = forms.ChoiceField(label=_("Article"))
    price = YuanField(label=_("Price in the sale, yuan"))
    pieces = count(_("Pieces set aside for it"), 100_000)
    hours = count(_("It lasts so many hours"), 168, initial=2)
    total = count(_("Coupons there are; empty is as many as are wanted"), 1_000_000)
    per_person = count(_("Times one person may have it"), 1_000)
    points = count(_("Points it costs a member; empty is nothing"), 1_000_000)
    member_level = forms.TypedChoiceField(
        label=_("For whom"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[
            (0, _("all members, and customers with a card")),
            (1, _("members from the first level on")),
            (2, _("from the second")),
            (3, _("from the third")),
        ],
    )
    valid_days = count(_("Days a coupon is good for"), 365, initial=30)
    comes_back = forms.BooleanField(label=_("Comes back to its holder when everything she bought with it is refunded"), required=False)
    skus = forms.MultipleChoiceField(label=_("Only for these articles; none chosen is the whole shop"), required=False)
    ends_on = forms.DateField(label=_("Last day, if it has one"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    budget = YuanField(label=_("What you will spend on it at most, yuan"), help_text=_("It stops by itself when this is used up."))
    platform_budget = forms.ChoiceField(label=_("The bank bears a part"), required=False)
    supplier_budget = forms.ChoiceField(label=_("A supplier bears a part"), required=False)

    def __init__(self, kind: str, skus: list[Sku], budgets: list[Budget], *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.kind = kind
        articles = [(str(sku.pk), f"{sku.name} {sku.size}".strip()) for sku in skus]
        self._choose("sku", articles)
        self._choose("skus", articles)
        for funder in ("platform", "supplier"):
            bearing = [(str(one.pk), f"{one.name} · {one.share_pct}%") for one in budgets if one.funder == funder]
            self._choose(f"{funder}_budget", [("", _("nobody")), *bearing])
            if not bearing:
                del self.fields[f"{funder}_budget"]
        wanted = {"name", *OF_KIND[kind], *LAST} - ({"ends_on"} if kind == "flash" else set())
        self.fields = {name: self.fields[name] for name in ("name", *OF_KIND[kind], *LAST) if name in wanted and name in self.fields}

    def _choose(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def terms(self, at: datetime) -> Terms:
        """What was typed; call it on a valid form."""
        told = self.cleaned_data
        percent, ends_on = told.get("percent"), told.get("ends_on")
        ends_at = midnight(datetime.combine(ends_on, at.timetz())) + timedelta(days=1) if ends_on else None
        if self.kind == Promotion.Kind.FLASH:
            ends_at = at + timedelta(hours=told.get("hours") or 2)
        rungs = [(told.get(f"from_{number}"), told.get(f"off_{number}")) for number in (1, 2, 3)]
        sku_ids = [told["sku"]] if told.get("sku") else told.get("skus") or []
        return Terms(
            kind=self.kind,
            name=told["name"],
            starts_at=at,
            ends_at=ends_at,
            rate=None if percent is None else Decimal(percent) / 100,
            cap_minor=told.get("cap"),
            off_minor=told.get("off"),
            threshold_minor=told.get("threshold") or 0,
            steps=tuple((start, off) for start, off in rungs if start is not None and off is not None),
            sku_ids=tuple(UUID(one) for one in sku_ids),
            price_minor=told.get("price"),
            allotted=told.get("pieces"),
            total=told.get("total"),
            per_person=told.get("per_person"),
            points=told.get("points"),
            member_level=told.get("member_level") or 0,
            valid_days=told.get("valid_days") or 30,
            comes_back=bool(told.get("comes_back")),
            budget_minor=told.get("budget"),
            platform_budget_id=UUID(told["platform_budget"]) if told.get("platform_budget") else None,
            supplier_budget_id=UUID(told["supplier_budget"]) if told.get("supplier_budget") else None,
        )


RECIPES: dict[str, dict[str, Any]] = {
    "ladder": {"name": _("Spend more, pay less"), "from_1": to_text(3_000), "off_1": to_text(300), "from_2": to_text(6_000), "off_2": to_text(800)},
    "coupon": {"name": _("Welcome coupon"), "threshold": to_text(3_000), "off": to_text(500), "total": 100, "per_person": 1, "valid_days": 30},
    "item": {"name": _("This week's offer"), "percent": 10},
    "member": {"name": _("For our customers"), "percent": 5},
    "flash": {"name": _("Flash sale"), "pieces": 20, "hours": 2, "per_person": 1},
}
