"""Code names for things that people share: a phone, an account or card, a door.

Unlike a person's code name (``pseudonyms``) a thing's must be the same whoever uses it, so it is made with a secret of the
platform's, which is not in the database: whoever has the facts alone can't try doors until one fits. Each kind of thing has a key of its
own, and a thing another name at every shop.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import unicodedata
from functools import cache
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from ecosystem.kernel.keeping import kept_secret

from .rules import code_name

KEY_FILE = "feed-key"
DEVICE, MONEY, DOOR = "device", "money", "door"


def thing(kind: str, value: str, *, within: UUID) -> str:
    """What ``value`` is called at one shop; nothing is called nothing. Equal values of a kind are equal names.

    ``MONEY`` is both what pays and what is paid out to, since a guard asks whether they are one.
    """
    if not value:
        return ""
    return code_name(hmac.new(_key(kind), value.encode(), hashlib.sha256).digest(), within)


def door(address: str) -> str:
    """An address as a door, so that spaces, widths and punctuation make no second one: digits stay apart, all else closes up."""
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", address).casefold())
    return "".join("-" + word if before[-1:].isdigit() and word[0].isdigit() else word for before, word in zip(["", *words], words, strict=False))


def _key(kind: str) -> bytes:
    return hmac.new(_secret(settings.FEED_KEY, Path(settings.STATE_DIR)), f"feed.{kind}".encode(), hashlib.sha256).digest()


@cache
def _secret(configured: str, folder: Path) -> bytes:
    text = configured or kept_secret(folder / KEY_FILE, lambda: secrets.token_hex(32))
    try:
        secret = bytes.fromhex(text.strip())
    except ValueError:
        secret = b""
    if len(secret) != 32:
        raise ImproperlyConfigured("FEED_KEY must be 32 bytes in hexadecimal")
    return secret
