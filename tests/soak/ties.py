"""A pytest plugin: rows that no order tells apart come in any, and those without an order too.

PostgreSQL gives them as they lie, which is the order in which they were written until a row is changed, a page is emptied or a plan is
another: a list compared in it is red some day, and a page or a sum that goes by it is wrong some day.
"""

from __future__ import annotations

from typing import Any

from django.db.models.functions import Random
from django.db.models.sql.compiler import SQLCompiler

_told = SQLCompiler.get_order_by


def _in_any_order(self: SQLCompiler) -> list[Any]:
    told = _told(self)
    if self.query.combinator or self.query.distinct:
        return told
    # As a reference, so that whoever groups does not group by it.
    return [*told, (Random(), ("RANDOM()", [], True))]


SQLCompiler.get_order_by = _in_any_order
