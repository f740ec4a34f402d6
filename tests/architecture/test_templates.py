"""Every template can be read: a tag or a filter that is gone is found here, and not by whoever opens the page."""

from __future__ import annotations

import re
from pathlib import Path

from django.template import TemplateSyntaxError
from django.template.loader import get_template

from tests.architecture import tree


def test_every_template_knows_its_tags_and_filters() -> None:
    broken = []
    files = [path for wing in tree.WINGS for path in sorted((tree.ROOT / wing).rglob("templates/**/*")) if path.is_file()]
    assert len(files) > 300
    for path in files:
        name = Path(*path.parts[path.parts.index("templates") + 1 :]).as_posix()
        try:
            get_template(name)
        except TemplateSyntaxError as fault:
            broken.append(f"{name}: {fault}")
    assert not broken, "\n".join(broken)


# What is sent without a word to lose: a choice, a way out, a printer's file.
BARE = {
    "baskets/_basket.html",
    "nearby/list.html",
    "nearby/_place.html",
    "nearby/_position.html",
    "design/_language.html",
    "design/_account.html",
    "till/receipt.html",
}


def test_a_form_that_is_refused_keeps_what_was_typed() -> None:
    """Forms that act are carried (``data-once``) or htmx's own; only those that somebody would lose nothing by are sent bare."""
    bare = set()
    for path in (path for wing in tree.WINGS for path in (tree.ROOT / wing).rglob("templates/**/*.html")):
        for form in re.findall(r'<form\b[^>]*method="post"(?:[^>%]|%(?!})|%})*>', path.read_text(encoding="utf-8")):
            if "data-once" not in form and "hx-post" not in form:
                bare.add("/".join(path.parts[path.parts.index("templates") + 1 :]))
    assert bare == BARE
