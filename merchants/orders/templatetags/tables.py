"""Tables as one reads them, on every side."""

from django import template

from merchants.catalog.public import Unit
from merchants.shops.public import table_label

register = template.Library()
register.filter("as_table", table_label)


@register.filter
def unit_name(unit: str) -> str:
    """What a line is counted, measured or weighed in, as one reads it."""
    return str(Unit(unit).label)
