"""The frame's stylesheets are one file where files are collected, and the five where they are not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.files.storage import FileSystemStorage
from django.test import Client

from ecosystem.design.sheets import PARTS, WHOLE, WholeSheets, sheets


def test_the_whole_is_its_parts_in_order_hashed_and_packed(tmp_path: Path) -> None:
    source = FileSystemStorage(location=str(Path(str(finders.find(PARTS[0]))).parents[1]))
    storage = WholeSheets(location=str(tmp_path), base_url="/static/")
    paths = {}
    for part in PARTS:
        with source.open(part) as file:
            storage.save(part, file)
        paths[part] = (storage, part)
    done = {name: hashed for name, hashed, _processed in storage.post_process(paths) if name == WHOLE and hashed.endswith(".css")}
    hashed = tmp_path / done[WHOLE]
    whole = hashed.read_text(encoding="utf-8")
    places = [whole.index((tmp_path / part).read_text(encoding="utf-8")[:200]) for part in PARTS]
    assert places == sorted(places)
    assert (bool(re.search(r"whole\.[0-9a-f]{12}\.css$", done[WHOLE])), hashed.with_name(hashed.name + ".gz").exists()) == (True, True)
    assert storage.sheets == (WHOLE,)


def test_nothing_in_the_parts_is_found_by_where_it_stands() -> None:
    for part in PARTS:
        text = Path(str(finders.find(part))).read_text(encoding="utf-8")
        assert re.findall(r"url\((?!\s*[\"']?(?:data:|#))[^)]*\)|@import|@charset", text) == [], part


@pytest.mark.django_db
def test_pages_the_plain_page_and_the_worker_name_the_same_sheets() -> None:
    assert sheets() == PARTS
    for path in ("/", "/offline/", "/sw.js"):
        text = Client().get(path).content.decode()
        assert [text.index(part) for part in PARTS] == sorted(text.index(part) for part in PARTS), path
