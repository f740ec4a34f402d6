from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings

pytestmark = pytest.mark.django_db


def test_the_style_guide_does_not_exist_in_production(client: Client) -> None:
    assert client.get("/design/").status_code == 404


@pytest.mark.parametrize("face", ["resident", "merchant", "bank", "public"])
@pytest.mark.parametrize(("language", "tag", "words"), [("zh-hans", "zh-Hans", "样式指南"), ("en", "en", "Style guide")])
def test_the_style_guide_shows_every_component_in_each_frame_and_language(
    client: Client, settings: Settings, face: str, language: str, tag: str, words: str
) -> None:
    settings.DEMO_MODE = True
    page = client.get(f"/design/?face={face}", headers={"accept-language": language})
    text = page.content.decode()
    assert page.status_code == 200
    assert f'<html lang="{tag}">' in text
    assert f'data-face="{face}"' in text
    assert words in text
    assert "<c-" not in text


def test_an_unknown_face_shows_the_residents(client: Client, settings: Settings) -> None:
    settings.DEMO_MODE = True
    assert 'data-face="resident"' in client.get("/design/?face=<script>").content.decode()
