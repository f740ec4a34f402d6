"""What a merchant asks with its goods."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from ecosystem.kernel import clock, money
from ecosystem.kernel.errors import Invalid
from ecosystem.web.pages import signed_in

from .. import access, actions, queries
from ..models import ModifierGroup
from .reading import shop_of, whole

ROWS = 6


@require_GET
def choices(request: HttpRequest) -> HttpResponse:
    shop = shop_of(request)
    groups = queries.goods_of(shop.party_id)
    return render(request, "catalog/choices.html", {"groups": groups, "shop": shop, "rows": [None] * ROWS, "stocked": queries.stocked(shop.pk)})


@require_POST
def define(request: HttpRequest) -> HttpResponse:
    shop = shop_of(request)
    actions.define_group(shop_id=shop.pk, question=_question(request), by=signed_in(request), at=clock.now())
    return redirect("catalog:choices")


@require_GET
def choice(request: HttpRequest, group_id: UUID) -> HttpResponse:
    group = access.group_for(signed_in(request), group_id)
    shop = shop_of(request)
    rows = [*queries.answers_of(group, shop.pk), *[None] * 3]
    return render(request, "catalog/choice.html", {"group": group, "rows": rows, "shop": shop, "stocked": queries.stocked(shop.pk)})


@require_POST
def change(request: HttpRequest, group_id: UUID) -> HttpResponse:
    group: ModifierGroup = access.group_for(signed_in(request), group_id)
    seen = whole(request.POST.get("version", ""))
    actions.change_group(group_id=group.pk, question=_question(request), seen_version=seen, by=signed_in(request), at=clock.now())
    return redirect("catalog:choices")


def _question(request: HttpRequest) -> actions.Question:
    name_zh = request.POST.get("name_zh", "")
    columns = [request.POST.getlist(field) for field in ("answer_zh", "answer_en", "delta", "uses", "uses_quantity")]
    answers = [_answer(*row) for row in zip(*columns, strict=False) if row[0].strip() or row[1].strip()]
    return actions.Question(
        name_zh, request.POST.get("name_en", "") or name_zh, tuple(answers), whole(request.POST.get("least", "")), whole(request.POST.get("most", ""))
    )


def _answer(name_zh: str, name_en: str, delta: str, uses: str, quantity: str) -> actions.Answer:
    added = money.from_text(delta.strip().lstrip("+¥￥").replace("−", "-")) if delta.strip() else 0
    try:
        linked = UUID(uses) if uses else None
        amount = Decimal(quantity) if linked else None
    except (ValueError, InvalidOperation):
        raise Invalid from None
    return actions.Answer(name_zh or name_en, name_en or name_zh, added, linked, amount)
