from __future__ import annotations

import gettext
from pathlib import Path

import pytest

from ecosystem.design import translations

PYTHON = """
from django.utils.translation import gettext as _, ngettext, pgettext
name = _("Basket")
line = ngettext("%(count)d apple", "%(count)d apples", 2)
late = _(
    "Two parts of "
    "one sentence"
)
verb = pgettext("verb", "Order")
stored = _(line["not a msgid"])
computed = _(f"never {name}")
"""
TEMPLATE = """{% load i18n %}
    <p title="{% translate 'Close' %}">
  {% blocktranslate with n=name trimmed %}
      Hello {{ n }},
      come in
  {% endblocktranslate %}
</p>{{ _("Later")|upper }} it's fine "here
"""


@pytest.fixture
def wing(tmp_path: Path) -> Path:
    wing = tmp_path / "bakery"
    (wing / "oven" / "templates" / "oven").mkdir(parents=True)
    (wing / "oven" / "migrations").mkdir()
    (wing / "oven" / "views.py").write_text(PYTHON, encoding="utf-8")
    (wing / "oven" / "migrations" / "0001.py").write_text('_("Not for people")', encoding="utf-8")
    (wing / "oven" / "templates" / "oven" / "page.html").write_text(TEMPLATE, encoding="utf-8")
    return wing


def _fill(wing: Path, words: dict[str, str]) -> None:
    path = translations.catalogue_path(wing)
    text = path.read_text(encoding="utf-8")
    for english, chinese in words.items():
        for ending in ('msgstr ""', 'msgstr[0] ""'):
            head = f'msgid "{english}"\n'
            place = text.find(head)
            if place >= 0 and 0 <= text.find(ending, place) < (text + "\n\n").find("\n\n", place):
                at = text.find(ending, place)
                text = text[:at] + ending[:-1] + chinese + '"' + text[at + len(ending) :]
                break
    path.write_text(text, encoding="utf-8")


WORDS = {"Basket": "篮子", "%(count)d apple": "%(count)d 个苹果", "Two parts of one sentence": "一句话", "Order": "下单", "Close": "关闭",
         "Hello %(n)s, come in": "%(n)s，请进", "Later": "稍后"}  # fmt: skip


def test_strings_are_found_in_python_and_templates_and_nowhere_else(wing: Path) -> None:
    found = {message.id if isinstance(message.id, str) else message.id[0] for message in translations.extract(wing) if message.id}
    assert found == set(WORDS)


def test_a_string_without_a_translation_is_a_fault_until_it_has_one(wing: Path) -> None:
    assert translations.update(wing) == len(WORDS)
    assert len(translations.faults(wing)) == len(WORDS)
    _fill(wing, WORDS)
    assert translations.faults(wing) == []


def test_updating_twice_writes_the_same_file_and_keeps_every_translation(wing: Path) -> None:
    translations.update(wing)
    _fill(wing, WORDS)
    translations.update(wing)
    first = translations.catalogue_path(wing).read_bytes()
    assert translations.update(wing) == 0
    assert translations.catalogue_path(wing).read_bytes() == first


def test_a_string_that_nothing_uses_any_more_is_a_fault_and_goes_at_the_next_update(wing: Path) -> None:
    translations.update(wing)
    _fill(wing, WORDS)
    (wing / "oven" / "templates" / "oven" / "page.html").unlink()
    assert any("nothing uses 'Close'" in fault for fault in translations.faults(wing))
    translations.update(wing)
    assert translations.faults(wing) == []


def test_a_fuzzy_entry_and_one_with_other_names_inside_are_faults(wing: Path) -> None:
    translations.update(wing)
    _fill(wing, WORDS | {"Hello %(n)s, come in": "%(name)s，请进"})
    path = translations.catalogue_path(wing)
    path.write_text(path.read_text(encoding="utf-8").replace('msgid "Close"', '#, fuzzy\nmsgid "Close"'), encoding="utf-8")
    assert len(translations.faults(wing)) == 2


def test_a_wing_takes_the_translation_that_its_neighbour_has(wing: Path, tmp_path: Path) -> None:
    translations.update(wing)
    _fill(wing, WORDS)
    other = tmp_path / "dairy"
    (other / "shed").mkdir(parents=True)
    (other / "shed" / "views.py").write_text('_("Basket"); _("Milk")', encoding="utf-8")
    assert translations.update(other, beside=[wing]) == 1
    assert translations.faults(other) == ["dairy: no translation of 'Milk'"]


def test_the_compiled_file_is_what_gettext_reads(wing: Path) -> None:
    translations.update(wing)
    _fill(wing, WORDS)
    assert translations.compile_wing(wing)
    assert not translations.compile_wing(wing, only_stale=True)
    with translations.catalogue_path(wing).with_suffix(".mo").open("rb") as compiled:
        read = gettext.GNUTranslations(compiled)
    assert (read.gettext("Basket"), read.ngettext("%(count)d apple", "%(count)d apples", 5), read.pgettext("verb", "Order")) == (
        "篮子",
        "%(count)d 个苹果",
        "下单",
    )
