"""Sales that were, their receipts on paper, and goods that come back."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from ecosystem.kernel import clock
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import Invalid, NotFound
from ecosystem.web.pages import form_id, form_key, signed_in
from merchants.aftersale.public import CaseLine
from merchants.staff.public import prove_pin, sellers_at

from .. import access, actions, queries, slips
from ..errors import SaleNotFound
from ..models import Return
from ..seating import seller_of
from .counter import chosen_shop

WIDTHS = (58, 80)


@require_GET
def sales(request: HttpRequest) -> HttpResponse:
    shop = chosen_shop(request)
    return render(request, "till/sales.html", {"shop": shop, "sales": queries.last_sales(shop.pk, most=50)})


@require_GET
def receipt(request: HttpRequest, order_id: UUID) -> HttpResponse:
    actor = signed_in(request)
    access.sale_for(actor, order_id)
    sale = queries.sale_with_lines(order_id)
    printed = sale.printings.count()
    returns = list(sale.returns.order_by("at"))
    slip = slips.sale_slip(sale, copy=printed, shelf=_shelf(request, sale.shop_id))
    context = {
        "restock": CaseLine.Restock.choices,
        "sale": sale,
        "slip": slip,
        "printed": printed,
        "width": _width(request.GET.get("width", "")),
        "returns": returns,
        "approvers": [one for one in sellers_at(sale.shop) if one.has_pin],
    }
    return render(request, "till/receipt.html", {**context, "lines": sale.order.lines.all()})


@require_POST
def print_one(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Number a printing and show the sheet that is printed; ``bytes`` sends it for a receipt printer instead."""
    width = _width(request.POST.get("width", ""))
    printing = actions.print_receipt(order_id=order_id, width=width, by=signed_in(request), at=clock.now())
    sale = queries.sale_with_lines(order_id)
    slip = slips.sale_slip(sale, copy=printing.number - 1, shelf=_shelf(request, sale.shop_id))
    return _sheet(request, slip, width)


@require_POST
def give_back(request: HttpRequest, order_id: UUID) -> HttpResponse:
    actor, at = signed_in(request), clock.now()
    shop_id = access.sale_for(actor, order_id).shop_id
    back = actions.give_back(
        order_id=order_id,
        wanted=_wanted(request),
        reason=request.POST.get("reason", ""),
        drawer_id=None,
        restock=_places(request),
        key=form_key(request),
        by=seller_of(request, shop_id),
        at=at,
        approver=_approver(request, shop_id, by=actor, at=at),
    )
    return redirect("till:refund", return_id=back.pk)


@require_GET
def refund(request: HttpRequest, return_id: UUID) -> HttpResponse:
    """The slip that the buyer signs."""
    back = Return.objects.filter(pk=return_id).first()
    if back is None:
        raise SaleNotFound
    access.sale_for(signed_in(request), back.sale_id)
    back.sale = queries.sale_with_lines(back.sale_id)
    return _sheet(request, slips.refund_slip(back), _width(request.GET.get("width", "")))


@require_GET
def printer(request: HttpRequest) -> HttpResponse:
    shop = chosen_shop(request)
    return render(request, "till/printer.html", {"shop": shop, "slip": slips.trial_slip(shop.name, clock.now()), "widths": WIDTHS})


@require_GET
def trial(request: HttpRequest, width: int) -> HttpResponse:
    if width not in WIDTHS:
        raise NotFound
    return _sheet(request, slips.trial_slip(chosen_shop(request).name, clock.now()), width)


def _shelf(request: HttpRequest, shop_id: UUID) -> str:
    """The address of the shop's shelf, as the code on a receipt says it."""
    return request.build_absolute_uri(f"/s/{shop_id}/?from=receipt")


def _sheet(request: HttpRequest, slip: slips.Slip, width: int) -> HttpResponse:
    if "bytes" in request.POST or "bytes" in request.GET:
        return HttpResponse(
            slip.bytes_for(width),
            content_type="application/octet-stream",
            headers={"Content-Disposition": f'attachment; filename="receipt-{width}.bin"'},
        )
    return render(request, "till/sheet.html", {"slip": slip, "width": width})


def _approver(request: HttpRequest, shop_id: UUID, *, by: Actor, at: datetime) -> Actor | None:
    """Who stood by and typed her PIN, if anybody did."""
    pin = request.POST.get("pin", "").strip()
    return prove_pin(shop_id=shop_id, person_id=form_id(request, "approver"), pin=pin, by=by, at=at) if pin else None


def _width(text: str) -> int:
    return 80 if text == "80" else 58


def _places(request: HttpRequest) -> dict[int, str]:
    """Fields ``restock-<position>`` of the lines that come back."""
    wanted = _wanted(request)
    return {place: where for place in wanted if (where := request.POST.get(f"restock-{place}", ""))}


def _wanted(request: HttpRequest) -> dict[int, Decimal]:
    """Fields ``back-<position>`` with a quantity. Raises ``Invalid``."""
    wanted = {}
    for field, value in request.POST.items():
        place = field.removeprefix("back-")
        if place != field and str(value).strip():
            try:
                quantity = Decimal(str(value).strip())
            except InvalidOperation:
                raise Invalid from None
            if not place.isdecimal() or not quantity.is_finite():
                raise Invalid
            if quantity:
                wanted[int(place)] = quantity
    return wanted
