"""The rules of signing and sealing that WeChat Pay API v3 publishes.

Sources: “Signature Generation”, “Signature Verification” and “Certificate and callback message decryption” of
pay.weixin.qq.com/doc/v3 (WECHATPAY2-SHA256-RSA2048, AEAD_AES_256_GCM).
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509 import load_pem_x509_certificate

from ..errors import CallNotSigned

SCHEMA, ALGORITHM = "WECHATPAY2-SHA256-RSA2048", "AEAD_AES_256_GCM"


@dataclass(frozen=True, slots=True)
class Merchant:
    """Who we are to WeChat Pay. ``api_v3_key`` has 32 bytes; ``platform_keys`` are theirs by serial, old and new while they rotate."""

    mchid: str
    appid: str
    serial_no: str
    private_key: RSAPrivateKey
    api_v3_key: bytes
    platform_keys: Mapping[str, RSAPublicKey]
    notify_url: str


def platform_key(pem: bytes) -> tuple[str, RSAPublicKey]:
    """Serial (capital hexadecimal, as the header names it) and key of a platform certificate. Raises ``ValueError``."""
    certificate = load_pem_x509_certificate(pem)
    key = certificate.public_key()
    if not isinstance(key, RSAPublicKey):
        raise ValueError("a platform certificate holds an RSA key")
    return f"{certificate.serial_number:X}", key


def request_message(method: str, url: str, timestamp: str, nonce: str, body: str) -> str:
    """Five lines, each ended by a newline, the last too; ``url`` is path and query without the host."""
    return f"{method}\n{url}\n{timestamp}\n{nonce}\n{body}\n"


def answer_message(timestamp: str, nonce: str, body: str) -> str:
    """Three lines; of an answer and of a callback alike."""
    return f"{timestamp}\n{nonce}\n{body}\n"


def authorization(merchant: Merchant, method: str, url: str, *, timestamp: str, nonce: str, body: str) -> str:
    """The header ``Authorization`` of a request."""
    message = request_message(method, url, timestamp, nonce, body).encode()
    signature = b64encode(merchant.private_key.sign(message, PKCS1v15(), SHA256())).decode()
    parts = {"mchid": merchant.mchid, "nonce_str": nonce, "signature": signature, "timestamp": timestamp, "serial_no": merchant.serial_no}
    return f"{SCHEMA} " + ",".join(f'{name}="{value}"' for name, value in parts.items())


def require_signed(merchant: Merchant, headers: Mapping[str, str], body: bytes) -> int:
    """The moment at which WeChat Pay signed these very bytes, in seconds. Raises ``CallNotSigned``."""
    told = {name.lower(): value for name, value in headers.items()}
    try:
        key = merchant.platform_keys[told["wechatpay-serial"]]
        stamp, nonce = told["wechatpay-timestamp"], told["wechatpay-nonce"]
        message = f"{stamp}\n{nonce}\n".encode() + body + b"\n"
        key.verify(b64decode(told["wechatpay-signature"], validate=True), message, PKCS1v15(), SHA256())
        return int(stamp)
    except (InvalidSignature, KeyError, ValueError):
        raise CallNotSigned from None


def unsealed(merchant: Merchant, resource: Mapping[str, str]) -> bytes:
    """What an encrypted resource says. Raises ``CallNotSigned`` where it was not sealed with our key."""
    if resource.get("algorithm") != ALGORITHM:
        raise CallNotSigned
    try:
        sealed = b64decode(resource["ciphertext"], validate=True)
        about = resource.get("associated_data") or ""
        return AESGCM(merchant.api_v3_key).decrypt(resource["nonce"].encode(), sealed, about.encode())
    except (InvalidTag, KeyError, ValueError):
        raise CallNotSigned from None
