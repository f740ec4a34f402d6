"""Numbers of nobody for the demo town, with right check digits, so that what is shown passes our own checks."""

from __future__ import annotations

import hashlib
from uuid import UUID

from stdnum.cn import ric

from . import vault
from .simulated_core import licence_of

REGION, BIRTHDAY = "310115", "19850612"


def town_number(kind: str, seed: UUID) -> tuple[str, str, str]:
    """What a paper of the kind would keep: its number, or a code name and the last four of a person's."""
    digits = "".join(str(byte % 10) for byte in hashlib.sha256(kind.encode() + seed.bytes).digest())
    if kind == "identity":
        body = f"{REGION}{BIRTHDAY}{digits[:3]}"
        number = body + ric.calc_check_digit(body + "0")
        return "", vault.code_name_of(number), number[-4:]
    if kind == "licence":
        return licence_of(seed), "", ""
    if kind == "food":
        return f"JY1{REGION}{digits[:7]}", "", ""
    return (f"DA{digits[:8]}", "", "") if kind == "drug" else ("", "", "")
