"""Loans, for programs: accept an offer, see what is owed, draw, repay."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ecosystem.kernel import clock
from ecosystem.web.api import REPEAT_KEY, Input, MoneyField, actor_of, repeat_key

from . import acceptance, access, actions, queries
from .models import Facility


class AmountInput(Input):
    amount = MoneyField()


class AcceptanceInput(AmountInput):
    """``agree``: that a share of each payout repays the loan until nothing is owed."""

    purpose = serializers.ChoiceField(Facility.Purpose.choices)
    agree = serializers.BooleanField()


class LoanOutput(serializers.Serializer[Any]):
    """What is owed at this moment; interest has run to today."""

    id = serializers.UUIDField(source="loan.pk")
    borrower = serializers.UUIDField(source="loan.borrower_id")
    product = serializers.CharField(source="loan.product.code")
    status = serializers.CharField(source="loan.status")
    classification = serializers.CharField(source="loan.classification")
    annual_rate = serializers.DecimalField(source="loan.annual_rate", max_digits=9, decimal_places=6)
    day_count = serializers.CharField(source="loan.day_count")
    withhold_bp = serializers.IntegerField(source="loan.withhold_bp")
    limit = MoneyField(source="loan.limit_minor")
    headroom = MoneyField(source="headroom_minor")
    principal = MoneyField(source="principal_minor")
    interest = MoneyField(source="interest_minor")
    owed = MoneyField(source="owed_minor")
    interest_a_day = MoneyField(source="daily_minor")
    due_on = serializers.DateField(allow_null=True)
    days_past_due = serializers.IntegerField()
    opened_at = serializers.DateTimeField(source="loan.opened_at")


class TransactionOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    kind = serializers.CharField()
    amount = MoneyField(source="amount_minor")
    principal = MoneyField(source="principal_minor")
    interest = MoneyField(source="interest_minor")
    owed_after = MoneyField(source="owed_after_minor")
    value_on = serializers.DateField()
    booked_at = serializers.DateTimeField()


class WithholdingOutput(serializers.Serializer[Any]):
    payout = serializers.UUIDField(source="payout_id")
    on = serializers.DateField()
    base = MoneyField(source="base_minor")
    rate_bp = serializers.IntegerField()
    computed = MoneyField(source="computed_minor")
    amount = MoneyField(source="amount_minor")
    interest = MoneyField(source="interest_minor")
    principal = MoneyField(source="principal_minor")
    owed_after = MoneyField(source="owed_after_minor")


class LoanDetailOutput(LoanOutput):
    transactions = TransactionOutput(many=True)
    withholdings = WithholdingOutput(many=True)


def _amount(request: Request) -> int:
    given = AmountInput(data=request.data)
    given.is_valid(raise_exception=True)
    return int(given.validated_data["amount"])


class LoansView(APIView):
    @extend_schema(responses=LoanOutput(many=True), operation_id="loans_list")
    def get(self, request: Request) -> Response:
        """The lines of the businesses that the person signed in owns."""
        at = clock.now()
        lines = queries.loans_of(access.borrowers_of(actor_of(request)))
        return Response(LoanOutput([queries.owed_on(line, at) for line in lines], many=True).data)


class LoanView(APIView):
    @extend_schema(responses=LoanDetailOutput, operation_id="loans_retrieve")
    def get(self, request: Request, loan_id: UUID) -> Response:
        """One line with its latest movements and withholdings."""
        line = access.loan_for(actor_of(request), loan_id)
        told = LoanOutput(queries.owed_on(line, clock.now())).data
        moves = TransactionOutput(queries.statement_of(line), many=True).data
        withheld = WithholdingOutput([withholding for withholding, _lines in queries.withholdings_of(line)], many=True).data
        return Response({**told, "transactions": moves, "withholdings": withheld})


class RepaymentsView(APIView):
    @extend_schema(request=AmountInput, responses={201: TransactionOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request, loan_id: UUID) -> Response:
        """Repay early from the borrower's deposit, free of charge."""
        paid = actions.repay_early(loan_id=loan_id, amount_minor=_amount(request), key=repeat_key(request), by=actor_of(request), at=clock.now())
        return Response(TransactionOutput(paid).data, status=201)


class DrawsView(APIView):
    @extend_schema(request=AmountInput, responses={201: LoanOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request, loan_id: UUID) -> Response:
        """Draw again within the limit."""
        at = clock.now()
        line = actions.draw_more(loan_id=loan_id, amount_minor=_amount(request), key=repeat_key(request), by=actor_of(request), at=at)
        return Response(LoanOutput(queries.owed_on(line, at)).data, status=201)


class AcceptanceView(APIView):
    @extend_schema(request=AcceptanceInput, responses={201: LoanOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request, offer_id: UUID) -> Response:
        """Take the offer and draw the amount at once."""
        given, at = AcceptanceInput(data=request.data), clock.now()
        given.is_valid(raise_exception=True)
        told = given.validated_data
        terms = acceptance.ChosenTerms(principal_minor=told["amount"], purpose=told["purpose"], agreed=told["agree"])
        loan = acceptance.accept_offer(offer_id=offer_id, terms=terms, key=repeat_key(request), by=actor_of(request), at=at)
        return Response(LoanOutput(queries.owed_on(loan, at)).data, status=201)


urlpatterns = [
    path("loans", LoansView.as_view(), name="api-loans"),
    path("loans/<uuid:loan_id>", LoanView.as_view(), name="api-loan"),
    path("loans/<uuid:loan_id>/repayments", RepaymentsView.as_view(), name="api-loan-repayments"),
    path("loans/<uuid:loan_id>/draws", DrawsView.as_view(), name="api-loan-draws"),
    path("offers/<uuid:offer_id>/acceptance", AcceptanceView.as_view(), name="api-offer-acceptance"),
]
