"""First goods: ticked from what the trade usually sells, with a price and how many there are."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import groupby
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from ecosystem.kernel import clock, money
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import DomainError
from ecosystem.web.pages import form_key, signed_in
from merchants.catalog.public import Article, Sku, Unit, add_sku, ask_in_words, sold_by
from merchants.shops.public import Shop
from merchants.stock.public import ReceiptLine, receive_stock, track_batches

from .. import presets, queries
from ..presets import Ask, Goods, Preset
from .start import opened_file

PORTIONS = 50


@dataclass(frozen=True, slots=True)
class Row:
    """An article of the preset as the page shows it; ``listed`` when it is on the shelf already."""

    goods: Goods
    unit: str
    listed: Sku | None
    price: str = ""
    quantity: str = ""
    refusal: DomainError | None = None


def goods(request: HttpRequest, file_id: UUID) -> HttpResponse:
    actor = signed_in(request)
    file = opened_file(actor, file_id)
    progress = queries.progress_of(file, [])
    shop = progress.shop
    if shop is None:
        return redirect("shops:today")
    preset = presets.preset_of(file.trade)
    wrong: dict[str, DomainError] = {}
    if request.method == "POST":
        wrong = _put_on_sale(preset, shop, request.POST, form_key(request), actor)
        if not wrong:
            return redirect("onboarding:codes", file_id=file.pk)
    rows = _rows(preset, shop, request.POST, wrong)
    sections = [(name, list(group)) for name, group in groupby(rows, key=lambda row: row.goods.section)]
    context = {"file": file, "shop": shop, "sections": sections, "wrong": bool(wrong), "step": 3, "steps": range(1, 5)}
    return render(request, "onboarding/goods.html", context, status=422 if wrong else 200)


def _rows(preset: Preset, shop: Shop, typed: QueryDict, wrong: dict[str, DomainError]) -> list[Row]:
    listed = {sku.code: sku for sku in Sku.objects.filter(shop=shop, code__in=[one.code for one in preset.goods])}
    units = dict(Unit.choices)
    return [
        Row(
            one,
            str(units[one.unit]),
            listed.get(one.code),
            typed.get(f"price-{one.code}", ""),
            typed.get(f"quantity-{one.code}", str(PORTIONS) if one.made_to_order else ""),
            wrong.get(one.code),
        )
        for one in preset.goods
    ]


def _put_on_sale(preset: Preset, shop: Shop, typed: QueryDict, key: str, actor: Actor) -> dict[str, DomainError]:
    """Each article is a verb of its own: what is right goes on sale, what is not is said beside its row, and a repeat adds nothing."""
    wrong: dict[str, DomainError] = {}
    listed = set(Sku.objects.filter(shop=shop).values_list("code", flat=True))
    for one in preset.goods:
        if one.code in listed or not typed.get(f"price-{one.code}", "").strip():
            continue
        try:
            _put_one(one, preset.asks, shop, typed, f"{key}/{one.code}", actor)
        except DomainError as refusal:
            wrong[one.code] = refusal
    return wrong


def _put_one(one: Goods, asks: dict[str, Ask], shop: Shop, typed: QueryDict, key: str, actor: Actor) -> None:
    at = clock.now()
    price = money.from_text(typed.get(f"price-{one.code}", "").strip().lstrip("¥￥"))
    quantity = _quantity(typed.get(f"quantity-{one.code}", ""))
    article = Article(
        code=one.code,
        name_zh=one.name_zh,
        name_en=one.name_en,
        price_minor=price,
        kind=one.kind,
        section_zh=one.section_zh,
        section_en=one.section_en,
        units=sold_by(one.unit),
    )
    sku = add_sku(shop_id=shop.pk, article=article, by=actor, at=at)
    if quantity > 0:
        receive_stock(shop_id=shop.pk, lines=[ReceiptLine(sku.pk, quantity, 0)], key=key[:120], by=actor, at=at)
    if one.by_batch:
        track_batches(shop_id=shop.pk, sku_id=sku.pk, by=actor, at=at)
    for code in one.asks:
        told = asks[code]
        ask_in_words(
            shop_id=shop.pk, sku_id=sku.pk, names=(told.name_zh, told.name_en), answers=told.answers, picks=(told.least, told.most), by=actor, at=at
        )


def _quantity(text: str) -> Decimal:
    """Nothing typed is nothing there. Raises ``NotAnAmount``."""
    try:
        number = Decimal(text.strip() or "0")
    except InvalidOperation:
        raise money.NotAnAmount(text=text[:40]) from None
    if not number.is_finite() or number < 0:
        raise money.NotAnAmount(text=text[:40])
    return number
