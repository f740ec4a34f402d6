"""Which pages of the url conf nobody has looked at."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

FILE, ACT, MACHINE, MAIL = "a file to download", "a piece that an act brings onto a page", "read by a program", "follows a mail or another act"
# What no scene shows, and why; what a page of a scene fetches by itself need not be here.
NO_SCENE = {
    "catalog:export": FILE,
    "catalog:faults": FILE,
    "claims:file": FILE,
    "contracts:case-document": FILE,
    "contracts:document": FILE,
    "contracts:evidence": FILE,
    "contracts:to-read": FILE,
    "onboarding-bank:export": FILE,
    "payouts:export": FILE,
    "privacy:fetch": FILE,
    "reports:file": FILE,
    "sourcing:attachment": FILE,
    "sourcing:linked-attachment": FILE,
    "takings:faults": FILE,
    "baskets:price": ACT,
    "catalog:scan": ACT,
    "offers:cost": ACT,
    "onboarding:bank": ACT,
    "sourcing:goods": ACT,
    "sourcing:row": ACT,
    "till:customers": ACT,
    "joining:find": "goes on to the group whose code was typed",
    "health": MACHINE,
    "places:drawn": MACHINE,
    "places:map": MACHINE,
    "web:manifest": MACHINE,
    "web:service_worker": MACHINE,
    "procurement:desk": "goes on to the supplier's desk",
    "set_language": "answers a button alone",
    "account_change_password": MAIL,
    "account_confirm_login_code": MAIL,
    "account_reauthenticate": MAIL,
}


def _reads(view: Callable[..., Any] | None) -> bool:
    """Whether a view answers GET: it does unless a decorator says that it does not."""
    while view is not None:
        names = getattr(getattr(view, "__code__", None), "co_freevars", ())
        if "request_method_list" in names:
            cells = view.__closure__ or ()
            return "GET" in cells[names.index("request_method_list")].cell_contents
        view = getattr(view, "__wrapped__", None)
    return True


def _routes(under: URLResolver, namespace: str = "") -> Iterator[str]:
    for each in under.url_patterns:
        if isinstance(each, URLResolver):
            yield from _routes(each, f"{namespace}{each.namespace}:" if each.namespace else namespace)
        elif isinstance(each, URLPattern) and each.name and _reads(each.callback):
            yield f"{namespace}{each.name}"


def pages() -> set[str]:
    """The names of all routes that answer GET, but for the API's."""
    found: set[str] = set()
    for each in get_resolver().url_patterns:
        if not isinstance(each, URLResolver):
            found |= {str(each.name)} if _reads(each.callback) else set()
        elif not str(each.pattern).startswith("api/"):
            found |= set(_routes(each, f"{each.namespace}:" if each.namespace else ""))
    return found


def unseen(addresses: Iterable[str], but: Collection[str] = NO_SCENE) -> set[str]:
    """Pages that none of the addresses is, less those that need no scene."""
    return pages() - _named(addresses) - set(but)


def needless(addresses: Iterable[str]) -> set[str]:
    """Exceptions that are none: no such page, or it was looked at."""
    return set(NO_SCENE) & _named(addresses) | (set(NO_SCENE) - pages())


def _named(addresses: Iterable[str]) -> set[str]:
    seen: set[str] = set()
    for address in {urlsplit(address).path for address in addresses}:
        try:
            seen.add(resolve(address).view_name)
        except Resolver404:
            continue
    return seen
