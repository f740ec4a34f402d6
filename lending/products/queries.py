from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from ecosystem.kernel.clock import business_date

from .errors import ProductNotOffered
from .models import Product, TermsProposal


def current_product(code: str, at: datetime) -> Product:
    """The terms in force on the business day of ``at``.

    Raises:
        ProductNotOffered: no version of the product had begun by then.
    """
    product = Product.objects.in_force(code, business_date(at)).first()
    if product is None:
        raise ProductNotOffered(product=code)
    return product


def codes() -> list[str]:
    return list(Product.objects.order_by("code").values_list("code", flat=True).distinct())


def versions_of(codes: Collection[str]) -> dict[tuple[str, int], Product]:
    """Every version of some products, by code and number: one statement."""
    return {(one.code, one.version): one for one in Product.objects.filter(code__in=codes).order_by("code", "-version")}


def proposals_waiting() -> list[TermsProposal]:
    return list(TermsProposal.objects.filter(status=TermsProposal.Status.WAITING).order_by("valid_from", "pk"))
