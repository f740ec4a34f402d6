"""The contract on paper: A4, its figures first, its clauses, and who signs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from ecosystem.design.paper import FONT, INK, LINE, MARGIN, QUIET, SUNK, styles

from .models import ContractTemplate
from .rules import Terms, minute, text_of, words_of

DRAFT = "草稿，未签署，不具效力"
FIGURES = (
    ("循环额度", "limit", "limit_capitals"),
    ("本次提款", "principal", "principal_capitals"),
    ("费用", "fee", "fee_capitals"),
    ("预计息费合计", "cost", "cost_capitals"),
)
RATES = (("年利率", "annual_rate"), ("年化综合成本（名义，IRR）", "nominal_rate"), ("年化综合成本（实际，IRR 复利）", "effective_rate"))
LOOK = TableStyle(
    [
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("BACKGROUND", (0, 0), (0, -1), SUNK),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
        ("LINEABOVE", (0, 0), (-1, 0), 0.4, LINE),
        ("LEFTPADDING", (0, 0), (-1, -1), 6),
        ("RIGHTPADDING", (0, 0), (-1, -1), 6),
    ]
)


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above and below the text: the contract's number, and whether anybody has signed."""

    number: str
    at: datetime
    is_draft: bool = False


def set_contract(template: ContractTemplate, terms: Terms, heading: Heading) -> bytes:
    """The document as it will be signed. The same contract is the same bytes.

    Raises:
        FontMissing: no font that has the characters.
    """
    looks, words, file = styles(), words_of(terms), BytesIO()
    page = SimpleDocTemplate(
        file, pagesize=A4, leftMargin=MARGIN, rightMargin=MARGIN, topMargin=MARGIN, bottomMargin=22 * mm, title=template.title, invariant=1
    )
    story: list[Any] = [
        Paragraph(escape(template.title), looks["title"]),
        Paragraph(escape(f"合同编号 {heading.number}"), looks["quiet"]),
        Spacer(1, 4 * mm),
        _table(_figures(words), page.width, (1, 1.1, 2.4)),
        Spacer(1, 2 * mm),
        _table([[label, words[name]] for label, name in RATES], page.width, (1.6, 2.9)),
    ]
    for title, paragraphs in text_of(template.body, words):
        first, *rest = [Paragraph(escape(said), looks["text"]) for said in paragraphs] or [Spacer(1, 1)]
        story += [KeepTogether([Paragraph(escape(title), looks["clause"]), first]), *rest]
    story.append(KeepTogether([Spacer(1, 8 * mm), _table(_signing(terms, heading), page.width, (1, 3.5))]))
    foot = f"{heading.number} · 模板第 {template.number} 版 {template.sha256[:12]}"
    page.build(story, **dict.fromkeys(("onFirstPage", "onLaterPages"), lambda canvas, _page: _frame(canvas, foot, heading)))
    return file.getvalue()


def _figures(words: dict[str, str]) -> list[list[str]]:
    return [[label, words[figure], words[capitals]] for label, figure, capitals in FIGURES]


def _signing(terms: Terms, heading: Heading) -> list[list[str]]:
    when = "尚未签署" if heading.is_draft else minute(heading.at)
    return [
        ["甲方（借款人）", f"{terms.borrower}，签署人 {terms.signatory}"],
        ["乙方（贷款人）", terms.lender],
        ["签署时间", when],
    ]


def _table(rows: Sequence[Sequence[str]], width: float, parts: Sequence[float]) -> Table:
    text = styles()["text"]
    cells = [[Paragraph(escape(cell), text) for cell in row] for row in rows]
    return Table(cells, colWidths=[width * part / sum(parts) for part in parts], style=LOOK)


def _frame(canvas: Any, foot: str, heading: Heading) -> None:
    canvas.setFont(FONT, 8)
    canvas.setFillColor(QUIET)
    canvas.drawString(MARGIN, 12 * mm, foot)
    canvas.drawRightString(A4[0] - MARGIN, 12 * mm, f"第 {canvas.getPageNumber()} 页")
    if heading.is_draft:
        canvas.setFillColor(INK)
        canvas.drawRightString(A4[0] - MARGIN, A4[1] - 11 * mm, DRAFT)
