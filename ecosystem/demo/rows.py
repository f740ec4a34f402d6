"""Many rows of many tables, written by COPY: how a town's history comes in, a stretch at a time."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from django.db.models.fields import NOT_PROVIDED
from psycopg.types.json import Jsonb


class Rows:
    """Unsaved rows, kept by table until ``write``. The database gives its identifiers where they were not ``drawn`` before."""

    def __init__(self) -> None:
        self._rows: dict[type[models.Model], list[models.Model]] = defaultdict(list)

    def add(self, *rows: models.Model) -> None:
        for row in rows:
            self._rows[type(row)].append(row)

    def extend(self, rows: Iterable[models.Model]) -> None:
        self.add(*rows)

    def write(self, order: Sequence[type[models.Model]]) -> int:
        """Write the tables named, in this order, and the others after them; answers how many rows."""
        tables = [*order, *(table for table in self._rows if table not in order)]
        return sum(_copy(table, self._rows.pop(table, [])) for table in tables)


def drawn(table: type[models.Model], most: int = 1_000) -> Iterator[int]:
    """Identifiers from the table's own sequence, ``most`` at a time: for rows that others refer to before they are written."""
    name, key = table._meta.db_table, str(table._meta.pk.column)
    while True:
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", [name, key, most])
            numbers = [number for (number,) in cursor.fetchall()]
        yield from numbers


def _copy(table: type[models.Model], rows: Sequence[models.Model]) -> int:
    if not rows:
        return 0
    given = rows[0].pk is None
    fields = [
        field
        for field in table._meta.concrete_fields
        if not (given and isinstance(field, models.BigAutoField)) and (field.has_default() or field.db_default is NOT_PROVIDED)
    ]
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    # The driver takes our values as they are; only JSON must be told apart from text and lists.
    names = [(field.attname, isinstance(field, models.JSONField)) for field in fields]
    with connection.cursor() as cursor, cursor.copy(f"COPY {connection.ops.quote_name(table._meta.db_table)} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([_plain(getattr(row, name), is_json) for name, is_json in names])
            row._state.adding = False
    return len(rows)


def change(rows: Sequence[models.Model], *names: str) -> None:
    """Write these fields of rows that stand already, all of one table, in one statement."""
    if not rows:
        return
    table = type(rows[0])._meta
    kept = {field.name: field for field in table.concrete_fields}
    fields = [table.pk, *(kept[name] for name in names)]
    columns = [connection.ops.quote_name(str(field.column)) for field in fields]
    arrays = ", ".join(f"%s::{field.db_type(connection)}[]" for field in fields)
    sets = ", ".join(f"{column} = w.{column}" for column in columns[1:])
    statement = f"UPDATE {connection.ops.quote_name(table.db_table)} t SET {sets} FROM unnest({arrays}) AS w({', '.join(columns)}) WHERE t.{columns[0]} = w.{columns[0]}"  # noqa: S608, E501 - names of our own tables
    with connection.cursor() as cursor:
        cursor.execute(statement, [[getattr(row, field.attname) for row in rows] for field in fields])


def _plain(value: Any, is_json: bool) -> Any:
    return Jsonb(value, dumps=_dumps) if is_json and value is not None else value


def _dumps(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder)
