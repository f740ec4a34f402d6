"""A row written down a second time, for the rules of the database that say once."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, models, transaction


def again(row: models.Model, rule: str, **changes: Any) -> None:
    """The same row with a key of its own and these changes is refused by the rule of this name."""
    fields = [field for field in row._meta.concrete_fields if not field.primary_key or field.remote_field]
    values = {field.attname: getattr(row, field.attname) for field in fields}
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        type(row)._default_manager.create(**{**values, **changes})


def changed(model: type[models.Model], rule: str, **changes: Any) -> None:
    """Rows of the model can't be changed so: the rule of this name refuses it."""
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        assert model._default_manager.update(**changes)
