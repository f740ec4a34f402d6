"""Looking a figure up by the article it is of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def of(found: Mapping[Any, Any], key: Any) -> Any:
    """``{{ coming|of:level.sku_id }}``: the article's figure, or nothing."""
    return found.get(key)
