"""The town's merchant files: those that trade are approved, the newcomer's is half-way, two wait for the bank's desk."""

from __future__ import annotations

import hashlib
import struct
import zlib
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from ecosystem.demo.public import Rows, Town, shape
from ecosystem.identity.public import Membership, Party, Person, give_role, register_person
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.ids import uuid7
from merchants.onboarding.public import Document, MerchantFile, Requirement, Submission, asked_of, keep_private, town_number
from merchants.shops.public import Shop

TRADES = {"greengrocer": "fruit", "deli": "noodles", "bakery": "noodles", "household": "hardware", "pharmacy": "pharmacy", "florist": "clothes"}
FORMS = {"sole_trader": "sole_trader", "micro": "micro", "company": "company"}
GOOD_FOR, TIME_LEFT, WAITED = timedelta(days=700), timedelta(days=26), timedelta(hours=20)
COLLEAGUE = ("colleague@demo.twin", "陆明", "Ming Lu")


def file_everybody(town: Town, shops: dict[str, Shop], *, began: datetime, at: datetime) -> str:
    """One file a party, in two statements and what the waiting ones need besides."""
    operator, colleague = _desk(town, at=began)
    owners = _owners(town)
    newcomer = next((one.stands_for for one in town.people if one.role == "newcomer"), "")
    waiting = [one.code for one in town.shops if not one.has_history and one.code != newcomer]
    asking = list(Requirement.objects.all())
    rows = Rows()
    for one in town.shops:
        is_new = one.code == newcomer or one.code in waiting
        file = _file(one, shops[one.code], owners[one.code], at=at - WAITED if is_new else began)
        wanted = asked_of(asking, legal_form=file.legal_form, trade=file.trade, on=business_date(at))
        kinds = [asked.kind for asked in wanted if asked.required]
        if one.code == newcomer:
            _half_way(file, kinds, rows, by=operator, at=at)
        elif is_new:
            _waits(file, kinds, rows, first=one.code == waiting[0], by=colleague, at=at)
        else:
            _approved(file, kinds, rows, by=colleague, second=operator)
        rows.add(file)
    rows.write([MerchantFile, Document, Submission])
    return f"{len(town.shops)} merchant files, {len(waiting)} of them before the desk"


def _desk(town: Town, *, at: datetime) -> tuple[UUID, UUID]:
    """The demo's operator, and a colleague of hers: nobody approves alone."""
    operator = Person.objects.get(email=next(one.email for one in town.people if one.role == "operator"))
    email, name_zh, name_en = COLLEAGUE
    colleague = register_person(email=email, name_zh=name_zh, name_en=name_en, password=None, at=at)
    bank = Party.objects.get(kind=Party.Kind.BANK_UNIT)
    give_role(person=colleague, party=bank, role=Membership.Role.OPERATOR, at=at)
    return operator.pk, colleague.pk


def _owners(town: Town) -> dict[str, UUID]:
    emails = {town.keeper_email(shop.code): shop.code for shop in town.shops}
    return {emails[email]: pk for email, pk in Person.objects.filter(email__in=list(emails)).values_list("email", "pk")}


def _file(one: shape.Shop, shop: Shop, founder: UUID, *, at: datetime) -> MerchantFile:
    return MerchantFile(
        id=uuid7(),
        founder_id=founder,
        party=shop.party,
        legal_form=FORMS[one.legal_form],
        trade=TRADES.get(one.kind, "grocery"),
        opened_at=at,
        moved_at=at,
        finish_by=at + TIME_LEFT,
    )


def seed_of(file: MerchantFile) -> UUID:
    """By the party's name, so that the town is the same town each time it is settled."""
    return uuid5(NAMESPACE_URL, file.party.name_en if file.party else "")


def _paper(file: MerchantFile, position: int, kind: str, *, status: str, by: UUID | None, at: datetime, reason: str = "") -> Submission:
    number, code_name, last_four = town_number(kind, seed_of(file))
    return Submission(
        id=uuid7(),
        file=file,
        position=position,
        kind=kind,
        number=number,
        code_name=code_name,
        last_four=last_four,
        expires_on=business_date(at + GOOD_FOR) if kind in {"licence", "food", "drug"} else None,
        status=status,
        reason=reason,
        submitted_by=file.founder_id,
        submitted_at=at,
        decided_by=by,
        decided_at=at if by else None,
    )


def _approved(file: MerchantFile, kinds: list[str], rows: Rows, *, by: UUID, second: UUID) -> None:
    """Looked at on paper in the branch, long ago: no scans are kept."""
    rows.extend(_paper(file, number, kind, status="accepted", by=by, at=file.opened_at) for number, kind in enumerate(kinds, start=1))
    file.status = MerchantFile.Status.ACTIVE
    file.recommended_by, file.recommended_at = by, file.opened_at
    file.approved_by, file.approved_at = second, file.opened_at


def _half_way(file: MerchantFile, kinds: list[str], rows: Rows, *, by: UUID, at: datetime) -> None:
    """Her identity card is accepted, the next paper came back, the rest is still to come."""
    file.status, file.reason, file.moved_at = MerchantFile.Status.NEEDS_INFO, "请补交清晰的照片。", at
    for number, (kind, status) in enumerate(zip(kinds, ("accepted", "rejected"), strict=False), start=1):
        reason = "照片缺了一角，编号看不全。" if status == "rejected" else ""
        paper = _paper(file, number, kind, status=status, by=by, at=file.opened_at, reason=reason)
        paper.document = _scanned(file, rows, at=file.opened_at)
        rows.add(paper)


def _waits(file: MerchantFile, kinds: list[str], rows: Rows, *, first: bool, by: UUID, at: datetime) -> None:
    """The first waits to be reviewed; the others were passed on by a colleague and wait for a second person."""
    for number, kind in enumerate(kinds, start=1):
        paper = _paper(file, number, kind, status="pending" if first else "accepted", by=None if first else by, at=file.opened_at)
        paper.document = _scanned(file, rows, at=file.opened_at)
        rows.add(paper)
    file.status = MerchantFile.Status.SUBMITTED if first else MerchantFile.Status.IN_REVIEW
    if not first:
        file.claimed_by, file.claimed_at, file.recommended_by, file.recommended_at = by, at, by, at


def _scanned(file: MerchantFile, rows: Rows, *, at: datetime) -> Document:
    """A made-up scan that says nothing of anybody."""
    content = picture()
    document = Document(
        id=uuid7(),
        file=file,
        media="image/png",
        size=len(content),
        sha256=hashlib.sha256(content).digest(),
        scan=Document.Scan.CLEAN,
        next_try_at=at,
        scanned_at=at,
        uploaded_by=file.founder_id,
        uploaded_at=at,
    )
    keep_private(document.pk, content)
    rows.add(document)
    return document


def picture(width: int = 480, height: int = 320) -> bytes:
    """A card with lines where words would be, as PNG (ISO 15948): greyscale, eight bits."""

    def shade(x: int, y: int) -> int:
        edge = x < 12 or y < 12 or x >= width - 12 or y >= height - 12
        line = y % 40 in range(14, 22) and 150 < x < width - 60 - (y * 7) % 90 and y > 60
        photo = 40 < x < 120 and 80 < y < 190
        return 120 if edge or photo else 170 if line else 238

    raw = b"".join(b"\0" + bytes(shade(x, y) for x in range(width)) for y in range(height))
    parts = [(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)), (b"IDAT", zlib.compress(raw, 9)), (b"IEND", b"")]
    chunks = [struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in parts]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
