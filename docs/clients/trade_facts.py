"""Tells Twin Circles of the trade of a shop that is known elsewhere: made-up, the same for the same seed. See README.md beside it.

    python trade_facts.py keys client.key                  # makes a key; give the public half to the bank
    python trade_facts.py send client.key --at https://host --client ID --party ID

Needs Python 3.11 and ``cryptography``; takes nothing from Twin Circles but its address.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import random
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

PATH = "/api/v1/trade-facts"
A_BATCH = 400
Fact = dict[str, Any]
Send = Callable[[dict[str, str], bytes], tuple[int, dict[str, Any]]]


def money(fen: int) -> dict[str, str]:
    return {"amount": f"{fen // 100}.{fen % 100:02}", "currency": "CNY"}


def a_year(ends: datetime, *, days: int = 365, daily: int = 4, seed: int = 7) -> Iterator[Fact]:
    """A corner shop: some sales a day to forty regulars and passers-by, a refund now and then, goods each week."""
    dice, opened = random.Random(seed), (ends - timedelta(days=days)).date()
    yield {
        "id": "opened",
        "kind": "trade.shop_opened",
        "occurred_at": _iso(ends - timedelta(days=1)),
        "body": {"shop": "s1", "opened_on": str(opened)},
    }
    for day in range(days - 1, 0, -1):
        for turn in range(daily):
            at = ends - timedelta(days=day, minutes=dice.randrange(60, 600))
            yield from _sale(f"{day}-{turn}", at, dice)
        if day % 7 == 0:
            receipt = {"receipt": f"r{day}", "cost": money(dice.randrange(60_000, 90_000))}
            yield {"id": f"r{day}", "kind": "trade.stock_received", "occurred_at": _iso(ends - timedelta(days=day)), "body": receipt}


def _sale(order: str, at: datetime, dice: random.Random) -> Iterator[Fact]:
    paid = dice.randrange(1_500, 12_000)
    who = {"buyer": f"c{dice.randrange(40)}"} if dice.random() < 0.7 else {}
    told = {"order": order, "paid": money(paid), **who}
    yield {"id": f"{order}/paid", "kind": "trade.order_paid", "occurred_at": _iso(at), "body": {**told, "channel": "till"}}
    settled = {**told, "net": money(paid - paid // 200), "fee": money(paid // 200)}
    yield {"id": f"{order}/settled", "kind": "trade.order_settled", "occurred_at": _iso(at + timedelta(minutes=5)), "body": settled}
    if dice.random() < 0.02:
        back = {"order": order, "refund": f"b{order}", "amount": money(paid), **who}
        yield {"id": f"{order}/back", "kind": "trade.order_refunded", "occurred_at": _iso(at + timedelta(minutes=40)), "body": back}


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")


def signed(key: Ed25519PrivateKey, client: str, body: bytes, *, now: float) -> str:
    """The header ``X-JWS-Signature``: a detached JWS over the very bytes of the body."""
    protected = _b64(json.dumps({"alg": "EdDSA", "kid": client, "iat": int(now), "path": PATH}).encode())
    return f"{protected}..{_b64(key.sign(protected.encode() + b'.' + _b64(body).encode()))}"


def _b64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def push(facts: Iterator[Fact], *, key: Ed25519PrivateKey, client: str, party: str, send: Send, now: Callable[[], float] = time.time) -> int:
    """Send all facts in batches; a batch that was sent before is the same batch, so stopping and beginning again is safe."""
    told = list(facts)
    for first in range(0, len(told), A_BATCH):
        body = json.dumps({"party": party, "facts": told[first : first + A_BATCH]}, ensure_ascii=False).encode()
        headers = {
            "Content-Type": "application/json",
            # Made of the content: the same batch again is the same act.
            "Idempotency-Key": hashlib.sha256(body).hexdigest()[:32],
            "X-JWS-Signature": signed(key, client, body, now=now()),
        }
        status, answer = send(headers, body)
        if status != 201:
            raise SystemExit(f"refused ({status}): {json.dumps(answer, ensure_ascii=False)}")
    return len(told)


def over_http(address: str) -> Send:
    def send(headers: dict[str, str], body: bytes) -> tuple[int, dict[str, Any]]:
        request = urllib.request.Request(address.rstrip("/") + PATH, body, headers)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as refused:
            return refused.code, json.loads(refused.read() or b"{}")

    return send


def load_key(file: Path) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(file.read_text().strip()))


def main() -> None:
    told = argparse.ArgumentParser()
    told.add_argument("act", choices=["keys", "send"])
    told.add_argument("key", type=Path)
    told.add_argument("--at", default="http://127.0.0.1:8000")
    told.add_argument("--client", default="")
    told.add_argument("--party", default="")
    told.add_argument("--ends", type=date.fromisoformat, default=None, help="the last day; today unless given, the same to send again")
    asked = told.parse_args()
    if asked.act == "keys":
        fresh = Ed25519PrivateKey.generate()
        asked.key.touch(0o600, exist_ok=False)
        asked.key.write_text(fresh.private_bytes_raw().hex())
        print("public key:", fresh.public_key().public_bytes_raw().hex())
        return
    ends = datetime.combine(asked.ends or datetime.now(tz=UTC).date(), datetime.min.time(), tzinfo=UTC)
    print(push(a_year(ends), key=load_key(asked.key), client=asked.client, party=asked.party, send=over_http(asked.at)), "facts taken")


if __name__ == "__main__":
    main()
