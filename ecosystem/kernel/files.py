"""Files of rows that are gone: a file can't come back with a transaction, so it goes once that is certain."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.files.storage import default_storage
from django.db import transaction


def delete_after_commit(names: Sequence[str]) -> None:
    """Delete kept files once the transaction has committed; one that fails stays without a row, and nothing finds it."""

    def delete() -> None:
        for name in names:
            default_storage.delete(name)

    transaction.on_commit(delete, robust=True)
