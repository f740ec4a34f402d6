"""What a column of a file means, guessed from its name in either language."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from ..errors import ColumnsMissing

NAMES = {
    "code": _("Code"),
    "barcode": _("Barcode"),
    "name_zh": _("Name"),
    "name_en": _("Name in English"),
    "section_zh": _("Section"),
    "section_en": _("Section in English"),
    "size": _("Size"),
    "unit": _("Unit"),
    "price": _("Price in yuan"),
    "on_sale": _("On sale"),
    "daily_cap": _("At most a day"),
    "make_minutes": _("Minutes to make one"),
    "tax": _("Tax in percent"),
}
# Compared without blanks, case, brackets and what stands in them.
KNOWN = {
    "code": "编码 货号 商品编码 商品编号 编号 款号 sku skucode code itemcode articlecode productcode article no",
    "barcode": "条码 条形码 商品条码 国际条码 69码 barcode ean gtin upc ean13",
    "name_zh": "名称 品名 商品名称 商品名 货名 中文名 中文名称 name itemname productname namezh chinesename nameinchinese",
    "name_en": "英文名 英文名称 nameen englishname nameinenglish",
    "section_zh": "分类 类别 商品分类 分区 section category department sectionzh",
    "section_en": "英文分类 英文分区 sectionen sectioninenglish categoryen",
    "size": "规格 尺码 型号 颜色尺码 size spec specification variant",
    "unit": "单位 销售单位 计量单位 unit uom saleunit",
    "price": "价格 售价 单价 零售价 销售价 零售价格 price unitprice saleprice retailprice priceinyuan",
    "on_sale": "上架 在售 是否上架 是否在售 状态 onsale active enabled",
    "daily_cap": "每日限量 日限量 每天最多 dailycap atmostaday dailylimit",
    "make_minutes": "制作分钟 制作时间 制作时长 出品时间 makeminutes minutestomakeone minutestomake preptime",
    "tax": "税率 税率% 增值税率 增值税税率 tax taxrate vat vatrate taxinpercent",
}
KEYS = ("code", "barcode")


def guessed(header: Sequence[str], known: Mapping[str, str] = KNOWN) -> dict[str, int]:
    """Field → column; the first column of a name is taken. ``known`` has the titles of each field, blanks between them."""
    meaning = {word: field for field, words in known.items() for word in words.split()}
    found: dict[str, int] = {}
    for position, title in enumerate(header):
        field = meaning.get(_plain(title))
        if field:
            found.setdefault(field, position)
    return found


def checked_mapping(mapping: Mapping[str, int], width: int) -> dict[str, int]:
    """Only fields there are, in columns there are.

    Raises:
        ColumnsMissing: nothing tells articles apart, or nothing is told of them.
    """
    clean = {field: column for field, column in mapping.items() if field in NAMES and 0 <= column < width}
    missing = [] if any(key in clean for key in KEYS) else ["code"]
    missing += [] if set(clean) - set(KEYS) else ["name_zh", "price"]
    if missing:
        raise ColumnsMissing(columns=", ".join(str(NAMES[field]) for field in missing))
    return clean


def _plain(title: str) -> str:
    word = unicodedata.normalize("NFKC", title).casefold().partition("(")[0]
    return "".join(letter for letter in word if letter.isalnum())
