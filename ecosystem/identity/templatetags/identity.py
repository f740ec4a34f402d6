"""Who reads the page, as far as a template must know it."""

from __future__ import annotations

from django import template
from django.template import RequestContext

from ecosystem.identity.queries import bank_roles_of, work_roles_of
from ecosystem.web.api import actor_of

register = template.Library()


@register.simple_tag(takes_context=True)
def bank_roles(context: RequestContext) -> set[str]:
    """The reader's roles at the bank, so that no entry leads where she may not go."""
    return bank_roles_of(actor_of(context["request"]))


@register.simple_tag(takes_context=True)
def work_roles(context: RequestContext) -> set[str]:
    """The reader's roles at her shops; a page without a reader has none."""
    request = context.get("request")
    return work_roles_of(actor_of(request)) if request is not None else set()


@register.filter
def any_of(held: set[str], named: str) -> bool:
    """Whether one of the roles, given as words, is held."""
    return not held.isdisjoint(named.split())
