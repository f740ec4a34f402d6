"""What a party may consent to, in the words she sees. A changed text is a new version."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from ecosystem.kernel.names import in_language

from .errors import UnknownPurpose


@dataclass(frozen=True, slots=True)
class Purpose:
    """Both languages are one text: consent in either covers the same words."""

    code: str
    version: int
    title_zh: str
    title_en: str
    text_zh: str
    text_en: str

    @property
    def sha256(self) -> str:
        words = "\n".join([self.code, str(self.version), self.title_zh, self.text_zh, self.title_en, self.text_en])
        return hashlib.sha256(words.encode()).hexdigest()

    @property
    def title(self) -> str:
        return in_language(self.title_zh, self.title_en)

    @property
    def text(self) -> str:
        return in_language(self.text_zh, self.text_en)


CREDIT_ASSESSMENT = Purpose(
    code="credit_assessment",
    version=1,
    title_zh="评估可贷额度",
    title_en="Work out what you can borrow",
    text_zh=(
        "银行可以读取您在本平台上的经营记录（已付款、结算、退款和取消的订单，进货与到账），用来评估能借给您多少、利率多少。"
        "记录中的顾客和供货商只以代号出现。每次读取都会留痕。您可以随时撤回，撤回后银行不再读取；已签的借款合同仍按约定还款。"
    ),
    text_en=(
        "The bank may read your trade facts here (orders paid, settled, refunded and cancelled, goods received and payouts) to work out "
        "how much it can lend you and at what rate. Your customers and suppliers appear in them only under code names. Every reading is "
        "recorded. You can withdraw at any time, and the bank then stops reading; a loan you have already taken is still repaid as agreed."
    ),
)
OUTSIDE_TRADE = Purpose(
    code="outside_trade",
    version=1,
    title_zh="接收其他平台上的经营记录",
    title_en="Take in your trade on other platforms",
    text_zh=(
        "您指定的其他平台可以把您在那里的经营记录（已付款、结算和退款的订单，进货、付给供货商的款与到账）报给本平台。"
        "这些记录只算平台的说法，评估额度时比本行账上的记录分量轻；顾客和供货商只以代号保存。只接收您逐个指定的平台。"
        "您可以随时撤回，撤回后不再接收；已收到的记录不再增加，仍按“评估可贷额度”的同意使用。"
    ),
    text_en=(
        "Platforms that you name may report your trade there to us (orders paid, settled and refunded, goods received, suppliers paid and "
        "payouts). Such reports count as what a platform says, and weigh less than what stands in this bank's books; customers and suppliers "
        "are kept only under code names. We take them from the platforms that you name, one by one. You can withdraw at any time, and we then "
        "take no more; what was received stays, and is used as your consent to working out what you can borrow says."
    ),
)
CASH_ADVICE = Purpose(
    code="cash_advice",
    version=1,
    title_zh="替您看看未来三十天的现金",
    title_en="Look ahead at your cash",
    text_zh=(
        "本平台可以读取您的经营记录（到账、结算和退款的订单，进货的订单、账单和付款，到货，顾客的赊账），"
        "加上您自己填的每月开支，为您逐日估算未来三十天的现金，并告诉您是否需要借款、有没有更省钱的办法。结果只给您看，"
        "不用于评估额度或定价。顾客和供货商只以代号出现。每次读取都会留痕。您可以随时撤回，撤回后不再读取。"
    ),
    text_en=(
        "The platform may read your trade facts (payouts, orders settled and refunded, purchases ordered, billed and paid, goods received, "
        "tabs of your customers), with the monthly costs that you state, to work out your cash for the next thirty days, and to tell you "
        "whether you need a loan and what would cost less. Only you see the result; it is used neither to decide what you can borrow nor "
        "at what rate. Customers and suppliers appear only under code names. Every reading is recorded. You can withdraw at any time, and "
        "nothing more is read then."
    ),
)
REGISTERED: dict[str, Purpose] = {purpose.code: purpose for purpose in [CREDIT_ASSESSMENT, OUTSIDE_TRADE, CASH_ADVICE]}


def purpose_named(code: str) -> Purpose:
    """Raises ``UnknownPurpose``: nobody wrote a text for it."""
    try:
        return REGISTERED[code]
    except KeyError:
        raise UnknownPurpose(purpose=code[:60]) from None
