"""The usual proof: named queries that each return the rows in which two books differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.db import connection

from .protocols import ProofLine

MOST_SHOWN = 20


class SqlProof:
    """Each query returns one row per difference, its first columns naming where; none is proof."""

    def __init__(self, table: str, checks: Mapping[str, str]) -> None:
        self._table = table
        self._checks = checks

    def prove(self) -> Iterator[ProofLine]:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {self._table}")  # noqa: S608 - a room's own table name
            compared = cursor.fetchone()[0]
            for name, query in self._checks.items():
                cursor.execute(query)
                differences = [" ".join(map(str, row)) for row in cursor.fetchmany(MOST_SHOWN)]
                if cursor.rowcount > MOST_SHOWN:
                    differences.append(f"and {cursor.rowcount - MOST_SHOWN} more")
                yield ProofLine(name, compared, tuple(differences))
