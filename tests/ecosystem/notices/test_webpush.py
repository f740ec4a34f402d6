"""Web push by its RFCs: the example of RFC 8291 byte for byte, and a loopback service that reads what real browsers would."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st

from ecosystem.kernel.base64url import encode
from ecosystem.notices.webpush import CURVE, LONGEST, UnusableDevice, decode, encrypted, public_bytes
from tests.ecosystem.notices.push_service import decrypted

# RFC 8291, section 5 and appendix A.
MESSAGE = b"When I grow up, I want to be a watermelon"
RECEIVER = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"
RECEIVER_PUBLIC = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
AUTH, SALT = "BTBZMqHH6r4Tts7J_aSIgg", "DGv6ra1nlYgDCS1FRnbzlw"
SENDER = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT"
    "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def private(text: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(decode(text), "big"), CURVE)


def test_the_example_of_the_rfc_comes_out_byte_for_byte() -> None:
    assert encode(public_bytes(private(RECEIVER))) == RECEIVER_PUBLIC
    body = encrypted(MESSAGE, p256dh=RECEIVER_PUBLIC, auth=AUTH, salt=decode(SALT), key=private(SENDER))
    assert encode(body) == BODY
    assert decrypted(decode(BODY), private(RECEIVER), decode(AUTH)) == MESSAGE


@settings(max_examples=20)
@given(st.binary(max_size=LONGEST), st.binary(min_size=16, max_size=16))
def test_whatever_fits_one_record_is_read_by_its_browser_alone(message: bytes, auth: bytes) -> None:
    key = ec.generate_private_key(CURVE)
    body = encrypted(message, p256dh=encode(public_bytes(key)), auth=encode(auth))
    assert len(body) <= 4096
    assert decrypted(body, key, auth) == message


def test_what_is_no_key_or_too_long_is_refused() -> None:
    for p256dh in ("", "AAAA", "not base64!", encode(b"\x04" + b"\x01" * 64)):
        with pytest.raises(UnusableDevice):
            encrypted(b"x", p256dh=p256dh, auth=AUTH)
    with pytest.raises(ValueError, match="one record"):
        encrypted(b"x" * (LONGEST + 1), p256dh=RECEIVER_PUBLIC, auth=AUTH)
