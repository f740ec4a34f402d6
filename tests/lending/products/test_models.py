from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from lending.products.public import LINE, Product, ProductNotOffered, current_product

TERMS: dict[str, Any] = {
    "code": "other",
    "version": 1,
    "name_zh": "另",
    "name_en": "Other",
    "annual_rate": Decimal("0.1"),
    "withhold_bp": 1_000,
    "min_principal_minor": 100,
    "max_principal_minor": 1_000,
    "term_days": 30,
    "apr_cap_bp": 2_400,
    "lgd_bp": 4_000,
    "valid_from": date(2026, 1, 1),
}


@pytest.mark.django_db
def test_the_terms_in_force_are_the_latest_that_have_begun() -> None:
    Product.objects.create(**TERMS)
    Product.objects.create(**{**TERMS, "version": 2, "valid_from": date(2026, 2, 1), "annual_rate": Decimal("0.2")})
    # 2026-01-31 16:30 UTC is already February in China.
    assert current_product("other", datetime(2026, 1, 31, 15, 30, tzinfo=UTC)).version == 1
    assert current_product("other", datetime(2026, 1, 31, 16, 30, tzinfo=UTC)).version == 2


@pytest.mark.django_db
def test_a_product_is_not_offered_before_its_first_day() -> None:
    assert current_product(LINE, datetime(2026, 1, 1, tzinfo=UTC)).annual_rate == Decimal("0.099000")
    with pytest.raises(ProductNotOffered):
        current_product(LINE, datetime(2019, 1, 1, tzinfo=UTC))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"annual_rate": Decimal("1.5")}, "product_rate_is_a_yearly_fraction"),
        ({"annual_rate": Decimal("0")}, "product_rate_is_a_yearly_fraction"),
        ({"day_count": "30/360"}, "product_counts_days_in_a_known_way"),
        ({"withhold_bp": 0}, "product_withholds_a_share"),
        ({"withhold_bp": 10_001}, "product_withholds_a_share"),
        ({"withhold_day_cap_minor": 0}, "product_withholding_cap_is_positive"),
        ({"min_principal_minor": 2_000}, "product_principal_has_a_range"),
        ({"term_days": 0}, "product_has_a_term"),
        ({"apr_cap_bp": 0}, "product_has_a_cost_cap"),
        ({"lgd_bp": 0}, "product_loses_a_share"),
        ({"lgd_bp": 10_001}, "product_loses_a_share"),
    ],
)
def test_the_database_refuses_terms_that_make_no_sense(wrong: dict[str, Any], rule: str) -> None:
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        Product.objects.create(**{**TERMS, **wrong})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("again", "rule"),
    [({"valid_from": date(2027, 1, 1)}, "a_product_version_is_written_once"), ({"version": 2}, "one_product_version_starts_on_a_day")],
)
def test_a_version_and_a_first_day_are_taken_once(again: dict[str, Any], rule: str) -> None:
    Product.objects.create(**TERMS)
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        Product.objects.create(**{**TERMS, **again})
