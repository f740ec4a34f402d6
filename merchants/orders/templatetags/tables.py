"""Tables as one reads them, on every side."""

from django import template

from merchants.shops.public import table_label

register = template.Library()
register.filter("as_table", table_label)
