from __future__ import annotations

import os
from pathlib import Path

import pytest

from ecosystem.stack import preparation
from ecosystem.stack.places import State
from ecosystem.stack.preparation import Preparation


def test_texts_are_compiled_until_one_is_written_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparation, "REPOSITORY", tmp_path)
    texts = [tmp_path / wing / "locale/zh_Hans/LC_MESSAGES/django.po" for wing in ("ecosystem", "lending")]
    for place, text in enumerate(texts):
        text.parent.mkdir(parents=True)
        text.write_text("")
        os.utime(text, (place, place))
    prepared = Preparation(State(tmp_path / "state"), {}, identity="")
    assert not prepared.words_are_compiled()
    for text in texts:
        text.with_suffix(".mo").write_bytes(b"")
    assert prepared.words_are_compiled()
    texts[1].touch()
    os.utime(texts[1].with_suffix(".mo"), (1, 1))
    assert not prepared.words_are_compiled()
