"""A page as its reader meets it: what its forms would send, and what a refusal tells her."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db import connection
from django.test import Client

from ecosystem.identity.public import Person

OURS = ("ecosystem", "merchants", "residents", "lending")
CHINESE = re.compile(r"[一-鿿]")


class _Forms(HTMLParser):
    """The fields that each form of a page sends when nobody touches them, by the form's address."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[str, dict[str, str]] = {}
        self.open: dict[str, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.open = self.forms.setdefault(given.get("action", ""), {})
        untouched = given.get("type") not in {"radio", "checkbox"} or "checked" in given
        if tag == "input" and self.open is not None and given.get("name") and untouched:
            self.open[given["name"]] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None


class Window:
    """Somebody's browser without its scripts: her language, her pages, her forms."""

    def __init__(self, who: Person | None, language: str, **more: Any) -> None:
        self.language = language
        self.client = Client(headers={"accept-language": language}, **more)
        if who is not None:
            self.sign_in(who)

    def sign_in(self, who: Person) -> None:
        self.client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")

    def get(self, path: str) -> Any:
        return self.client.get(path)

    def form(self, path: str, action: str) -> dict[str, str]:
        """What the form that posts to ``action`` on the page would send, with a key of its own."""
        reader = _Forms()
        page = self.get(path)
        assert page.status_code == 200, f"{path}: {page.status_code}"
        reader.feed(page.content.decode())
        sent = reader.forms[action]
        return {**sent, "idempotency_key": uuid4().hex} if "idempotency_key" in sent else sent

    def post(self, path: str, sent: dict[str, str], **more: Any) -> Any:
        return self.client.post(path, sent, **more)


def told(answer: Any) -> tuple[str, str, str]:
    """The sentence, the advice and the code that a refused page or problem+json shows."""
    if "json" in answer["Content-Type"]:
        body = answer.json()
        return body["title"], body["next_step"], body["code"]
    text = re.sub(r"\s+", " ", answer.content.decode())
    part = re.search(r'<(?:div|header)[^>]*(?:class="empty-state"|role="alert").*?class="note-code">(?P<code>[^<]*)<', text)
    assert part, text[:2000]
    sentences = [re.sub(r"<[^>]+>", "", found).strip() for found in re.findall(r"<(?:h1|p)[^>]*>(.*?)</(?:h1|p)>", part.group(0))]
    return sentences[0], sentences[1], part["code"].split()[-1]


def everything() -> dict[str, tuple[int, str]]:
    """Every row of every table of ours, whatever it is worth: how many a table has, and a digest of them."""
    tables = sorted(model._meta.db_table for model in apps.get_models() if model.__module__.partition(".")[0] in OURS)
    of_a_table = "SELECT '{0}', count(*), md5(coalesce(string_agg(t::text, E'\\n' ORDER BY t::text), '')) FROM {0} t"
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(of_a_table.format(table) for table in tables))
        return {table: (rows, digest) for table, rows, digest in cursor.fetchall()}
