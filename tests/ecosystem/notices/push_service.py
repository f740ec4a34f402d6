"""A push service on loopback, and browsers that read what it brings: real HTTP, real encryption, real signatures."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ecosystem.kernel.base64url import encode
from ecosystem.notices.webpush import CURVE, content_keys, decode, point_of, public_bytes


@dataclass
class Browser:
    """What a user agent keeps of a subscription, and what it was told."""

    name: str
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(CURVE))
    auth: bytes = b"sixteen  bytes !"
    answer: int = 201
    told: list[dict[str, Any]] = field(default_factory=list)
    senders: list[dict[str, Any]] = field(default_factory=list)

    @property
    def keys(self) -> dict[str, str]:
        return {"p256dh": encode(public_bytes(self.key)), "auth": encode(self.auth)}


def decrypted(body: bytes, key: ec.EllipticCurvePrivateKey, auth: bytes) -> bytes:
    """RFC 8188 and 8291 as the receiver does it, from the bytes alone."""
    salt, record, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
    sender, sealed = body[21 : 21 + length], body[21 + length :]
    assert len(sealed) <= record
    secret = key.exchange(ec.ECDH(), point_of(sender))
    content_key, nonce = content_keys(secret, auth, public_bytes(key), sender, salt)
    plain = AESGCM(content_key).decrypt(nonce, sealed, None).rstrip(b"\0")
    assert plain[-1:] == b"\x02"
    return plain[:-1]


def claims_of(header: str) -> dict[str, Any]:
    """What the sender says of itself, its signature checked (RFC 8292)."""
    parts = dict(part.strip().split("=", 1) for part in header.removeprefix("vapid ").split(","))
    head, claims, signature = parts["t"].split(".")
    raw = decode(signature)
    der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    point_of(decode(parts["k"])).verify(der, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
    assert json.loads(decode(head)) == {"typ": "JWT", "alg": "ES256"}
    return dict(json.loads(decode(claims)), k=parts["k"])


class PushServer:
    """Brings each message to the browser whose name its address ends with."""

    def __init__(self) -> None:
        self.browsers: dict[str, Browser] = {}
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                browser = outer.browsers[self.path.rpartition("/")[2]]
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if browser.answer < 300:
                    assert self.headers["Content-Encoding"] == "aes128gcm"
                    browser.told.append(json.loads(decrypted(body, browser.key, browser.auth)))
                    browser.senders.append(
                        {**claims_of(self.headers["Authorization"]), "ttl": self.headers["TTL"], "urgency": self.headers["Urgency"]}
                    )
                self.send_response(browser.answer)
                if browser.answer in {301, 307}:
                    self.send_header("Location", f"{outer.origin}/elsewhere")
                self.end_headers()

            def log_message(self, *words: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def browser(self, name: str) -> Browser:
        return self.browsers.setdefault(name, Browser(name))

    def address(self, name: str) -> str:
        return f"{self.origin}/push/{name}"

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
