from __future__ import annotations

from collections.abc import Collection

from django.db.models import F, QuerySet

from .models import Account, Entry, ProofRun


def balance_of(code: str) -> int:
    """Minor units; 0 for an account that is not open."""
    return balances_of([code])[code]


def balances_of(codes: Collection[str]) -> dict[str, int]:
    found = dict(Account.objects.filter(code__in=codes).values_list("code", "balance_minor"))
    return {code: found.get(code, 0) for code in codes}


def free_of(code: str) -> int:
    """Minor units that may still be spent: the balance without what is held; 0 for an account that is not open."""
    free = Account.objects.filter(code=code).values_list(F("balance_minor") - F("held_minor"), flat=True).first()
    return int(free or 0)


def book_total(book: str, currency: str) -> int:
    """The sum over the shards of a bank-side book."""
    return sum(Account.objects.filter(party_id=None, kind=f"bank_{book}", currency=currency).values_list("balance_minor", flat=True))


def entries_of(code: str) -> QuerySet[Entry]:
    """An account's statement, newest first."""
    return Entry.objects.filter(account__code=code).select_related("transfer").order_by("-version")


def latest_proof() -> ProofRun | None:
    return ProofRun.objects.order_by("-at", "-pk").first()
