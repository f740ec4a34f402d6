"""A row of a file as what it says of an article."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _

from ecosystem.kernel import money
from ecosystem.kernel.errors import DomainError, Invalid
from ecosystem.kernel.taxes import rate_in

from .. import rules
from ..errors import BadCap, BadMaking, BadTax, BadUnits

YES = frozenset({"1", "y", "yes", "true", "on", "是", "上架", "在售", "√"})
NO = frozenset({"0", "n", "no", "false", "off", "否", "下架", "停售", "×"})
# What shopkeepers write for a unit, in either language.
UNIT_WORDS = {
    "piece": "piece pieces pc pcs ea each 个 件 只 枚 根 条 块 颗 朵 本 支 把 张",
    "bottle": "bottle bottles 瓶",
    "can": "can cans 罐 听",
    "bag": "bag bags 袋",
    "pack": "pack packs 包",
    "box": "box boxes 盒",
    "case": "case cases 箱 件箱",
    "bowl": "bowl bowls 碗",
    "cup": "cup cups 杯",
    "portion": "portion portions 份 例",
    "set": "set sets 套",
    "pair": "pair pairs 双 对",
    "jin": "jin 斤 市斤 500g",
    "kg": "kg kilo kilogram 公斤 千克",
    "gram": "g gram grams 克",
    "litre": "l litre liter 升",
    "metre": "m metre meter 米",
}
UNIT_OF = {word: unit for unit, words in UNIT_WORDS.items() for word in words.split()}


class KeyMissing(Invalid):
    code = "row_key_missing"
    sentence = _("Neither a code nor a barcode.")
    next_step = _("Give the article a code.")


class SaidTwice(Invalid):
    code = "row_said_twice"
    sentence = _("The same article as in row %(row)s.")
    next_step = _("Keep one of the two rows.")


class NotYesOrNo(Invalid):
    code = "row_not_yes_or_no"
    sentence = _("“%(text)s” says neither yes nor no.")
    next_step = _("Write 1 or 0.")


class Computed(Invalid):
    code = "row_computed"
    sentence = _("A formula is not computed here.")
    next_step = _("Paste its value instead.")


class NamedOtherwise(Invalid):
    code = "row_named_otherwise"
    sentence = _("Variants of one product share its name and section; row %(row)s says another.")
    next_step = _("Write the same name in both rows.")


class UnitStays(Invalid):
    code = "row_unit_stays"
    sentence = _("The unit of an article that is there is changed on its own page.")
    next_step = _("Leave the unit out, or write the one it has.")


@dataclass(frozen=True, slots=True)
class Row:
    """``number`` as a spreadsheet counts, the header being 1. An empty cell says nothing: ``said`` lacks it."""

    number: int
    code: str
    barcode: str
    unit: str
    said: dict[str, Any]

    def over(self, standing: rules.Standing) -> rules.Standing:
        """The article with what the row says."""
        return replace(standing, **self.said).checked()


@dataclass(frozen=True, slots=True)
class Fault:
    number: int
    refusal: DomainError


def read_row(number: int, cells: Sequence[str], mapping: Mapping[str, int]) -> Row:
    """Raises a refusal that says what is wrong with the row."""
    told = {field: cells[column] for field, column in mapping.items() if column < len(cells) and cells[column]}
    code, barcode = told.pop("code", ""), rules.checked_barcode(told.pop("barcode", "")) or ""
    if not (code or barcode):
        raise KeyMissing
    unit = told.pop("unit", "")
    said: dict[str, Any] = {field: told[field] for field in ("name_zh", "name_en", "section_zh", "section_en", "size") if field in told}
    if "price" in told:
        said["price_minor"] = rules.checked_price(amount_in(told["price"]))
    if "on_sale" in told:
        said["on_sale"] = _yes(told["on_sale"])
    if "daily_cap" in told:
        said["daily_cap"] = rules.checked_cap(_number(told["daily_cap"]))
    if "make_minutes" in told:
        said["make_minutes"] = making_in(told["make_minutes"])
    if "tax" in told:
        said["tax_bp"] = tax_in(told["tax"])
    if barcode:
        said["barcode"] = barcode
    return Row(number, rules.checked_code(code) if code else "", barcode, _unit(unit), said)


def amount_in(text: str) -> int:
    """A cell of yuan as fen: ``"¥1,234.50"``, ``"12元"``. Raises ``Computed``, ``NotAnAmount``."""
    if text.startswith("="):
        raise Computed
    return money.from_text(text.lstrip("¥￥").removesuffix("元").replace(",", "").replace("，", "").strip())


def tax_in(text: str) -> int:
    """A rate in percent as basis points: ``"13"``, ``"9%"``. Raises ``BadTax``."""
    rate = rate_in(text)
    if rate is None:
        raise BadTax
    return rate


def making_in(text: str) -> int:
    """Whole minutes: ``"25"``. Raises ``BadMaking``."""
    if not text.isascii() or not text.isdecimal() or len(text) > 5:
        raise BadMaking
    return rules.checked_making(int(text))


def _number(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise BadCap from None


def _yes(text: str) -> bool:
    word = text.casefold()
    if word not in YES | NO:
        raise NotYesOrNo(text=text[:20])
    return word in YES


def _unit(text: str) -> str:
    if not text:
        return ""
    unit = UNIT_OF.get(text.casefold().replace(" ", ""))
    if unit is None:
        raise BadUnits
    return unit
