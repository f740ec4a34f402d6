"""The buyer's pages: review an order, change it, see what became of her reviews and questions, appeal."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ecosystem.kernel import clock
from ecosystem.kernel.photos import taken_all
from ecosystem.web.pages import form_key, signed_in
from merchants.orders.public import Order, order_for_buyer, with_lines

from .. import access, actions, queries, rules
from ..models import Review


@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """The form; where the order was reviewed already, its review."""
    actor, at = signed_in(request), clock.now()
    if request.method == "POST":
        made = actions.write_review(order_id=order_id, wording=_wording(request), key=form_key(request), by=actor, at=at)
        messages.success(request, _("Thank you. Your neighbours can read it now."))
        return redirect("reviews:of-shop", shop_id=made.shop_id)
    order = with_lines(order_for_buyer(actor, order_id).pk)
    review = queries.review_of_order(order_id)
    if review is not None:
        return redirect("reviews:mine")
    return _form(request, order, None)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, review_id: UUID) -> HttpResponse:
    actor = signed_in(request)
    if request.method == "POST":
        made = actions.edit_review(review_id=review_id, wording=_wording(request), by=actor, at=clock.now())
        return redirect("reviews:of-shop", shop_id=made.shop_id)
    review = queries.whole(access.review_for_writer(actor, review_id).pk)
    return _form(request, with_lines(review.order_id), review)


def _form(request: HttpRequest, order: Order, review: Review | None) -> HttpResponse:
    at = clock.now()
    marks = {mark.line_id: mark.stars for mark in review.marks.all()} if review else {}
    until = order.completed_at + rules.WRITABLE if order.completed_at else None
    context = {
        "order": order,
        "review": review,
        "lines": [(line, marks.get(line.pk, 0)) for line in order.lines.all()],
        "stars": range(1, 6),
        "downwards": range(5, 0, -1),
        "until": review.written_at + rules.EDITABLE if review else until,
        "open": review.may_be_edited(at) if review else order.status == "completed" and until is not None and at <= until,
        "longest": rules.LONGEST_REVIEW,
    }
    return render(request, "reviews/write.html", context)


@require_GET
def of_order(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """One's review of an order, or the way to write it, for the order's page."""
    order, at = order_for_buyer(signed_in(request), order_id), clock.now()
    until = order.completed_at + rules.WRITABLE if order.completed_at else None
    review = queries.review_of_order(order_id)
    context = {"order": order, "review": review, "until": until, "open": until is not None and at <= until, "at": at}
    if review:
        context["editable"] = review.may_be_edited(at)
    return render(request, "reviews/_of_order.html", context)


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    actor, at = signed_in(request), clock.now()
    reviews = list(queries.reviews_by(actor.party_id)) if actor.party_id else []
    appeals = queries.appeals_of([review.pk for review in reviews if not review.is_shown])
    rows = [(review, review.may_be_edited(at), appeals.get(review.pk)) for review in reviews]
    questions = queries.questions_by(actor.party_id) if actor.party_id else []
    return render(request, "reviews/mine.html", {"rows": rows, "questions": questions, "at": at})


@require_POST
def appeal(request: HttpRequest, review_id: UUID) -> HttpResponse:
    actions.appeal(review_id=review_id, words=request.POST.get("words", ""), key=form_key(request), by=signed_in(request), at=clock.now())
    messages.success(request, _("The platform looks at it again and tells you what it decides."))
    return redirect("reviews:mine")


@require_POST
def ask(request: HttpRequest, shop_id: UUID) -> HttpResponse:
    actions.ask_question(shop_id=shop_id, text=request.POST.get("text", ""), key=form_key(request), by=signed_in(request), at=clock.now())
    messages.success(request, _("Asked. You are told when the shop answers."))
    return redirect("reviews:of-shop", shop_id=shop_id)


def _wording(request: HttpRequest) -> actions.Wording:
    """Fields ``stars``, ``text``, ``line-<position>`` with stars, and pictures. Raises ``NotAPicture``; odd numbers are no stars."""
    fields = request.POST
    marks = {int(name[5:]): _number(fields, name) for name in fields if name.startswith("line-") and name[5:].isdecimal() and fields.get(name)}
    return actions.Wording(_number(fields, "stars"), fields.get("text", ""), marks, taken_all(request.FILES.getlist("photos")))


def _number(fields: QueryDict, name: str) -> int:
    text = fields.get(name, "")
    return int(text) if text.isdecimal() and len(text) == 1 else 0
