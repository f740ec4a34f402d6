"""A market whose shop has a line of credit: purchases that the bank pays."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.db import transaction

from ecosystem.consent.public import CREDIT_ASSESSMENT, grant
from lending.earmarks.method import NAME
from lending.earmarks.models import Earmark
from lending.loans.actions import LineTerms, open_loan
from lending.loans.models import Facility
from lending.products.public import LINE, current_product
from merchants.procurement import actions
from merchants.procurement.models import Order
from tests import buying
from tests.buying import Market
from tests.cast import MORNING, actor

LIMIT, DRAWN, PRICE = 1_000_000, 100_000, 7_200


@transaction.atomic
def line_for(town: Market, *, limit_minor: int = LIMIT) -> Facility:
    """Her bank may look, and she has drawn 1,000 of 10,000 yuan."""
    party, owner = town.shop.party_id, actor(town.owner)
    grant(party_id=party, purpose=CREDIT_ASSESSMENT.code, by=owner, at=MORNING)
    product = current_product(LINE, MORNING)
    terms = LineTerms(product, product.min_principal_minor, limit_minor, Decimal("0.099000"), 1_000, 365, "stock")
    return open_loan(borrower_id=party, offer_id=uuid4(), terms=terms, principal_minor=DRAWN, by=owner, at=MORNING)


def on_the_line(town: Market, order: Order) -> Order:
    return actions.choose_payment(order_id=order.pk, method=NAME, by=actor(town.owner), at=MORNING)


def ordered(town: Market, **wanted: Any) -> Order:
    """Drafted, to be paid from the line, and sent."""
    return actions.send_order(order_id=on_the_line(town, buying.draft(town, **wanted)).pk, by=actor(town.owner), at=MORNING)


def confirmed(town: Market, **wanted: Any) -> Order:
    return actions.confirm_order(order_id=ordered(town, **wanted).pk, revision=1, by=actor(town.packer), at=MORNING)


def aside(order: Order) -> int:
    return sum(Earmark.objects.filter(document_id=order.pk).values_list("aside_minor", flat=True))
