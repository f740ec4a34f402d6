"""Sessions of the database that outlive their Django connection, for the next one that this process opens.

To a fresh one every table is new, and a test that really commits opens one for each of its threads. Between two uses a session
forgets what was set, held and prepared; what it has read of the catalogue stays true, since the server tells it what changes there.
"""

from __future__ import annotations

from typing import Any, LiteralString, TypeAlias

import psycopg
from django.db.backends.postgresql.base import DatabaseWrapper
from psycopg import IsolationLevel
from psycopg.pq import TransactionStatus

# As many as wait at the end of a test, but for the few tests with a hundred and more.
MOST = 16
Place: TypeAlias = tuple[str, str, str]
_waiting: dict[Place, list[psycopg.Connection[Any]]] = {}
_open, _close = DatabaseWrapper.get_new_connection, DatabaseWrapper._close


def keep() -> None:
    """From now on Django's connections leave their session behind when they are closed, and take one up when they are opened."""
    DatabaseWrapper.get_new_connection = _taken_up
    DatabaseWrapper._close = _left


def kept(database: str) -> list[int]:
    """The server's processes behind the sessions that wait there."""
    return [session.info.backend_pid for place, waiting in _waiting.items() if place[0] == database for session in waiting if not session.closed]


def end(database: str) -> None:
    for place in [place for place in _waiting if place[0] == database]:
        for session in _waiting.pop(place):
            session.close()


def _taken_up(self: DatabaseWrapper, params: dict[str, Any]) -> Any:
    waiting = _waiting.get((params["dbname"], params.get("user", ""), params.get("host", "")), [])
    while _is_plain(self) and waiting:
        session = waiting.pop()
        if _answers(session, "SELECT"):
            self.isolation_level = IsolationLevel.READ_COMMITTED
            return session
    return _open(self, params)


def _left(self: DatabaseWrapper) -> None:
    session = self.connection
    if session is not None and _is_plain(self) and not session.closed:
        waiting = _waiting.setdefault((session.info.dbname, session.info.user, session.info.host), [])
        if len(waiting) < MOST and _answers(session, "DISCARD ALL"):
            waiting.append(session)
            return
    _close(self)


def _is_plain(connection: DatabaseWrapper) -> bool:
    return not {"pool", "isolation_level"} & set(connection.settings_dict["OPTIONS"])


def _answers(session: psycopg.Connection[Any], asked: LiteralString) -> bool:
    """Whether it is still there, and outside of any transaction."""
    try:
        if session.closed or session.info.transaction_status != TransactionStatus.IDLE:
            return False
        session.autocommit = True
        session.execute(asked)
    except psycopg.Error:
        return False
    return True
