"""A platform with a key, let in by two operators, and a shop that connected it."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.test import Client as Browser

from ecosystem.consent.public import OUTSIDE_TRADE
from ecosystem.openapi.actions import approve_client, connect_client, register_client
from ecosystem.openapi.models import Client
from tests.lending.cast import Merchant, at_bank, merchant
from tests.lending.trade import AT

PATH = "/api/v1/trade-facts"
OPENED = "2025-11-01"


def let_in(key: Ed25519PrivateKey, name: str = "Elsewhere", *, at: datetime = AT) -> Client:
    public = key.public_key().public_bytes_raw().hex()
    drafted = register_client(name=name, public_key=public, key=uuid4().hex, by=at_bank("operator"), at=at)
    return approve_client(client_id=drafted.pk, by=at_bank("operator"), at=at)


@dataclass
class Platform:
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    client: Client = field(init=False)

    def __post_init__(self) -> None:
        self.client = let_in(self.key)

    def header(self, body: bytes, **told: object) -> str:
        header = {"alg": "EdDSA", "kid": str(self.client.pk), "iat": int(AT.timestamp()), "path": PATH, **told}
        protected = _b64(json.dumps(header).encode())
        return f"{protected}..{_b64(self.key.sign(f'{protected}.{_b64(body)}'.encode()))}"

    def send(self, party_id: UUID, facts: list[dict[str, Any]], *, key: str = "", header: str | None = None) -> Any:
        body = json.dumps({"party": str(party_id), "facts": facts}).encode()
        headers = {"Idempotency-Key": key or uuid4().hex, "X-JWS-Signature": self.header(body) if header is None else header}
        return Browser().post(PATH, body, content_type="application/json", headers=headers)


def connected(platform: Platform, shop: Merchant, *, at: datetime = AT) -> Any:
    return connect_client(party_id=shop.party_id, client_id=platform.client.pk, seen=OUTSIDE_TRADE.sha256, key=uuid4().hex, by=shop.by, at=at)


def elsewhere() -> tuple[Platform, Merchant]:
    """A platform, and a shop that has sold nothing here and lets it tell."""
    platform, shop = Platform(), merchant("Elsewhere", days=0, consents=False)
    connected(platform, shop)
    return platform, shop


def opened(on: str = OPENED) -> dict[str, Any]:
    return {"id": "opened", "kind": "trade.shop_opened", "occurred_at": told_at(1), "body": {"shop": "s1", "opened_on": on}}


def paid(order: str = "1", amount: str = "12.50", *, days_ago: float = 3, currency: str = "CNY", **data: Any) -> dict[str, Any]:
    told = {"order": order, "paid": {"amount": amount, "currency": currency}, "buyer": "c1", **data}
    return {"id": f"{order}/paid", "kind": "trade.order_paid", "occurred_at": told_at(days_ago), "body": told}


def told_at(days_ago: float) -> str:
    return (AT - timedelta(days=days_ago)).isoformat()


def _b64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
