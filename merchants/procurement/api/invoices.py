"""Invoices on the shared order, for programs of either side."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ecosystem.kernel import clock
from ecosystem.kernel.errors import NotFound
from ecosystem.web.api import REPEAT_KEY, actor_of, given, repeat_key
from merchants.shops.public import shop_for

from .. import access, actions, queries
from . import shapes


class InvoicesView(APIView):
    @extend_schema(request=shapes.InvoiceInput, responses={201: shapes.InvoiceOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request, order_id: UUID) -> Response:
        """The supplier bills lines of an order; they are matched at once."""
        said = given(shapes.InvoiceInput, request)
        bills = [actions.Bill(line["position"], line["quantity"], line["unit_price"]) for line in said["lines"]]
        invoice = actions.issue_invoice(
            order_id=order_id,
            number=said["number"],
            bills=bills,
            issued_on=said["issued_on"],
            key=repeat_key(request),
            by=actor_of(request),
            at=clock.now(),
        )
        return Response(shapes.InvoiceOutput(invoice).data, status=201)


class InvoiceStepView(APIView):
    @extend_schema(request=shapes.InvoiceStepInput, responses=shapes.InvoiceOutput)
    def post(self, request: Request, invoice_id: UUID, name: str) -> Response:
        """Move the invoice: release, debit, rematch, approve; withdraw."""
        said, by, at = given(shapes.InvoiceStepInput, request), actor_of(request), clock.now()
        match name:
            case "release":
                invoice = actions.release_invoice(invoice_id=invoice_id, reason=said["reason"], by=by, at=at)
            case "debit":
                invoice = actions.debit_differences(invoice_id=invoice_id, by=by, at=at)
            case "rematch":
                invoice = actions.rematch_invoice(invoice_id=invoice_id, by=by, at=at)
            case "approve":
                when_due = said["pay_when_due"]
                invoice = actions.approve_invoice(invoice_id=invoice_id, seen_version=said["version"], pay_when_due=when_due, by=by, at=at)
            case "withdraw":
                invoice = actions.withdraw_invoice(invoice_id=invoice_id, by=by, at=at)
            case _:
                raise NotFound
        return Response(shapes.InvoiceOutput(invoice).data)


class PayView(APIView):
    @extend_schema(request=shapes.InvoicePayInput, responses=shapes.InvoiceOutput, parameters=[REPEAT_KEY])
    def post(self, request: Request, invoice_id: UUID) -> Response:
        """Pay an approved invoice now."""
        method = given(shapes.InvoicePayInput, request)["method"]
        invoice = actions.pay_invoice(invoice_id=invoice_id, method=method, key=repeat_key(request), by=actor_of(request), at=clock.now())
        return Response(shapes.InvoiceOutput(invoice).data)


class PayBackView(APIView):
    @extend_schema(request=None, responses={204: None}, parameters=[REPEAT_KEY])
    def post(self, request: Request, debit_id: UUID) -> Response:
        """The supplier gives back what it owes for returned goods."""
        actions.pay_back_debit(debit_id=debit_id, key=repeat_key(request), by=actor_of(request), at=clock.now())
        return Response(status=204)


class PayablesView(APIView):
    @extend_schema(responses=shapes.InvoiceOutput(many=True))
    def get(self, request: Request, shop_id: UUID) -> Response:
        """Open invoices of the shop by due day."""
        shop = shop_for(actor_of(request), shop_id, access.APPROVERS)
        return Response(shapes.InvoiceOutput(queries.unpaid_of([shop.pk]), many=True).data)
