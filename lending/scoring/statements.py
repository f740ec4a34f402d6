"""A scorecard as one SQL statement over any table that has its features as columns: millions of rows where they are."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from psycopg import sql

from .artefact import Bin, Characteristic, Scorecard


def statement(card: Scorecard, *, table: str, key: str) -> sql.Composed:
    """``key, points, log_odds, probability`` of every row of ``table``.

    Numbers are columns of a numeric type, texts of a textual one. Points and log odds are exact, so equal to those of
    ``rules.score``; the probability is PostgreSQL's ``exp`` of a numeric, which has 16 digits.
    """
    log_odds = sql.SQL(" + ").join([sql.Literal(card.intercept), *(_case(one, "woe") for one in card.characteristics)])
    points = sql.SQL(" + ").join([sql.Literal(card.base_points), *(_case(one, "points") for one in card.characteristics)])
    return sql.SQL(
        "SELECT key, points, log_odds, 1 / (1 + exp(log_odds)) AS probability FROM "
        "(SELECT {key} AS key, {points} AS points, ({log_odds})::numeric AS log_odds FROM {table}) AS scored"
    ).format(key=sql.Identifier(key), points=points, log_odds=log_odds, table=sql.Identifier(*table.split(".")))


def _case(one: Characteristic, what: str) -> sql.Composed:
    whens = sql.SQL(" ").join(
        sql.SQL("WHEN {holds} THEN {value}").format(holds=holds, value=_value(one, found, what)) for holds, found in _conditions(one)
    )
    last = one.bins[-1] if one.is_number else one.other
    return sql.SQL("CASE {whens} ELSE {last} END").format(whens=whens, last=_value(one, last, what))


def _conditions(one: Characteristic) -> Iterator[tuple[sql.Composed, Bin]]:
    column = sql.Identifier(one.feature)
    if one.is_number:
        yield sql.SQL("{} IS NULL").format(column), one.missing
        for end, found in zip(one.ends, one.bins, strict=False):
            yield sql.SQL("{} < {}").format(column, sql.Literal(end)), found
        return
    yield sql.SQL("coalesce({}, '') = ''").format(column), one.missing
    for place, found in enumerate(one.bins):
        members = [value for value, at in one.members.items() if at == place]
        yield sql.SQL("{} = ANY({})").format(column, sql.Literal(members)), found


def _value(one: Characteristic, found: Bin, what: str) -> sql.Literal:
    value: int | Decimal = found.points if what == "points" else one.coefficient * found.woe
    return sql.Literal(value)
