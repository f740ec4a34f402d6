"""The shared order, for programs of either side."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ecosystem.kernel import clock
from ecosystem.kernel.errors import NotFound
from ecosystem.web.api import REPEAT_KEY, actor_of, given, repeat_key
from merchants.shops.public import shop_for

from .. import access, actions, queries, rules
from ..rules import Want, Wording
from . import shapes


def quantities(lines: list[dict[str, Any]]) -> dict[int, Any]:
    return {line["position"]: line["quantity"] for line in lines}


def counted(lines: list[dict[str, Any]]) -> list[actions.Counted]:
    return [actions.Counted(**line) for line in lines]


class PurchasesView(APIView):
    @extend_schema(responses=shapes.PurchaseOutput(many=True))
    def get(self, request: Request, shop_id: UUID) -> Response:
        """The shop's purchase orders, newest first."""
        actor = actor_of(request)
        shop = shop_for(actor, shop_id, access.LOOKERS)
        told = shapes.PurchaseOutput(queries.purchases_of(shop.pk), many=True).data
        hidden = rules.NOT_ALL_HERE if access.blind_shops(actor, [shop.pk]) else ()
        return Response([{**one, "total": None} if one["status"] in hidden else one for one in told])

    @extend_schema(request=shapes.PurchaseInput, responses={201: shapes.PurchaseOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request, shop_id: UUID) -> Response:
        """Draft an order; nobody but the shop sees it until it is sent."""
        said = given(shapes.PurchaseInput, request)
        order = actions.draft_order(
            shop_id=shop_id,
            supplier_id=said["supplier"],
            wants=[Want(line["article"], line["quantity"]) for line in said["lines"]],
            note=said["note"],
            billing=said["billing"],
            key=repeat_key(request),
            by=actor_of(request),
            at=clock.now(),
        )
        return Response(shapes.PurchaseOutput(queries.document(order.pk)).data, status=201)


class SuppliersOrdersView(APIView):
    @extend_schema(responses=shapes.PurchaseOutput(many=True))
    def get(self, request: Request, supplier_id: UUID) -> Response:
        """What shops ordered of the supplier, newest first."""
        supplier = access.own_supplier(actor_of(request), supplier_id)
        return Response(shapes.PurchaseOutput(queries.sales_of(supplier.pk), many=True).data)


class PurchaseView(APIView):
    @extend_schema(responses=shapes.DocumentOutput)
    def get(self, request: Request, order_id: UUID) -> Response:
        """The whole document, for either side."""
        actor = actor_of(request)
        order, _sides = access.order_of_either(actor, order_id)
        blind = access.counts_blind(order, access.rights(actor, order))
        return Response(shapes.document_of(queries.document(order.pk), blind=blind))


class PurchaseStepView(APIView):
    @extend_schema(request=shapes.PurchaseStepInput, responses=shapes.PurchaseOutput)
    def post(self, request: Request, order_id: UUID, name: str) -> Response:
        """Move the order: send, hand-in, approve, return-to-draft, amend, agree, cancel, short-close, hold, resume, pay-with;
        confirm, propose, decline.
        """
        if name not in STEPS:
            raise NotFound
        said = given(shapes.PurchaseStepInput, request)
        STEPS[name](order_id, said, {"by": actor_of(request), "at": clock.now()})
        return Response(shapes.PurchaseOutput(queries.document(order_id)).data)


class ShipmentsView(APIView):
    @extend_schema(request=shapes.ShipmentInput, responses={201: shapes.ShipmentOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request, order_id: UUID) -> Response:
        """The supplier announces what is on its way."""
        said = given(shapes.ShipmentInput, request)
        shipment = actions.announce_shipment(
            order_id=order_id,
            quantities=quantities(said["lines"]),
            expected_on=said["expected_on"],
            carrier=said["carrier"],
            key=repeat_key(request),
            by=actor_of(request),
            at=clock.now(),
        )
        return Response(shapes.ShipmentOutput(shipment).data, status=201)


class ReceiptsView(APIView):
    @extend_schema(request=shapes.GoodsReceiptInput, responses={201: shapes.GoodsReceiptOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request, order_id: UUID) -> Response:
        """The shop takes in a delivery."""
        said = given(shapes.GoodsReceiptInput, request)
        receipt = actions.post_receipt(
            order_id=order_id,
            counted=counted(said["lines"]),
            shipment_id=said["shipment"],
            key=repeat_key(request),
            by=actor_of(request),
            at=clock.now(),
        )
        return Response(shapes.GoodsReceiptOutput(receipt).data, status=201)


class ReversalView(APIView):
    @extend_schema(request=shapes.ReversalInput, responses={201: shapes.GoodsReceiptOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request, order_id: UUID, receipt_id: UUID) -> Response:
        """Take a receipt back by one of negative quantities."""
        reason = given(shapes.ReversalInput, request)["reason"]
        made = actions.reverse_receipt(
            order_id=order_id, receipt_id=receipt_id, reason=reason, key=repeat_key(request), by=actor_of(request), at=clock.now()
        )
        return Response(shapes.GoodsReceiptOutput(made).data, status=201)


class ReturnsView(APIView):
    @extend_schema(request=shapes.PurchaseReturnInput, responses={201: shapes.PurchaseReturnOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request, order_id: UUID) -> Response:
        """Send accepted goods back."""
        said = given(shapes.PurchaseReturnInput, request)
        made = actions.return_goods(
            order_id=order_id,
            quantities=quantities(said["lines"]),
            reason=said["reason"],
            key=repeat_key(request),
            by=actor_of(request),
            at=clock.now(),
        )
        return Response(shapes.PurchaseReturnOutput(made).data, status=201)


Step = Callable[[UUID, dict[str, Any], dict[str, Any]], object]


def _plain(verb: Callable[..., object]) -> Step:
    return lambda order_id, said, who: verb(order_id=order_id, **who)


def _reasoned(verb: Callable[..., object]) -> Step:
    return lambda order_id, said, who: verb(order_id=order_id, reason=said["reason"], **who)


def _of_revision(verb: Callable[..., object]) -> Step:
    return lambda order_id, said, who: verb(order_id=order_id, revision=said["revision"], **who)


def _wording(said: dict[str, Any]) -> list[Wording]:
    return [Wording(line["position"], line["quantity"], line["unit_price"], line["promised_on"]) for line in said["lines"]]


STEPS: dict[str, Step] = {
    "send": _plain(actions.send_order),
    "hand-in": _plain(actions.hand_in),
    "approve": lambda order_id, said, who: actions.approve_order(order_id=order_id, seen_version=said["version"], **who),
    "return-to-draft": _reasoned(actions.return_to_draft),
    "cancel": _reasoned(actions.cancel_order),
    "short-close": _reasoned(actions.short_close),
    "hold": _reasoned(actions.hold_order),
    "resume": _plain(actions.resume_order),
    "wait": _plain(actions.wait_longer),
    "pay-with": lambda order_id, said, who: actions.choose_payment(order_id=order_id, method=said["method"], **who),
    "confirm": _of_revision(actions.confirm_order),
    "agree": _of_revision(actions.agree_to_change),
    "decline": lambda order_id, said, who: actions.decline_order(order_id=order_id, revision=said["revision"], reason=said["reason"], **who),
    "propose": lambda order_id, said, who: actions.propose_change(
        order_id=order_id, revision=said["revision"], wording=_wording(said), reason=said["reason"], billing=said["billing"], **who
    ),
    "amend": lambda order_id, said, who: actions.amend_order(
        order_id=order_id, seen_revision=said["revision"], wording=_wording(said), reason=said["reason"], billing=said["billing"], **who
    ),
}
