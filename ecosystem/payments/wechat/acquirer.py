"""The port ``Acquirer`` in the words of WeChat Pay API v3: native payments, their closing, domestic refunds, callbacks."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol
from urllib.parse import quote
from uuid import UUID

from ecosystem.kernel.clock import TOWN_TIME
from ecosystem.kernel.errors import DomainError
from ecosystem.ports import AcquirerCall, AcquirerOrder, AcquirerRefund, AcquirerWord

from ..errors import CallNotSigned
from .signing import Merchant, authorization, require_signed, unsealed

NAME = "wechat_pay"
PAYMENTS, REFUNDS = "/v3/pay/transactions", "/v3/refund/domestic/refunds"
TRADE_STATES = {
    "SUCCESS": "succeeded",
    # Paid, and some of it given back since.
    "REFUND": "succeeded",
    "NOTPAY": "open",
    "USERPAYING": "open",
    "ACCEPT": "open",
    "CLOSED": "closed",
    "REVOKED": "closed",
    "PAYERROR": "failed",
}
REFUND_STATES = {"SUCCESS": "succeeded", "PROCESSING": "open", "ABNORMAL": "failed", "CLOSED": "failed"}
# Refunds that WeChat Pay will not do by itself any more.
FINAL = {"ABNORMAL": "abnormal"}


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


class Transport(Protocol):
    """HTTPS to api.mch.weixin.qq.com. Raises ``OSError`` where there is no answer."""

    def send(self, *, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer: ...


class NoAnswer(OSError):
    """What came is not theirs, or says that something is wrong with us or them: nothing is known of the payment."""


class WeChatPay:
    """Answers are believed only when their signature is right, as callbacks are."""

    def __init__(self, merchant: Merchant, transport: Transport) -> None:
        self._merchant, self._transport = merchant, transport

    def merchant_no(self) -> str:
        return self._merchant.mchid

    def hand_over(self, *, order: AcquirerOrder, at: datetime) -> str:
        asked = {
            "appid": self._merchant.appid,
            "mchid": self._merchant.mchid,
            "description": "双圈订单",
            "out_trade_no": order.payment_id.hex,
            "time_expire": order.pay_until.astimezone(TOWN_TIME).isoformat(timespec="seconds"),
            "notify_url": self._merchant.notify_url,
            "amount": {"total": order.amount_minor, "currency": order.currency},
        }
        return str(self._told("POST", f"{PAYMENTS}/native", asked, at=at)["code_url"])

    def ask(self, *, order: AcquirerOrder, at: datetime) -> AcquirerWord:
        told = self._told(
            "GET", f"{PAYMENTS}/out-trade-no/{order.payment_id.hex}?mchid={quote(self._merchant.mchid)}", at=at, absent="ORDER_NOT_EXIST"
        )
        if not told:
            return AcquirerWord("payment", order.payment_id, "absent", self._merchant.mchid, 0, order.currency)
        return self._payment(told, order)

    def close(self, *, order: AcquirerOrder, at: datetime) -> AcquirerWord:
        asked = {"mchid": self._merchant.mchid}
        # Refused where it is paid already: asking tells which of the two.
        self._call("POST", f"{PAYMENTS}/out-trade-no/{order.payment_id.hex}/close", asked, at=at)
        return self.ask(order=order, at=at)

    def refund(self, *, refund: AcquirerRefund, at: datetime) -> AcquirerWord:
        asked = {
            "out_trade_no": refund.payment_id.hex,
            "out_refund_no": refund.refund_id.hex,
            "reason": refund.reason[:80],
            "amount": {"refund": refund.amount_minor, "total": refund.paid_minor, "currency": refund.currency},
        }
        return self._refund(self._told("POST", REFUNDS, asked, at=at), refund.refund_id)

    def ask_refund(self, *, refund: AcquirerRefund, at: datetime) -> AcquirerWord:
        told = self._told("GET", f"{REFUNDS}/{refund.refund_id.hex}", at=at, absent="RESOURCE_NOT_EXISTS")
        if not told:
            return AcquirerWord("refund", refund.refund_id, "absent", self._merchant.mchid, 0, refund.currency)
        return self._refund(told, refund.refund_id)

    def read(self, *, headers: Mapping[str, str], body: bytes) -> AcquirerCall:
        """Check the signature over the bytes, then open the resource. Raises ``CallNotSigned``."""
        stamp = require_signed(self._merchant, headers, body)
        try:
            envelope = json.loads(body)
            told = json.loads(unsealed(self._merchant, envelope["resource"]))
            if str(envelope["event_type"]).startswith("REFUND."):
                word = self._refund({"status": told["refund_status"], **told}, UUID(told["out_refund_no"]))
            else:
                word = self._payment(told, None)
        except (KeyError, TypeError, ValueError, AttributeError):
            raise CallNotSigned from None
        return AcquirerCall(word, datetime.fromtimestamp(stamp, UTC))

    def _payment(self, told: Mapping[str, Any], order: AcquirerOrder | None) -> AcquirerWord:
        """What is not paid names no amount: then it is the order's."""
        amount = told.get("amount") or {}
        minor = int(amount.get("total", order.amount_minor if order else 0))
        currency = str(amount.get("currency", order.currency if order else "CNY"))
        status, reference = TRADE_STATES[told["trade_state"]], str(told.get("transaction_id", ""))
        reason = str(told.get("trade_state_desc", "")) if status == "failed" else ""
        happened = _moment(told.get("success_time"))
        payer = str((told.get("payer") or {}).get("openid", ""))
        return AcquirerWord("payment", UUID(told["out_trade_no"]), status, str(told["mchid"]), minor, currency, reference, reason, happened, payer)

    def _refund(self, told: Mapping[str, Any], refund_id: UUID) -> AcquirerWord:
        """Callbacks name the merchant, answers only speak to her; they leave the currency out."""
        amount, status = told["amount"], str(told["status"])
        merchant = str(told.get("mchid", self._merchant.mchid))
        reason = FINAL.get(status, status.lower() if REFUND_STATES[status] == "failed" else "")
        happened, currency = _moment(told.get("success_time")), str(amount.get("currency", "CNY"))
        reference = str(told.get("refund_id", ""))
        return AcquirerWord("refund", refund_id, REFUND_STATES[status], merchant, int(amount["refund"]), currency, reference, reason, happened)

    def _told(self, method: str, url: str, asked: Mapping[str, Any] | None = None, *, at: datetime, absent: str = "") -> dict[str, Any]:
        """The answer's content; empty where they know of no such thing. Raises ``NoAnswer``."""
        answer = self._call(method, url, asked, at=at)
        try:
            told = json.loads(answer.body) if answer.body else {}
        except ValueError:
            raise NoAnswer("no JSON") from None
        if answer.status == 404 and absent and told.get("code") in {absent, "ORDERNOTEXIST"}:
            return {}
        if answer.status >= 300 or not told:
            raise NoAnswer(f"{answer.status} {told.get('code', '')}")
        return dict(told)

    def _call(self, method: str, url: str, asked: Mapping[str, Any] | None = None, *, at: datetime) -> Answer:
        body = json.dumps(asked, ensure_ascii=False, separators=(",", ":")) if asked is not None else ""
        signed = authorization(self._merchant, method, url, timestamp=str(int(at.timestamp())), nonce=secrets.token_hex(16), body=body)
        headers = {"Authorization": signed, "Accept": "application/json", "Content-Type": "application/json", "User-Agent": "twin-circles"}
        answer = self._transport.send(method=method, url=url, headers=headers, body=body.encode())
        try:
            require_signed(self._merchant, answer.headers, answer.body)
        except DomainError:
            raise NoAnswer("an answer that they did not sign") from None
        return answer


def _moment(text: Any) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
