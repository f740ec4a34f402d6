"""Every table as one can compare it with another way of coming to it: ids, times and what chance gives are left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models

from ecosystem.identity.public import Party, Person
from merchants.catalog.public import Sku
from merchants.shops.public import Shop

LOOSE = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b[0-9a-f]{32}\b|\b[0-9a-f]{64}\b|(?<=procurement\.source/)\d+")
GIVEN = {"xid", "number", "password", "facts_until"}
"""What the database or chance gives: a transaction's id, a number from an id, an unusable password, a fact's id."""
NOT_COMPARED = {"ledger.ProofRun", "reports.Mark"}
"""A mark says that a day is to be worked out anew; longer statements leave fewer of them."""
SHARD = re.compile(r"^(bank/\w+)/\d\d/")
Tables = Mapping[str, Counter[str]]


def every_table() -> dict[str, Counter[str]]:
    named = _names()
    return {model._meta.label: _rows(model, named) for model in apps.get_models()}


def differences(one: Tables, other: Tables) -> dict[str, tuple[list[tuple[str, int]], list[tuple[str, int]]]]:
    """By table, the first rows that only one of them has, and those that only the other has."""
    return {
        table: (list((one[table] - other[table]).items())[:3], list((other[table] - one[table]).items())[:3])
        for table in one
        if one[table] != other[table] and table not in NOT_COMPARED
    }


def _names() -> dict[str, str]:
    """What ids stand for, where they stand for something that has a name."""
    named = {str(pk): f"party {name}" for pk, name in Party.objects.values_list("pk", "name_en")}
    named |= {str(pk): f"person {email}" for pk, email in Person.objects.values_list("pk", "email")}
    named |= {str(pk): f"shop {name}" for pk, name in Shop.objects.values_list("pk", "name_en")}
    return named | {str(pk): f"sku {shop} {code}" for pk, shop, code in Sku.objects.values_list("pk", "shop__name_en", "code")}


def _rows(model: type[models.Model], named: dict[str, str]) -> Counter[str]:
    related = {field.name: field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)}
    columns = [field for field in model._meta.concrete_fields if not field.primary_key and field.name not in GIVEN]
    # Without a name it would follow every key there is.
    rows = model._default_manager.select_related("account" if "account" in related else None)
    return Counter(repr([(field.name, _plain(_value(row, field), named)) for field in columns if _compared(row, field)]) for row in rows)


def _compared(row: models.Model, field: Any) -> bool:
    """Bank shards are chosen by an id, so what accumulates in one shard is compared as the book's sum elsewhere."""
    code = getattr(row, "code", "") if row._meta.label == "ledger.Account" else getattr(getattr(row, "account", None), "code", "")
    sharded = str(code).startswith("bank/")
    return not (sharded and field.name in {"balance_minor", "version", "balance_after_minor"})


def _value(row: models.Model, field: Any) -> Any:
    if isinstance(field, models.ForeignKey) and field.name == "account":
        return row.account.code  # type: ignore[attr-defined]
    value = getattr(row, field.attname)
    return "a row" if isinstance(field, models.ForeignKey) and isinstance(value, int) else value


def _plain(value: Any, named: dict[str, str]) -> Any:
    match value:
        case datetime():
            return "a time"
        case UUID():
            return named.get(str(value), "an id")
        case bytes() | memoryview():
            return "bytes"
        case Decimal():
            return str(value.normalize())
        case str():
            return SHARD.sub(r"\1/", LOOSE.sub(lambda found: named.get(found.group(), "an id"), value))
        case dict():
            return {key: "a number" if key == "number" else _plain(inner, named) for key, inner in sorted(value.items())}
        case list():
            return [_plain(inner, named) for inner in value]
    return value
