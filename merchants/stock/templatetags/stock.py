"""Looking a figure up by the article it is of, and saying a reason in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

from ..words import REASONS

register = template.Library()


@register.filter
def of(found: Mapping[Any, Any], key: Any) -> Any:
    """``{{ coming|of:level.sku_id }}``: the article's figure, or nothing."""
    return found.get(key)


@register.filter
def why(reason: str) -> str:
    """A reason of ours in the reader's words; what somebody typed as she typed it."""
    return str(REASONS.get(reason, reason))
