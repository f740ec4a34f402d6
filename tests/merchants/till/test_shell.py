"""The counter goes on without a network only if everything that it imports was kept before."""

from __future__ import annotations

import re
from pathlib import Path

from django.test import Client

STATIC = Path(__file__).resolve().parents[3] / "static" / "till"


def test_the_worker_keeps_every_module_of_the_counter() -> None:
    worker = Client().get("/sw.js").content.decode()
    kept = set(re.search(r"\.\.\.\[(.*?)\]", worker)[1].replace('"', "").split(", "))  # type: ignore[index]
    imported = {name for file in STATIC.glob("*.js") for name in re.findall(r'from "\./(\w+)\.js"', file.read_text(encoding="utf-8"))}
    assert imported <= kept
    assert all(f"design/{name}" in worker for name in ("app.js", "forms.js", "app.css", "tokens.css", "frame.css"))
