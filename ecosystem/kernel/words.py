"""What a name is found by, and what a search asks for.

A name is found by the beginning of each of its words. A run of Chinese has a word from each of its
characters on, and so has its pinyin, written out and as initials: 鲜牛奶 is found by 牛奶, niunai and nn.
"""

from __future__ import annotations

import importlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

LONGEST_TEXT, MOST_TERMS = 40, 6
# From each character so many on; who types more has said enough.
LONGEST_RUN = 12
# A slip is forgiven in words of at least four letters.
SHORTEST_SLIP = 4
# By so many letters a word can be looked up (shops_search_keys); a slip is, by the fewest that it may not shorten.
BEGINNINGS, SLIPPED = (12, 8, 4, 2, 1), 4
# What LIKE takes for any sign; no word has it.
ANY, LETTERS = "_", "abcdefghijklmnopqrstuvwxyz"
NO_PARTS = ("",) * 9
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
RUNS = re.compile(f"[{HAN}]+|(?:(?![{HAN}])[^\\W_])+")
IS_HAN = re.compile(f"[{HAN}]")


def tidy(text: str) -> str:
    """Full-width letters, capitals, accents and spare blanks make no difference."""
    apart = unicodedata.normalize("NFKD", text).lower()
    return " ".join(unicodedata.normalize("NFC", "".join(each for each in apart if not unicodedata.combining(each))).split())


@lru_cache(maxsize=4_096)
def words_of(*names: str) -> str:
    """All words that the names are found by, each once and after a blank; nothing for names without letters."""
    words = dict.fromkeys(word for name in names for run in RUNS.findall(tidy(name)) for word in _words_of_run(run))
    return "".join(f" {word}" for word in words)


def terms_of(text: str) -> tuple[str, ...]:
    """What a search asks for: each term must begin a word. Signs and blanks only part them."""
    runs = [run[:LONGEST_RUN] if IS_HAN.match(run) else run for run in RUNS.findall(tidy(text)[:LONGEST_TEXT])]
    return tuple(dict.fromkeys(runs))[:MOST_TERMS]


@dataclass(frozen=True, slots=True)
class Sought:
    """One way to look for terms: a word begins as one of ``beginnings``, and one as one of ``also`` if there are any, or one begins
    as one of ``guesses``; of the words hold all of ``like`` and all of ``slips``; one of each three ``parts`` is in them.

    What was typed begins many words, and what may have been meant is a long list of which few begin any: looked up
    apart, neither makes the other slow. ``parts`` say nothing that ``slips`` do not, but at a hundredth of the cost.
    """

    beginnings: tuple[str, ...]
    also: tuple[str, ...]
    like: tuple[str, ...]
    parts: tuple[str, ...] = NO_PARTS
    slips: tuple[tuple[str, ...], ...] = ()
    guesses: tuple[str, ...] = ()

    def asked(self) -> list[list[str] | list[list[str]]]:
        """As shops_found asks for it, in the order of the fields."""
        slips = [list(row) for row in self.slips]
        return [list(self.beginnings), list(self.also), list(self.like), list(self.parts), slips, list(self.guesses)]


def exactly(terms: Sequence[str]) -> Sought:
    """Every term begins a word."""
    telling = sorted(terms, key=_tells, reverse=True)
    return Sought((_beginning(telling[0]),), tuple(map(_beginning, telling[1:2])), tuple(f"% {term}%" for term in terms))


def loosely(terms: Sequence[str]) -> Sought | None:
    """As ``exactly``, but a slip in each longer word is forgiven, and Chinese characters may stand apart.

    Forgiven is one letter wrong or missing from the third on, two swapped from the second on, and in
    terms of five letters and more one too many. ``None`` where no term is long enough for any of it.
    """
    if not any(_may_be_loose(term) for term in terms):
        return None
    like: list[str] = []
    slipped: list[tuple[str, ...]] = []
    for term in terms:
        if not _may_be_loose(term):
            like.append(f"% {term}%")
        elif IS_HAN.match(term):
            like += [f"% {character}%" for character in term]
        else:
            slipped.append(tuple(f"% {slip}%" for slip in slips_of(term)))
    longest = max(map(len, slipped), default=0)
    slips = tuple(row + row[-1:] * (longest - len(row)) for row in slipped)
    telling = max(terms, key=_tells)
    return Sought(_loose_beginning(telling), (), tuple(like), _parts(telling), slips, _guesses(telling))


def slips_of(term: str) -> tuple[str, ...]:
    """The term and all that it may have been meant for, as patterns in which ``ANY`` is any sign; none is shorter than four."""
    found = [term]
    for at in range(1, len(term)):
        if len(term) > SHORTEST_SLIP:
            found.append(term[:at] + term[at + 1 :])
        if at + 1 < len(term):
            found.append(term[:at] + term[at + 1] + term[at] + term[at + 2 :])
        if at > 1:
            found += [f"{term[:at]}{ANY}{term[at + 1 :]}", f"{term[:at]}{ANY}{term[at:]}"]
    return tuple(dict.fromkeys(found))


def _words_of_run(run: str) -> Iterator[str]:
    if not IS_HAN.match(run):
        yield run
        return
    sounds = _sounds(run)
    for start in range(len(run)):
        here = slice(start, start + LONGEST_RUN)
        spelt = "".join(sounds[here])
        yield run[here]
        if spelt:
            yield spelt
            yield "".join(sound[:1] for sound in sounds[here])
        if "v" in spelt:
            # ü has no key: some type lv, some lu.
            yield spelt.replace("v", "u")


def _sounds(run: str) -> list[str]:
    """Pinyin without tones, one a character; nothing for those that nobody can read."""
    spelt: list[str] = _pinyin().lazy_pinyin(run, errors=lambda odd: [""] * len(odd))
    return spelt


@cache
def _pinyin() -> Any:
    """Sixty megabytes of readings, so only whoever writes a name loads them."""
    return importlib.import_module("pypinyin")


def _beginning(term: str) -> str:
    return next(term[:size] for size in BEGINNINGS if len(term) >= size)


def _loose_beginning(term: str) -> tuple[str, ...]:
    return (term[0],) if IS_HAN.match(term) else (_beginning(term[:SLIPPED]),)


def _guesses(term: str) -> tuple[str, ...]:
    """Every other beginning that could have been meant, since the few letters that are sure begin too many words."""
    if IS_HAN.match(term) or not _may_be_loose(term):
        return ()
    meant = dict.fromkeys(slip.replace(ANY, letter)[:SLIPPED] for slip in slips_of(term) for letter in LETTERS)
    return tuple(guess for guess in meant if guess != term[:SLIPPED])


def _parts(term: str) -> tuple[str, ...]:
    """A single slip leaves what is before a cut or what is behind it, unless it swapped the letters beside it; three parts a cut."""
    if IS_HAN.match(term) or not _may_be_loose(term):
        return NO_PARTS
    parts: list[str] = []
    # Names of one maker begin alike, so that a cut in the second half tells most.
    for cut in (len(term) * 2 // 3, len(term) // 2, len(term) * 5 // 6):
        swapped = term[: cut - 1] + term[cut] + term[cut - 1] + term[cut + 1 :]
        parts += [f" {term[:cut]}", term[cut:], f" {swapped}"]
    return tuple(parts)


def _may_be_loose(term: str) -> bool:
    return len(term) > 1 if IS_HAN.match(term) else len(term) >= SHORTEST_SLIP


def _tells(term: str) -> int:
    """How few names a term leaves, roughly: a character tells as much as two letters."""
    return len(term) * 2 if IS_HAN.match(term) else len(term)
