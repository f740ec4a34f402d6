"""Each reason in words: what we saw, against what, and what would change it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from lending.portraits.public import LABELS as FEATURES
from lending.portraits.public import NAMES, shown

CODES: Mapping[str, str | Promise] = {
    "R01": gettext_lazy("Short history"),
    "R02": gettext_lazy("Sales below the floor"),
    "R03": gettext_lazy("Falling sales"),
    "R04": gettext_lazy("Uneven sales"),
    "R05": gettext_lazy("Many refunds"),
    "R06": gettext_lazy("Few or concentrated customers"),
    "R07": gettext_lazy("Irregular restocking"),
    "R13": gettext_lazy("Sales that need a person to look"),
    "R15": gettext_lazy("No consent to read the shop's trade"),
    "R17": gettext_lazy("A source could not be read"),
    "R18": gettext_lazy("Score below the floor"),
}
# Those with an officer first: they wait.
OUTCOMES: Mapping[str, str | Promise] = {
    "refer": gettext_lazy("With an officer"),
    "approve": gettext_lazy("Approved"),
    "decline": gettext_lazy("Declined"),
}
SOURCES: Mapping[str, str | Promise] = {
    "trade": gettext_lazy("Trade on the platform"),
    "tax": gettext_lazy("Tax bureau"),
    "bureau": gettext_lazy("Credit bureau"),
    "registry": gettext_lazy("Business registry"),
    "warnings": gettext_lazy("Court cases and warnings"),
    "score": gettext_lazy("Scorecard"),
}
SCORE, SCORE_POINTS, SCORE_BAD = "score", "score_points", "score_bad_bp"
# What a policy may ask of: the portrait's features, and what the scorecard says of them.
KNOWN = (*NAMES, SCORE_POINTS, SCORE_BAD)
SAID: Mapping[str, str | Promise] = {
    "history_days": gettext_lazy("The shop has settled sales for %(value)s days."),
    "active_days_30": gettext_lazy("In the last 30 days the shop sold on %(value)s days."),
    "median_monthly_net_minor": gettext_lazy("In a typical month the shop nets %(value)s."),
    "p25_monthly_net_minor": gettext_lazy("In a weak month the shop nets %(value)s."),
    "trend_bp": gettext_lazy("The last 30 days brought %(value)s of the 30 days before."),
    "volatility_bp": gettext_lazy("A typical week is %(value)s away from the usual week."),
    "refund_rate_bp": gettext_lazy("Of what was sold in 90 days, %(value)s was refunded."),
    "distinct_buyers": gettext_lazy("%(value)s different customers bought in 90 days."),
    "top_5_buyer_bp": gettext_lazy("The five largest customers brought %(value)s of sales."),
    "repeat_buyer_bp": gettext_lazy("%(value)s of the customers came back."),
    "procurement_regularity_bp": gettext_lazy("Goods arrived in %(value)s of the weeks."),
    "own_sales_bp": gettext_lazy("%(value)s of sales went to the shop's own people; they don't count."),
    "score_points": gettext_lazy("The scorecard gives %(value)s points for the shop's trade."),
    "score_bad_bp": gettext_lazy("Of shops with trade like this, the scorecard expects %(value)s to fall behind."),
}
LABELS: Mapping[str, str | Promise] = {
    **FEATURES,
    "score_points": gettext_lazy("Points of the scorecard"),
    "score_bad_bp": gettext_lazy("Expected to fall behind"),
}
# What the town's policy says of the sources that it does not ask: content, told in the reader's language.
gettext_noop("No tax bureau is connected; first loans are small and halved.")
gettext_noop("No credit bureau is connected; first loans are small and halved.")
gettext_noop("No business registry is connected; first loans are small and halved.")
gettext_noop("No list of court cases and warnings is connected; first loans are small and halved.")
# For features that no published policy of ours has asked for yet.
SAID_PLAINLY, TO_DO_PLAINLY = gettext_lazy("%(feature)s: %(value)s."), gettext_lazy("%(feature)s: %(wanted)s would change it.")
UNKNOWN = gettext_lazy("This can't be told yet from the shop's trade.")
TO_DO: Mapping[str, str | Promise] = {
    "history_days": gettext_lazy("Keep selling here until there are %(wanted)s days."),
    "active_days_30": gettext_lazy("Sell on at least %(wanted)s days a month."),
    "median_monthly_net_minor": gettext_lazy("A typical month of at least %(wanted)s is needed."),
    "p25_monthly_net_minor": gettext_lazy("Weak months of at least %(wanted)s are needed."),
    "trend_bp": gettext_lazy("Sales that reach %(wanted)s of the month before would change it."),
    "volatility_bp": gettext_lazy("Steadier weeks would change it: under %(wanted)s."),
    "refund_rate_bp": gettext_lazy("Bring refunds down to under %(wanted)s."),
    "distinct_buyers": gettext_lazy("Win customers until there are %(wanted)s in 90 days."),
    "top_5_buyer_bp": gettext_lazy("Sell to more customers: the largest five under %(wanted)s."),
    "repeat_buyer_bp": gettext_lazy("Let %(wanted)s of the customers come back."),
    "procurement_regularity_bp": gettext_lazy("Book goods when they arrive, in %(wanted)s of the weeks."),
    "score_points": gettext_lazy("%(wanted)s points would change it."),
    "score_bad_bp": gettext_lazy("It would change below %(wanted)s."),
    "own_sales_bp": gettext_lazy("A person will look. Keep own purchases under %(wanted)s."),
}
LOOK_AGAIN_DAYS = 30
MOST_TOLD = 4


@dataclass(frozen=True, slots=True)
class Told:
    """A reason as a merchant reads it; ``again_on`` is when it may have changed."""

    code: str
    title: str
    sentence: str
    to_do: str
    gain_minor: int
    again_on: date
    adverse: bool


def tell(reason: Mapping[str, Any], *, on: date) -> Told:
    """One stored reason in the reader's language."""
    feature, value, wanted = reason["feature"], reason["value"], reason["wanted"]
    if feature.startswith("source/"):
        return _of_source(reason, str(SOURCES[feature.removeprefix("source/")]), on)
    label = str(LABELS[feature])
    sentence = str(UNKNOWN) if value is None else str(SAID.get(feature, SAID_PLAINLY)) % {"feature": label, "value": shown(feature, value)}
    low, high = reason["band"]
    # Of what can't be told yet, only time can be asked for.
    asked = wanted is not None and (value is not None or feature == "history_days")
    needed = shown(feature, high if high == wanted else low)
    to_do = "" if not asked else str(TO_DO.get(feature, TO_DO_PLAINLY)) % {"feature": label, "wanted": needed}
    days = LOOK_AGAIN_DAYS
    if feature == "history_days" and wanted is not None:
        days = max(wanted - (value or 0), 1)
    return Told(
        reason["code"], str(CODES[reason["code"]]), sentence, to_do, reason["gain_minor"], on + timedelta(days=days), reason["outcome"] != "approve"
    )


def tell_all(reasons: Sequence[Mapping[str, Any]], inputs: Mapping[str, Any], *, on: date) -> list[Told]:
    """All reasons of a decision in the reader's language, four at most.

    Where the score stopped it, the characteristics that cost it most points follow at once: a score alone explains nothing.
    """
    told: list[Told] = []
    for reason in reasons:
        told.append(tell(reason, on=on))
        if reason["feature"] in (SCORE_POINTS, SCORE_BAD) and reason["outcome"] != "approve":
            known = {one["code"] for one in reasons}
            told += _of_score(inputs.get(SCORE, {}).get("parts", ()), inputs["features"], known, on)
    return told[:MOST_TOLD]


def _of_score(parts: Sequence[Mapping[str, Any]], features: Mapping[str, Any], known: set[str], on: date) -> Iterator[Told]:
    """What cost most against the best bin, one for each code that is not told anyway."""
    for part in sorted(parts, key=lambda part: (part["points"] - part["most"], part["code"], part["feature"])):
        if part["points"] < part["most"] and part["code"] not in known:
            known.add(part["code"])
            feature = part["feature"]
            value = shown(feature, features.get(feature))
            sentence = str(SAID[feature]) % {"value": value} if feature in SAID else f"{LABELS[feature]}: {value}"
            title = str(CODES.get(part["code"], LABELS[feature]))
            yield Told(part["code"], title, sentence, "", 0, on + timedelta(days=LOOK_AGAIN_DAYS), adverse=True)


def _of_source(reason: Mapping[str, Any], source: str, on: date) -> Told:
    sentence = _("%(source)s could not be read, so a person looks at it.") if reason["outcome"] == "refer" else _("%(source)s could not be read.")
    to_do = _("You need do nothing; it is read again by itself.")
    return Told(reason["code"], str(CODES[reason["code"]]), sentence % {"source": source}, to_do, 0, on + timedelta(days=1), adverse=True)
