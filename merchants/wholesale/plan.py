"""From the lines of the file to the year of the circle: every line is taken or refused for a reason, none twice."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from ecosystem.kernel.clock import TOWN_TIME

from . import rules
from .shape import Buyer, Documents, GivenBack, LeftOver, Offer, Purchase, Tally, Wanted, Year
from .source import Line

WEEK = 7
PARTLY_BACK = "back_in_part"


def days_to_move(last: datetime, *, ends_on: datetime) -> int:
    """Whole weeks, so that the year ends on its own weekday, on ``ends_on`` or up to six days before."""
    return (ends_on.date() - last.date()).days // WEEK * WEEK


def plan_year(lines: Sequence[Line], *, names: Mapping[str, str], countries: Mapping[int, str], moved_days: int = 0) -> Year:
    """``lines`` in the order of time."""
    return _Plan(names, countries, moved_days).of(lines)


class _Plan:
    def __init__(self, names: Mapping[str, str], countries: Mapping[int, str], moved_days: int) -> None:
        self._names, self._countries, self._moved_days = names, countries, moved_days
        self._moved = timedelta(days=moved_days)
        self._tallies: defaultdict[str, Tally] = defaultdict(Tally)
        self._left_over: list[LeftOver] = []
        self._events: defaultdict[int, list[Purchase | GivenBack]] = defaultdict(list)
        self._matchers: defaultdict[tuple[int | None, str], rules.Matcher] = defaultdict(rules.Matcher)

    def of(self, lines: Sequence[Line]) -> Year:
        judged = [(line, rules.verdict_of(line)) for line in lines]
        invoices: defaultdict[str, list[Line]] = defaultdict(list)
        cancelled: defaultdict[str, list[Line]] = defaultdict(list)
        for line, verdict in judged:
            if verdict in (rules.SOLD, rules.CARRIAGE):
                invoices[line.invoice].append(line)
            elif verdict == rules.BACK:
                cancelled[line.invoice].append(line)
            else:
                self._refuse(line, verdict)
        for found in invoices.values():
            self._sell(found)
        for document, found in cancelled.items():
            self._give_back(document, found)
        orders = sum(isinstance(event, Purchase) for events in self._events.values() for event in events)
        gave_back = len({event.document for events in self._events.values() for event in events if isinstance(event, GivenBack)})
        documents = Documents(len({line.invoice for line in lines}), orders, gave_back)
        left_over = tuple(sorted(self._left_over, key=lambda one: one.number))
        return Year(self._buyers(), self._offers(judged), dict(self._tallies), left_over, documents, self._moved_days)

    def _sell(self, lines: Sequence[Line]) -> None:
        """One invoice. Its customer is the first that it names; the file names no other on any."""
        first = lines[0]
        goods: dict[tuple[str, int], int] = {}
        freight = 0
        belongs = [line for line in lines if line.customer == first.customer]
        for line in lines:
            if line.customer != first.customer:
                self._refuse(line, "another_customer")
        has_goods = any(line.code not in rules.FREIGHT for line in belongs)
        for line in belongs:
            value = rules.value_minor(line)
            if line.code not in rules.FREIGHT:
                key = line.code, line.price_milli // rules.PENNY_MILLI
                goods[key] = goods.get(key, 0) + line.quantity
                self._count(rules.SOLD, taken=value)
            elif has_goods:
                freight += value
                self._count(rules.CARRIAGE, taken=value)
            else:
                self._refuse(line, "carriage_alone")
        if goods:
            self._order(first, goods, freight)

    def _order(self, first: Line, goods: Mapping[tuple[str, int], int], freight: int) -> None:
        if first.customer is None:
            raise ValueError(f"{first.invoice} was taken without a customer")
        wanted = tuple(Wanted(code, quantity, unit) for (code, unit), quantity in goods.items())
        self._events[first.customer].append(Purchase(first.invoice, self._at(first), wanted, freight))
        for position, one in enumerate(wanted, start=1):
            bought = rules.Bought(first.invoice, position, first.at, one.unit_minor, one.quantity)
            self._matchers[first.customer, one.code].bought.append(bought)

    def _give_back(self, document: str, lines: Sequence[Line]) -> None:
        """One cancelling document: a return for each invoice that it gives back something of."""
        quantities: defaultdict[str, Counter[int]] = defaultdict(Counter)
        for line in lines:
            unit = line.price_milli // rules.PENNY_MILLI
            matched = self._matchers[line.customer, line.code].give_back(rules.Back(line.at, unit, -line.quantity))
            for bought, quantity in matched.parts:
                quantities[bought.invoice][bought.position] += quantity
            refused = -matched.left * unit
            if matched.left:
                self._leave(line, matched.why, quantity=-matched.left, value=refused)
            verdict = rules.BACK if not matched.left else PARTLY_BACK if matched.parts else matched.why
            self._count(verdict, taken=rules.value_minor(line) - refused, refused=refused)
        customer = lines[0].customer
        if customer is not None:
            at = self._at(lines[0])
            self._events[customer] += [GivenBack(document, invoice, at, dict(counted)) for invoice, counted in quantities.items()]

    def _refuse(self, line: Line, why: str) -> None:
        value = rules.value_minor(line)
        self._count(why, refused=value)
        if rules.is_cancelled(line):
            self._leave(line, why, quantity=line.quantity, value=value)

    def _leave(self, line: Line, why: str, *, quantity: int, value: int) -> None:
        left = LeftOver(line.number, line.invoice, line.code, line.customer, self._at(line), quantity, value, why)
        self._left_over.append(left)

    def _count(self, verdict: str, *, taken: int = 0, refused: int = 0) -> None:
        tally = self._tallies[verdict]
        tally.lines, tally.taken_minor, tally.refused_minor = tally.lines + 1, tally.taken_minor + taken, tally.refused_minor + refused

    def _buyers(self) -> tuple[Buyer, ...]:
        """In the order in which they first bought. What came at one moment comes before what went back at it."""
        made = []
        for customer, events in self._events.items():
            if any(isinstance(event, Purchase) for event in events):
                told = sorted(events, key=lambda event: (event.at, isinstance(event, GivenBack), event.invoice))
                made.append(Buyer(customer, self._countries.get(customer, ""), tuple(told)))
        return tuple(sorted(made, key=lambda buyer: (buyer.since, buyer.customer)))

    def _offers(self, judged: Iterable[tuple[Line, str]]) -> tuple[Offer, ...]:
        asked: defaultdict[str, Counter[int]] = defaultdict(Counter)
        for line, verdict in judged:
            if verdict == rules.SOLD:
                asked[line.code][line.price_milli // rules.PENNY_MILLI] += 1
        usual = {code: max(prices, key=lambda price: (prices[price], price)) for code, prices in asked.items()}
        return tuple(Offer(code, self._names.get(code) or code, usual[code]) for code in sorted(usual))

    def _at(self, line: Line) -> datetime:
        """The source's wall clock as the town's, moved."""
        return line.at.replace(tzinfo=TOWN_TIME) + self._moved
