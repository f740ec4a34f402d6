from __future__ import annotations

import re
from contextlib import suppress

import pytest
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import Resolver404, resolve
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


@pytest.mark.parametrize(
    ("address", "current"), [("/nearby/", "/nearby/"), ("/basket/", "/basket/"), ("/nowhere/", None), ("/accounts/login/", None)]
)
def test_the_navigation_marks_the_page_that_is_open(client: Client, address: str, current: str | None) -> None:
    page = Template('{% load design %}{% nav_item "/nearby/" "map-pin" "Nearby" %}{% nav_item "/basket/" "basket" "Basket" %}')
    request = RequestFactory().get(address)
    with suppress(Resolver404):
        request.resolver_match = resolve(address)
    marked = re.findall(r'href="([^"]+)" aria-current="page"', page.render(Context({"request": request})))
    assert marked == ([current] if current else [])


def test_the_shops_first_page_does_not_hold_its_orders() -> None:
    request = RequestFactory().get("/shop/orders/")
    request.resolver_match = resolve("/shop/orders/")
    page = Template('{% load design %}{% nav_item "/shop/" "home" "Today" %}{% nav_item "/shop/orders/" "receipt" "Orders" %}')
    assert re.findall(r'href="([^"]+)" aria-current', page.render(Context({"request": request}))) == ["/shop/orders/"]
