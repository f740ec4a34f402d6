"""What a file would do to a shop's goods: add, change, leave, and refuse, row by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from ecosystem.kernel.errors import DomainError

from .. import rules
from ..errors import BadName, BadPrice, BarcodeTaken, CodeTaken, SharedElsewhere
from .rows import Fault, NamedOtherwise, Row, SaidTwice, UnitStays, read_row


@dataclass(frozen=True, slots=True)
class Known:
    """A variant of the merchant; ``sku_id`` is its listing at the shop, where it has one.

    ``elsewhere`` says that its product is sold at a branch too that whoever sends the file does not keep.
    """

    variant_id: UUID
    product_id: UUID
    code: str
    barcode: str | None
    unit: str
    sku_id: UUID | None
    standing: rules.Standing | None
    names: tuple[str, str, str, str, str]
    tax_bp: int | None
    elsewhere: bool


@dataclass(slots=True)
class Plan:
    """``add`` are new articles, ``list_here`` variants that another shop of the merchant sells, ``change`` listings of this one.

    ``named`` are the listings of this shop that the file names, changed or not.
    """

    add: list[tuple[Row, rules.Standing]] = field(default_factory=list)
    list_here: list[tuple[Known, rules.Standing]] = field(default_factory=list)
    change: list[tuple[Known, rules.Standing]] = field(default_factory=list)
    same: int = 0
    named: list[UUID] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    told: dict[str, int] | None = None

    @property
    def counts(self) -> dict[str, int]:
        """How many rows do what; ``told`` where it was counted earlier."""
        return self.told or {
            "added": len(self.add) + len(self.list_here),
            "changed": len(self.change),
            "same": self.same,
            "refused": len(self.faults),
        }


def read_all(rows: Sequence[Sequence[str]], mapping: Mapping[str, int]) -> list[Row | Fault]:
    """Every row after the header, as what it says or what is wrong with it."""
    return [_read(number, cells, mapping) for number, cells in enumerate(rows[1:], start=2)]


def plan(read: Sequence[Row | Fault], known: Sequence[Known]) -> Plan:
    """No two rows may be one article; the first counts."""
    made = _Planner(known)
    for row in read:
        if isinstance(row, Fault):
            made.plan.faults.append(row)
            continue
        try:
            made.take(row)
        except DomainError as refusal:
            made.plan.faults.append(Fault(row.number, refusal))
    return made.plan


def _read(number: int, cells: Sequence[str], mapping: Mapping[str, int]) -> Row | Fault:
    try:
        return read_row(number, cells, mapping)
    except DomainError as refusal:
        return Fault(number, refusal)


class _Planner:
    def __init__(self, known: Sequence[Known]) -> None:
        self.plan = Plan()
        self._by_code = {one.code: one for one in known}
        self._by_barcode = {one.barcode: one for one in known if one.barcode}
        self._rows: dict[tuple[str, object], int] = {}
        self._named: dict[UUID, tuple[int, tuple[str, ...]]] = {}

    def take(self, row: Row) -> None:
        known = self._by_code.get(row.code) if row.code else self._by_barcode.get(row.barcode)
        owner = self._by_barcode.get(row.barcode)
        if owner is not None and owner is not known:
            raise BarcodeTaken(barcode=row.barcode)
        keys: list[tuple[str, object]] = [("code", row.code)] if row.code else []
        keys += [("barcode", row.barcode)] if row.barcode else []
        keys += [("variant", known.variant_id)] if known else []
        earlier = next((self._rows[key] for key in keys if key in self._rows), None)
        if earlier:
            raise SaidTwice(row=earlier)
        if known is None:
            self._add(row)
        else:
            self._change(row, known)
        self._rows.update(dict.fromkeys(keys, row.number))

    def _add(self, row: Row) -> None:
        said = dict(row.said)
        name = said.get("name_zh") or said.get("name_en")
        if not name:
            raise BadName
        if "price_minor" not in said:
            raise BadPrice
        if not row.code and row.barcode in self._by_code:
            raise CodeTaken(code=row.barcode)
        section = said.get("section_zh") or said.get("section_en") or ""
        bare = rules.Standing(name_zh=name, name_en=name, price_minor=said["price_minor"], section_zh=section, section_en=section)
        self.plan.add.append((row, row.over(bare)))

    def _change(self, row: Row, known: Known) -> None:
        if row.unit and row.unit != known.unit:
            raise UnitStays
        if known.standing is None:
            if "price_minor" not in row.said:
                raise BadPrice
            before = rules.Standing(*known.names[:2], row.said["price_minor"], *known.names[2:], barcode=known.barcode, tax_bp=known.tax_bp)
        else:
            before = known.standing
        # A row of a file puts an archived article back: it says that the shop has it.
        after = row.over(rules.back_on_the_shelf(before))
        if known.elsewhere and after.everywhere != before.everywhere:
            raise SharedElsewhere
        self._require_one_name(row.number, known.product_id, after)
        if known.sku_id:
            self.plan.named.append(known.sku_id)
        if known.standing is None:
            self.plan.list_here.append((known, after))
        elif after == before:
            self.plan.same += 1
        else:
            self.plan.change.append((known, after))

    def _require_one_name(self, number: int, product_id: UUID, after: rules.Standing) -> None:
        names = (after.name_zh, after.name_en, after.section_zh, after.section_en)
        earlier, said = self._named.setdefault(product_id, (number, names))
        if said != names:
            raise NamedOtherwise(row=earlier)
