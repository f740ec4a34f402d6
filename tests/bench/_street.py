"""Very many shops and what they sell, copied in by the owner of the tables: the town of the nearby benchmark."""

from __future__ import annotations

import random
from functools import cache
from itertools import product
from typing import Any

from ecosystem.kernel import clock
from ecosystem.kernel.words import words_of
from tests import databases

CENTRE = (30.60, 122.90)
TRADES = ("grocer", "greengrocer", "butcher", "bakery", "deli", "household", "pharmacy", "fishmonger", "florist", "wine")
MAKERS = (
    "光明 Guangming",
    "蒙河 Menghe",
    "三江 Sanjiang",
    "东风 Dongfeng",
    "小院 Xiaoyuan",
    "老街 Laojie",
    "海岛 Haidao",
    "云岭 Yunling",
    "金谷 Jingu",
)
KINDS = ("鲜 fresh", "有机 organic", "进口 imported", "低脂 light", "精选 choice", "农家 farmhouse", "迷你 mini", "无糖 unsweetened", "原味 plain")
GOODS = (
    "牛奶 milk", "面包 bread", "鸡蛋 eggs", "苹果 apples", "酱油 soysauce", "大米 rice", "酸奶 yogurt", "饼干 biscuits", "可乐 cola", "啤酒 beer",
    "豆腐 tofu", "猪肉 pork", "牛肉 beef", "鱼丸 fishballs", "洗衣液 detergent", "牙膏 toothpaste", "纸巾 tissues", "洗发水 shampoo",
    "巧克力 chocolate", "咖啡 coffee", "绿茶 tea", "橙汁 juice", "矿泉水 water", "方便面 noodles", "花生 peanuts", "土豆 potatoes", "番茄 tomatoes",
    "黄瓜 cucumber", "白菜 cabbage", "胡萝卜 carrots",
)  # fmt: skip

TABLES = """
CREATE TEMPORARY TABLE place (no integer, id uuid, lat numeric(9, 6), lng numeric(9, 6), cell bigint);
CREATE TEMPORARY TABLE called (no integer, zh text, en text, words text);
"""
# Two days of hours: those that a search of today reads. Nine shops in ten, from between six and eleven in the morning, for eight to fourteen hours.
FILL = """
INSERT INTO shops_shop (id, party_id, name_zh, name_en, category, address_zh, address_en, lat, lng, cell, currency, selling, auto_accept,
    min_order_minor, delivers, delivery_radius_m, delivery_fee_minor, opened_on, version)
SELECT id, %(party)s, '小店' || no, 'Shop ' || no, (%(trades)s::text[])[1 + no %% 10], '', '', lat, lng, cell, 'CNY', true, false, 0, false, 0, 0,
    '2026-01-05', 0 FROM place;
INSERT INTO shops_openinginterval (shop_id, weekday, opens_minute, closes_minute)
SELECT id, weekday, (6 + no %% 6) * 60, (6 + no %% 6 + 8 + no %% 7) * 60 FROM place, unnest(ARRAY[%(today)s, (%(today)s + 6) %% 7]) weekday
WHERE no %% 10 > 0 AND no %% 11 <> weekday;
INSERT INTO shops_searchdocument (id, shop_id, area, words, shown)
SELECT id, id, places_area(cell), ' 小店' || no || ' xiaodian shop ' || no, true FROM place;
INSERT INTO catalog_product (id, party_id, name_zh, name_en, kind, section_zh, section_en)
SELECT md5(zh)::uuid, %(party)s, zh, en, '', '', '' FROM called;
INSERT INTO catalog_variant (id, product_id, party_id, code, size, base_unit, sale_unit, purchase_unit, sale_factor, purchase_factor, whole_only)
SELECT md5(zh)::uuid, md5(zh)::uuid, %(party)s, 'c' || no, '', 'piece', 'piece', 'piece', 1, 1, true FROM called;
INSERT INTO catalog_sku (id, shop_id, variant_id, code, name_zh, name_en, kind, section_zh, section_en, size, price_minor, on_sale, version)
SELECT md5(place.no || zh)::uuid, place.id, md5(zh)::uuid, 'c' || called.no, zh, en, '', '', '', '', 500 + called.no, true, 1
FROM place CROSS JOIN generate_series(1, %(goods)s) n JOIN called ON called.no = (place.no * 7919::bigint + n * 331) %% %(names)s;
INSERT INTO shops_searchdocument (id, shop_id, sku_id, area, words, shown)
SELECT md5(place.no || zh)::uuid, place.id, md5(place.no || zh)::uuid, places_area(place.cell), words, true
FROM place CROSS JOIN generate_series(1, %(goods)s) n JOIN called ON called.no = (place.no * 7919::bigint + n * 331) %% %(names)s;
"""


@cache
def goods_named() -> list[tuple[str, str, str, str]]:
    """Every article of the town: in Chinese, its pinyin, its initials, and in English."""
    named = []
    for parts in product(MAKERS, KINDS, GOODS):
        zh, en = "".join(part.split()[0] for part in parts), " ".join(part.split()[1] for part in parts)
        _characters, pinyin, initials = words_of(zh).split()[:3]
        named.append((zh, pinyin, initials, en))
    return named


def place(dice: random.Random, spread: float) -> tuple[float, float]:
    return dice.gauss(CENTRE[0], spread), dice.gauss(CENTRE[1], spread)


def build(dice: random.Random, shops: int, spread: float, *, goods_each: int = 0) -> None:
    from django.db import connection

    from ecosystem.identity.public import Party
    from ecosystem.kernel.ids import uuid7
    from ecosystem.places.public import cell_of

    party = Party.objects.create(kind="company", name_zh="街", name_en="Street", created_at=clock.now())
    names = goods_named()
    values: dict[str, Any] = {"party": party.pk, "trades": list(TRADES), "today": clock.now().weekday(), "names": len(names), "goods": goods_each}
    with databases.owner_connection(str(connection.settings_dict["NAME"])) as owner:
        owner.execute(TABLES)
        with owner.cursor() as cursor, cursor.copy("COPY place FROM STDIN") as copy:
            for number in range(shops):
                lat, lng = place(dice, spread)
                copy.write_row((number, uuid7(), f"{lat:.6f}", f"{lng:.6f}", cell_of(lat, lng)))
        with owner.cursor() as cursor, cursor.copy("COPY called FROM STDIN") as copy:
            for number, (zh, _pinyin, _initials, en) in enumerate(names):
                copy.write_row((number, zh, en, words_of(zh, en)))
        # One pass over all rows makes an index in a tenth of the time that as many insertions do.
        definition = owner.execute("SELECT pg_get_indexdef('search_by_area_and_beginning'::regclass)").fetchone()
        owner.execute("DROP INDEX search_by_area_and_beginning")
        owner.execute("SET maintenance_work_mem = '512MB'")
        for statement in filter(str.strip, FILL.split(";")):
            owner.execute(statement, values)
        owner.execute(str(definition[0]))  # type: ignore[index]
    with databases.owner_connection(str(connection.settings_dict["NAME"])) as owner:
        owner.execute("VACUUM ANALYZE shops_shop, shops_openinginterval, shops_searchdocument, catalog_sku")
