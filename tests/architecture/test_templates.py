"""Every template can be read: a tag or a filter that is gone is found here, and not by whoever opens the page."""

from __future__ import annotations

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
