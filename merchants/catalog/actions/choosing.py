"""What buyers are asked with an article: choices, their answers, and where they are asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max, Min

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry, inner
from merchants.shops.public import KEEPERS, shop_for

from .. import access, rules
from ..errors import BadGroup, BadPrice, ChoiceBelowNothing, GroupTaken, PriceMoved, SkuNotFound
from ..models import ModifierGroup, ModifierOption, ProductGroup, Sku
from .writing import hold

MOST_ANSWERS = 30


@dataclass(frozen=True, slots=True)
class Answer:
    """``delta_minor`` is added to the unit price; ``uses`` is a listing of which ``uses_quantity`` base units go."""

    name_zh: str
    name_en: str
    delta_minor: int = 0
    uses: UUID | None = None
    uses_quantity: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """``least`` of 1 or more makes it required."""

    name_zh: str
    name_en: str
    answers: tuple[Answer, ...]
    least: int = 0
    most: int = 1


@entry
def define_group(*, shop_id: UUID, question: Question, by: Actor, at: datetime) -> ModifierGroup:
    """Make a choice that the merchant's articles can ask.

    Raises:
        NotFound, SkuNotFound: not the actor's shop, or an answer that uses something not listed there.
        BadGroup, BadName, BadPrice, GroupTaken: what is wrong with it.
    """
    shop = shop_for(by, shop_id, roles=KEEPERS)
    return _defined(shop.party_id, question, by=by, at=at)


@entry
def change_group(*, group_id: UUID, question: Question, seen_version: int, by: Actor, at: datetime) -> ModifierGroup:
    """Ask it otherwise. Answers are new rows: lines already ordered keep what they say, baskets are told to choose again.

    Raises:
        GroupNotFound: absent, or another merchant's.
        SharedElsewhere: it is asked with what is sold at a branch too that the actor does not keep.
        PriceMoved: it was changed after the page was drawn.
        ChoiceBelowNothing: an answer takes off more than an article costs that asks it.
        BadGroup, BadName, BadPrice, GroupTaken, SkuNotFound: what is wrong with it.
    """
    group = access.group_for(by, group_id, lock=True)
    if group.version != seen_version:
        raise PriceMoved
    asking = list(ProductGroup.objects.filter(group=group).values_list("product_id", flat=True))
    access.require_keeps_everywhere(by, asking)
    group.version += 1
    answers = ModifierOption.objects.filter(group=group, ended=False)
    said = list(answers.order_by("pk").values("name_en", "delta_minor"))
    before = {"name_en": group.name_en, "least": group.min_picks, "most": group.max_picks, "answers": said}
    _saved(group, question, adding=False)
    answers.update(ended=True)
    _answer(group, question, group.party_id)
    for product_id in asking:
        _require_above_nothing(product_id, group)
    record("catalog.change_group", target=f"modifier_group/{group.pk}", by=by, at=at, before=before, after=_told(question))
    return group


@entry
def ask_with(*, sku_id: UUID, group_id: UUID, by: Actor, at: datetime) -> None:
    """Ask a choice with an article and its other variants, after those it asks already. Saying it twice is saying it once.

    Raises:
        SkuNotFound, GroupNotFound: not the actor's, or of two merchants.
        SharedElsewhere: the article is sold at a branch too that the actor does not keep.
        ChoiceBelowNothing: an answer takes off more than the article costs.
    """
    sku = access.sku_for(by, sku_id)
    hold([sku_id])
    group = access.group_for(by, group_id, lock=True)
    if sku.variant.party_id != group.party_id:
        raise SkuNotFound
    _ask(sku, group, by=by, at=at)


@entry
def ask_in_words(
    *, shop_id: UUID, sku_id: UUID, names: tuple[str, str], answers: Sequence[tuple[str, str, int]], picks: tuple[int, int], by: Actor, at: datetime
) -> None:
    """Ask with an article what the merchant asks by this name already; where nobody asks it yet, it is made first.

    Raises:
        NotFound, SkuNotFound: not the actor's shop, or not its article.
        SharedElsewhere: the article is sold at a branch too that the actor does not keep.
        BadGroup, BadName, BadPrice, ChoiceBelowNothing: what is wrong with it.
    """
    shop = shop_for(by, shop_id, roles=KEEPERS)
    sku = access.sku_for(by, sku_id)
    if sku.shop_id != shop.pk:
        raise SkuNotFound
    hold([sku_id])
    by_name = ModifierGroup.objects.filter(party=shop.party_id, name_zh=rules.checked_name(names[0]), name_en=rules.checked_name(names[1]))
    group = by_name.first()
    if group is None:
        question = Question(*names, tuple(Answer(zh, en, delta) for zh, en, delta in answers), *picks)
        try:
            group = _defined(shop.party_id, question, by=by, at=at)
        except GroupTaken:
            # Made in the same moment, with another article.
            group = by_name.get()
    _ask(sku, group, by=by, at=at)


@entry
def stop_asking(*, sku_id: UUID, group_id: UUID, by: Actor, at: datetime) -> None:
    """Ask a choice no longer with an article. Raises ``SkuNotFound`` or ``SharedElsewhere``."""
    sku = access.sku_for(by, sku_id)
    access.require_keeps_everywhere(by, {sku.variant.product_id})
    gone, _rows = ProductGroup.objects.filter(product=sku.variant.product_id, group=group_id).delete()
    if gone:
        record("catalog.stop_asking", target=f"sku/{sku_id}", by=by, at=at, before={"group": str(group_id)}, about=sku.shop_id)


@inner
def _defined(party_id: UUID, question: Question, *, by: Actor, at: datetime) -> ModifierGroup:
    group = _saved(ModifierGroup(party_id=party_id), question, adding=True)
    _answer(group, question, party_id)
    record("catalog.define_group", target=f"modifier_group/{group.pk}", by=by, at=at, after=_told(question))
    return group


@inner
def _ask(sku: Sku, group: ModifierGroup, *, by: Actor, at: datetime) -> None:
    product_id = sku.variant.product_id
    access.require_keeps_everywhere(by, {product_id})
    _require_above_nothing(product_id, group)
    last = ProductGroup.objects.filter(product=product_id).aggregate(last=Max("position"))["last"] or 0
    ProductGroup.objects.get_or_create(product_id=product_id, group=group, defaults={"position": last + 1})
    record("catalog.ask_with", target=f"sku/{sku.pk}", by=by, at=at, after={"group": str(group.pk)}, about=sku.shop_id)


@inner
def _saved(group: ModifierGroup, question: Question, *, adding: bool) -> ModifierGroup:
    if not 1 <= len(question.answers) <= MOST_ANSWERS or not 0 <= question.least <= question.most <= MOST_ANSWERS or not question.most:
        raise BadGroup
    group.name_zh, group.name_en = rules.checked_name(question.name_zh), rules.checked_name(question.name_en)
    group.min_picks, group.max_picks = question.least, question.most
    try:
        with transaction.atomic():
            group.save(force_insert=adding)
    except IntegrityError:
        raise GroupTaken from None
    return group


def _answer(group: ModifierGroup, question: Question, party_id: UUID) -> None:
    variants = dict(
        Sku.objects.filter(pk__in=[answer.uses for answer in question.answers if answer.uses], variant__party=party_id).values_list(
            "pk", "variant_id"
        )
    )
    ModifierOption.objects.bulk_create(_option(group, position, answer, variants) for position, answer in enumerate(question.answers, start=1))


def _option(group: ModifierGroup, position: int, answer: Answer, variants: dict[UUID, UUID]) -> ModifierOption:
    if abs(answer.delta_minor) > rules.MAX_PRICE_MINOR:
        raise BadPrice
    if answer.uses and (answer.uses not in variants or rules.checked_cap(answer.uses_quantity) is None):
        raise SkuNotFound
    return ModifierOption(
        group=group,
        position=position,
        name_zh=rules.checked_name(answer.name_zh),
        name_en=rules.checked_name(answer.name_en),
        delta_minor=answer.delta_minor,
        uses_id=variants[answer.uses] if answer.uses else None,
        uses_quantity=answer.uses_quantity if answer.uses else None,
    )


def _require_above_nothing(product_id: UUID, group: ModifierGroup) -> None:
    """F2: an answer takes off at most the unit price. Checkout refuses what several of them, or a later price, take below nothing."""
    cheapest = Sku.objects.filter(variant__product=product_id, archived_at=None).order_by("price_minor", "pk").first()
    most_off = ModifierOption.objects.filter(group=group, ended=False).aggregate(least=Min("delta_minor"))["least"] or 0
    if cheapest is not None and cheapest.price_minor + most_off < 0:
        raise ChoiceBelowNothing(name=cheapest.name)


def _told(question: Question) -> dict[str, object]:
    answers = [{"name_en": answer.name_en, "delta_minor": answer.delta_minor} for answer in question.answers]
    return {"name_en": question.name_en, "least": question.least, "most": question.most, "answers": answers}
