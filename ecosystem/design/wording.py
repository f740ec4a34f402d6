"""How numbers and moments are written for people. Pure; the template filters only pass values on."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_noop, ngettext
from django.utils.translation import gettext as _

from ecosystem.kernel import money

MINUS = "−"
# Django's own Chinese has only the long names; a neighbour says 周五.
SHORT_DAYS = (
    gettext_noop("Mon"),
    gettext_noop("Tue"),
    gettext_noop("Wed"),
    gettext_noop("Thu"),
    gettext_noop("Fri"),
    gettext_noop("Sat"),
    gettext_noop("Sun"),
)


def yuan(amount_minor: int, *, signed: bool = False) -> str:
    """Fen as ``¥1,234.50``; a debt as ``−¥1,234.50``; with ``signed`` a gain as ``+¥1,234.50``."""
    whole, _point, fen = money.to_text(abs(amount_minor)).partition(".")
    sign = MINUS if amount_minor < 0 else "+" if signed and amount_minor > 0 else ""
    return f"{sign}¥{int(whole):,}.{fen}"


def percent(basis_points: int | Decimal, *, signed: bool = False) -> str:
    """Basis points as a percentage without empty decimals: 1825 → ``18.25%``, 1800 → ``18%``."""
    value = Decimal(basis_points) / 100
    text = f"{abs(value):f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    sign = MINUS if value < 0 else "+" if signed and value > 0 else ""
    return f"{sign}{text or '0'}%"


def moment(at: datetime, *, now: datetime | None = None) -> str:
    """A local date and time; the year only where it is not this one, the date only where it is not today."""
    local = timezone.localtime(at)
    today = timezone.localtime(now) if now else None
    clock = f"{local:%H:%M}"
    if today and local.date() == today.date():
        return clock
    same_year = today is not None and local.year == today.year
    if (get_language() or "").startswith("zh"):
        day = f"{local.month}月{local.day}日" if same_year else f"{local.year}年{local.month}月{local.day}日"
    else:
        day = date_format(local, "j M" if same_year else "j M Y")
    return f"{day} {clock}"


def ago(at: datetime, *, now: datetime) -> str:
    """How long since (or until) a moment, in the largest unit that still says something."""
    gap = now - at
    if abs(gap) < timedelta(minutes=1):
        return _("just now") if gap >= timedelta(0) else _("in a moment")
    minutes, past = int(abs(gap).total_seconds() // 60), gap > timedelta(0)
    if minutes < 60:
        return _in_words(minutes, past, ngettext("%(count)d minute", "%(count)d minutes", minutes))
    if minutes < 1440:
        hours = minutes // 60
        return _in_words(hours, past, ngettext("%(count)d hour", "%(count)d hours", hours))
    days = minutes // 1440
    return _in_words(days, past, ngettext("%(count)d day", "%(count)d days", days))


def _in_words(count: int, past: bool, unit: str) -> str:
    span = unit % {"count": count}
    return (_("%(span)s ago") if past else _("in %(span)s")) % {"span": span}


def language_tag(code: str) -> str:
    """Django's ``zh-hans`` as the BCP 47 tag that browsers know, ``zh-Hans``."""
    head, _dash, script = code.partition("-")
    return f"{head}-{script.title()}" if len(script) == 4 else code
