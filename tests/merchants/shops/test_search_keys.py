"""The keys that an index holds are worked out also while a backup is read back, when no schema is looked through."""

from __future__ import annotations

import pytest
from django.db import connection


@pytest.mark.django_db
def test_keys_are_worked_out_without_a_search_path() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT shops_search_keys(' tea leaf', 7)")
        usual = cursor.fetchone()
        cursor.execute("SET LOCAL search_path = ''")
        cursor.execute("SELECT public.shops_search_keys(' tea leaf', 7)")
        assert cursor.fetchone() == usual
    assert usual is not None
    assert len(usual[0]) == 5
