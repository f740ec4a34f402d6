"""Of somebody else's stylesheet goes what our pages can't ask for, and nothing else."""

from __future__ import annotations

import re

from django.conf import settings

from ecosystem.design import trimming

STYLE = """@charset "UTF-8";/*! Somebody, MIT *//* a remark */:root{--used:1px;--through:var(--used);--idle:url("data:image/svg+xml;a,{}");--last:2}
.btn,.gone{color:red}.btn:not(.gone):hover{width:var(--through)}.card .gone{color:red}[data-gone] .btn{color:red}[type=checkbox]{color:var(--last)}
@media (min-width:1px){.gone{color:red}}@media print{.btn{animation:turn 1s}}@keyframes turn{to{color:red}}@keyframes rests{to{color:red}}
.w-1\\/2{width:50%}table{color:red}"""


def test_a_rule_stays_when_every_class_and_attribute_of_it_is_a_word_of_ours() -> None:
    kept = trimming.trimmed(STYLE, {"btn", "card", "type"})
    assert kept.splitlines() == [
        "/*! Somebody, MIT */",
        ":root{--used:1px;--through:var(--used);--last:2}.btn{color:red}.btn:not(.gone):hover{width:var(--through)}"
        "[type=checkbox]{color:var(--last)}@media print{.btn{animation:turn 1s}}@keyframes turn{to{color:red}}table{color:red}",
    ]
    assert "50%" in trimming.trimmed(STYLE, {"w-1/2"})
    assert "--idle" in trimming.trimmed(STYLE, {"--idle"})


def test_what_a_button_may_be_is_served_although_its_class_is_put_together() -> None:
    """``btn-{{ kind }}`` is no word of a template; each of its values must stand whole somewhere."""
    pages = (path for wing in settings.ROOMS for path in (settings.BASE_DIR / wing).rglob("*.html"))
    kinds = {kind for page in pages for kind in re.findall(r'<c-button[^>]*\bkind="(\w+)"', page.read_text(encoding="utf-8"))} | {"primary"}
    served, whole = ((settings.BASE_DIR / "static" / name).read_text(encoding="utf-8") for name in (trimming.MADE, trimming.SOURCE))
    assert {kind for kind in kinds if f".btn-{kind}{{" in whole} <= {kind for kind in kinds if f".btn-{kind}{{" in served}
