"""The published rules of WeChat Pay API v3, against a counterpart that signs, seals and checks with keys of its own."""

from __future__ import annotations

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from ecosystem import ports
from ecosystem.payments.errors import CallNotSigned
from ecosystem.payments.wechat.acquirer import NAME, Answer, WeChatPay
from ecosystem.payments.wechat.signing import Merchant, platform_key, request_message, unsealed
from ecosystem.ports import AcquirerOrder, AcquirerRefund

AT = datetime(2026, 11, 3, 2, 0, tzinfo=UTC)
API_KEY = b"0123456789abcdef0123456789ABCDEF"
ORDER = AcquirerOrder(UUID("01890000000070008000000000000001"), 1_000, "CNY", AT + timedelta(minutes=15))
REFUND = AcquirerRefund(UUID("01890000000070008000000000000002"), ORDER.payment_id, 400, 1_000, "CNY", "cancelled")
OURS, THEIRS = generate_private_key(65537, 2048), generate_private_key(65537, 2048)


def certificate(key: RSAPrivateKey, serial: int) -> bytes:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Tenpay.com sign")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(serial)
    return made.not_valid_before(AT).not_valid_after(AT + timedelta(days=1)).sign(key, SHA256()).public_bytes(Encoding.PEM)


SERIAL, KEY = platform_key(certificate(THEIRS, 0x5157F09EFDC096DE15EBE81A47057A72))
MERCHANT = Merchant("1900000109", "wx0001", "OURSERIAL", OURS, API_KEY, {SERIAL: KEY}, "https://bank.example/api/v1/acquirers/wechat_pay/calls")


def signed(body: bytes, *, key: RSAPrivateKey = THEIRS, serial: str = SERIAL, at: datetime = AT) -> dict[str, str]:
    """The headers that they put on an answer or a callback."""
    stamp, nonce = str(int(at.timestamp())), uuid4().hex
    signature = key.sign(f"{stamp}\n{nonce}\n".encode() + body + b"\n", PKCS1v15(), SHA256())
    return {
        "Wechatpay-Serial": serial,
        "Wechatpay-Timestamp": stamp,
        "Wechatpay-Nonce": nonce,
        "Wechatpay-Signature": b64encode(signature).decode(),
    }


class TheirSide:
    """Checks each request as they publish it, and answers what a test laid down for its path."""

    def __init__(self, **answers: tuple[int, object]) -> None:
        self.answers, self.asked, self.forged = answers, [], False  # type: ignore[var-annotated]

    def send(self, *, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        schema, _, rest = headers["Authorization"].partition(" ")
        said = dict(re.findall(r'(\w+)="([^"]*)"', rest))
        assert (schema, said["mchid"], said["serial_no"]) == ("WECHATPAY2-SHA256-RSA2048", "1900000109", "OURSERIAL")
        message = f"{method}\n{url}\n{said['timestamp']}\n{said['nonce_str']}\n{body.decode()}\n".encode()
        OURS.public_key().verify(b64decode(said["signature"]), message, PKCS1v15(), SHA256())
        with pytest.raises(InvalidSignature):
            OURS.public_key().verify(b64decode(said["signature"]), message + b" ", PKCS1v15(), SHA256())
        self.asked.append((method, url, json.loads(body) if body else None))
        last = url.partition("?")[0].rsplit("/", 1)[1]
        status, told = self.answers["close" if last == "close" else "native" if last == "native" else "refunds" if "refunds" in url else "query"]
        sent = json.dumps(told).encode() if told else b""
        return Answer(status, signed(sent, key=OURS if self.forged else THEIRS), sent)


def paid(state: str = "SUCCESS", **more: Any) -> dict[str, Any]:
    """A transaction as they describe it."""
    told = {"mchid": "1900000109", "appid": "wx0001", "out_trade_no": ORDER.payment_id.hex, "trade_state": state, "trade_state_desc": "x"}
    done = {
        "transaction_id": "4200001",
        "success_time": "2026-11-03T10:00:05+08:00",
        "amount": {"total": 1_000, "payer_total": 990, "currency": "CNY"},
    }
    return {**told, **(done if state == "SUCCESS" else {}), **more}


def refunded(state: str) -> dict[str, Any]:
    return {
        "refund_id": "50300",
        "out_refund_no": REFUND.refund_id.hex,
        "status": state,
        "amount": {"refund": 400, "total": 1_000, "currency": "CNY"},
    }


def callback(kind: str, told: object, *, key: bytes = API_KEY, **more: str) -> bytes:
    nonce, about = "fdasflkja484", "transaction"
    sealed = AESGCM(key).encrypt(nonce.encode(), json.dumps(told).encode(), about.encode())
    ciphertext = b64encode(sealed).decode()
    resource = {"algorithm": "AEAD_AES_256_GCM", "ciphertext": ciphertext, "associated_data": about, "nonce": nonce, **more}
    return json.dumps({"id": "EV-1", "event_type": kind, "resource_type": "encrypt-resource", "resource": resource}).encode()


def test_the_message_to_sign_is_the_published_one() -> None:
    published = "GET\n/v3/certificates\n1554208460\n593BEC0C930BF1AFEB40B4A08C8FB242\n\n"
    assert request_message("GET", "/v3/certificates", "1554208460", "593BEC0C930BF1AFEB40B4A08C8FB242", "") == published
    assert SERIAL == "5157F09EFDC096DE15EBE81A47057A72"


def test_an_order_is_asked_for_by_our_number_until_its_time_and_answers_where_to_pay() -> None:
    theirs = TheirSide(native=(200, {"code_url": "weixin://wxpay/bizpayurl?pr=p4lpSuKzz"}))
    acquirer = WeChatPay(MERCHANT, theirs)
    assert acquirer.hand_over(order=ORDER, at=AT) == "weixin://wxpay/bizpayurl?pr=p4lpSuKzz"
    method, url, asked = theirs.asked[0]
    assert (method, url) == ("POST", "/v3/pay/transactions/native")
    assert (asked["out_trade_no"], asked["amount"], asked["time_expire"]) == (
        ORDER.payment_id.hex,
        {"total": 1_000, "currency": "CNY"},
        "2026-11-03T10:15:00+08:00",
    )
    assert (len(asked["out_trade_no"]), acquirer.merchant_no()) == (32, "1900000109")
    # It fits the port that the payments room asks.
    ports.acquirers.join(NAME, acquirer)
    ports.acquirers.leave(NAME)


@pytest.mark.parametrize(
    ("state", "status"),
    [("SUCCESS", "succeeded"), ("NOTPAY", "open"), ("USERPAYING", "open"), ("CLOSED", "closed"), ("REVOKED", "closed"), ("PAYERROR", "failed")],
)
def test_each_state_of_a_transaction_is_told_in_our_words(state: str, status: str) -> None:
    word = WeChatPay(MERCHANT, TheirSide(query=(200, paid(state)))).ask(order=ORDER, at=AT)
    assert (word.ours_id, word.status, word.amount_minor, word.currency, word.merchant_no) == (ORDER.payment_id, status, 1_000, "CNY", "1900000109")
    # What counts is what the order costs, not what the payer paid after their own coupon.
    assert (word.reference, word.happened_at) == (("4200001", AT + timedelta(seconds=5)) if state == "SUCCESS" else ("", None))


def test_what_they_never_heard_of_is_absent_and_what_is_unclear_is_no_answer() -> None:
    absent = (404, {"code": "ORDER_NOT_EXIST"})
    assert WeChatPay(MERCHANT, TheirSide(query=absent)).ask(order=ORDER, at=AT).status == "absent"
    assert WeChatPay(MERCHANT, TheirSide(refunds=(404, {"code": "RESOURCE_NOT_EXISTS"}))).ask_refund(refund=REFUND, at=AT).status == "absent"
    for answer in ((500, {"code": "SYSTEM_ERROR"}), (404, {"code": "NOT_FOUND"}), (401, {"code": "SIGN_ERROR"}), (200, None)):
        with pytest.raises(OSError):
            WeChatPay(MERCHANT, TheirSide(query=answer)).ask(order=ORDER, at=AT)
    forged = TheirSide(query=(200, paid()), native=(200, {"code_url": "weixin://elsewhere"}))
    forged.forged = True
    with pytest.raises(OSError):
        WeChatPay(MERCHANT, forged).ask(order=ORDER, at=AT)
    with pytest.raises(OSError):
        WeChatPay(MERCHANT, forged).hand_over(order=ORDER, at=AT)


def test_closing_tells_whether_it_was_paid_first() -> None:
    closed = TheirSide(close=(204, None), query=(200, paid("CLOSED")))
    assert WeChatPay(MERCHANT, closed).close(order=ORDER, at=AT).status == "closed"
    assert closed.asked[0] == ("POST", f"/v3/pay/transactions/out-trade-no/{ORDER.payment_id.hex}/close", {"mchid": "1900000109"})
    late = TheirSide(close=(400, {"code": "ORDERPAID"}), query=(200, paid()))
    assert WeChatPay(MERCHANT, late).close(order=ORDER, at=AT).status == "succeeded"


@pytest.mark.parametrize(
    ("state", "status", "reason"),
    [("SUCCESS", "succeeded", ""), ("PROCESSING", "open", ""), ("ABNORMAL", "failed", "abnormal"), ("CLOSED", "failed", "closed")],
)
def test_a_refund_goes_by_its_own_number_and_an_abnormal_one_is_for_good(state: str, status: str, reason: str) -> None:
    theirs = TheirSide(refunds=(200, refunded(state)))
    acquirer = WeChatPay(MERCHANT, theirs)
    for word in (acquirer.refund(refund=REFUND, at=AT), acquirer.ask_refund(refund=REFUND, at=AT)):
        assert (word.kind, word.ours_id, word.status, word.amount_minor, word.reason) == ("refund", REFUND.refund_id, status, 400, reason)
    asked = theirs.asked[0][2]
    assert (asked["out_refund_no"], asked["amount"]) == (REFUND.refund_id.hex, {"refund": 400, "total": 1_000, "currency": "CNY"})


def test_a_callback_is_believed_by_its_signature_and_opened_with_our_key() -> None:
    acquirer = WeChatPay(MERCHANT, TheirSide())
    body = callback("TRANSACTION.SUCCESS", paid())
    call = acquirer.read(headers={name.upper(): value for name, value in signed(body).items()}, body=body)
    assert (call.word.status, call.word.ours_id, call.signed_at) == ("succeeded", ORDER.payment_id, AT)
    back = {name: value for name, value in refunded("SUCCESS").items() if name != "status"}
    body = callback("REFUND.SUCCESS", {**back, "mchid": "1900000109", "refund_status": "SUCCESS", "amount": {"refund": 400, "total": 1_000}})
    word = acquirer.read(headers=signed(body), body=body).word
    assert (word.kind, word.status, word.amount_minor, word.currency) == ("refund", "succeeded", 400, "CNY")


def test_what_is_not_theirs_is_no_callback() -> None:
    acquirer, body = WeChatPay(MERCHANT, TheirSide()), callback("TRANSACTION.SUCCESS", paid())
    right = signed(body)
    probe = {**right, "Wechatpay-Signature": "WECHATPAY/SIGNTEST/" + right["Wechatpay-Signature"]}
    wrong: list[tuple[dict[str, str], bytes]] = [
        (right, body + b" "),
        (probe, body),
        ({**right, "Wechatpay-Serial": "OTHER"}, body),
        ({**right, "Wechatpay-Timestamp": "1554208460"}, body),
        ({name: value for name, value in right.items() if name != "Wechatpay-Nonce"}, body),
        (signed(body, key=OURS), body),
    ]
    for other in (
        callback("TRANSACTION.SUCCESS", paid(), key=b"x" * 32),
        callback("TRANSACTION.SUCCESS", paid(), associated_data="other"),
        callback("TRANSACTION.SUCCESS", paid(), algorithm="AES"),
        callback("TRANSACTION.SUCCESS", {**paid(), "out_trade_no": "short"}),
        callback("TRANSACTION.SUCCESS", []),
        b"[]",
        b"{",
    ):
        wrong.append((signed(other), other))
    for headers, sent in wrong:
        with pytest.raises(CallNotSigned):
            acquirer.read(headers=headers, body=sent)
    with pytest.raises(CallNotSigned):
        unsealed(MERCHANT, {"algorithm": "AEAD_AES_256_GCM", "nonce": "n", "ciphertext": "!"})


def test_the_new_certificate_is_believed_beside_the_old_one() -> None:
    new = generate_private_key(65537, 2048)
    serial, key = platform_key(certificate(new, 0x77))
    both = Merchant(**{**{name: getattr(MERCHANT, name) for name in Merchant.__slots__}, "platform_keys": {SERIAL: KEY, serial: key}})
    body = callback("TRANSACTION.SUCCESS", paid())
    for signer, name in ((THEIRS, SERIAL), (new, serial)):
        assert WeChatPay(both, TheirSide()).read(headers=signed(body, key=signer, serial=name), body=body).word.status == "succeeded"
    with pytest.raises(CallNotSigned):
        WeChatPay(both, TheirSide()).read(headers=signed(body, key=new, serial=SERIAL), body=body)
