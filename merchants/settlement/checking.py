"""Whether a tariff may be published: every rule names what exists, and the last one fits everything.

A condition that names something unknown is refused, never dropped: without it the rule would fit more than was meant.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

CHANNELS = ("code", "pickup", "delivery", "dine_in")


@dataclass(frozen=True, slots=True)
class Known:
    """What conditions may name, as far as the tariff at hand names it."""

    categories: Collection[str]
    neighbourhoods: Collection[str]
    parties: Collection[str]


@dataclass(frozen=True, slots=True)
class Fault:
    """Position of the rule, a code, and what is wrong with what."""

    position: int
    code: str
    value: str = ""


def faults_of(conditions: Sequence[Mapping[str, Any]], known: Known) -> list[Fault]:
    """Everything that stands in the way of publishing; nothing for a tariff that may be."""
    found = [fault for position, wanted in enumerate(conditions, start=1) for fault in _rule_faults(position, wanted, known)]
    if not conditions or conditions[-1]:
        found.append(Fault(len(conditions), "no_catch_all"))
    found += [Fault(position, "unreachable") for position, wanted in enumerate(conditions[:-1], start=1) if not wanted]
    return found


def _rule_faults(position: int, wanted: Mapping[str, Any], known: Known) -> Iterator[Fault]:
    checks: dict[str, Callable[[Any], bool]] = {
        "channel": lambda value: value in CHANNELS,
        "category": lambda value: value in known.categories,
        "neighbourhood": lambda value: value in known.neighbourhoods,
        "party": lambda value: value in known.parties,
        "from_minor": _is_amount,
        "below_minor": _is_amount,
        "from_on": _is_day,
        "until_on": _is_day,
    }
    for name, value in wanted.items():
        if name not in checks:
            yield Fault(position, "unknown_condition", name)
        elif not checks[name](value):
            yield Fault(position, "unknown_target", f"{name}: {value}")
    if _is_amount(wanted.get("from_minor")) and _is_amount(wanted.get("below_minor")) and wanted["from_minor"] >= wanted["below_minor"]:
        yield Fault(position, "empty_band")
    if _is_day(wanted.get("from_on")) and _is_day(wanted.get("until_on")) and wanted["from_on"] > wanted["until_on"]:
        yield Fault(position, "empty_band")


def _is_amount(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_day(value: Any) -> bool:
    try:
        return bool(date.fromisoformat(value).isoformat() == value)
    except (TypeError, ValueError):
        return False
