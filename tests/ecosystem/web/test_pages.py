from __future__ import annotations

import gzip
import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.ecosystem.web.urls")]
LANGUAGES = [("zh-hans", "zh-Hans"), ("en", "en")]


@pytest.mark.parametrize(("code", "status"), [("conflict", 409), ("forbidden", 403), ("invalid", 422), ("not_found", 404)])
@pytest.mark.parametrize(("language", "tag"), LANGUAGES)
def test_a_refusal_is_a_page_with_its_code_a_sentence_and_a_next_step(client: Client, code: str, status: int, language: str, tag: str) -> None:
    page = client.get(f"/refuse/{code}/", headers={"accept-language": language})
    text = page.content.decode()
    assert page.status_code == status
    assert f'data-refusal="{code}"' in text
    assert f'<html lang="{tag}">' in text
    assert bool(re.search(r"<h1>[^<]*[一-鿿]", text)) == (language == "zh-hans")


def test_a_refusal_to_htmx_is_said_beside_the_page_which_stays(client: Client) -> None:
    answer = client.get("/refuse/conflict/", headers={"hx-request": "true"})
    assert answer.status_code == 409
    assert (answer.headers["HX-Retarget"], answer.headers["HX-Reswap"]) == ("#toasts", "beforeend")
    assert "<html" not in answer.content.decode()


def test_a_visitor_whom_a_page_asks_to_sign_in_comes_back_to_it(client: Client) -> None:
    answer: Any = client.get("/refuse/sign_in_first/?a=1")
    assert answer.status_code == 302
    assert answer.url == "/accounts/login/?next=/refuse/sign_in_first/%3Fa%3D1"


@pytest.mark.parametrize(
    ("headers", "next_"),
    [
        ({"hx-request": "true", "hx-current-url": "http://testserver/basket/?a=1"}, "/basket/%3Fa%3D1"),
        ({"referer": "http://testserver/basket/"}, "/basket/"),
        ({"referer": "https://elsewhere.example/basket/"}, "/"),
        ({"referer": "//elsewhere.example/basket/"}, "/"),
        ({}, "/"),
    ],
)
def test_a_visitor_who_sent_a_form_comes_back_to_the_page_it_was_on(client: Client, headers: dict[str, str], next_: str) -> None:
    answer: Any = client.post("/refuse/sign_in_first/", headers=headers)
    assert (answer.headers.get("HX-Redirect") or answer.headers["Location"]) == f"/accounts/login/?next={next_}"
    assert answer.status_code == (200 if "hx-request" in headers else 302)


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "页面不存在"), ("en", "There is nothing here")])
def test_an_unknown_address_is_a_page_in_the_readers_language(client: Client, language: str, words: str) -> None:
    page = client.get("/nowhere/", headers={"accept-language": language})
    assert page.status_code == 404
    assert words in page.content.decode()


def test_a_page_that_was_too_old_to_be_sent_says_so(settings: Settings) -> None:
    page = Client(enforce_csrf_checks=True).post("/i18n/setlang/", {"language": "en"}, headers={"accept-language": "en"})
    assert page.status_code == 403
    assert "This page was too old to be sent." in page.content.decode()


def test_our_own_mistake_is_a_page_that_needs_nothing_else(client: Client) -> None:
    client.raise_request_exception = False
    page = client.get("/fail/", headers={"accept-language": "en"})
    assert page.status_code == 500
    assert "500 unexpected" in page.content.decode()


@pytest.mark.parametrize("address", ["/", "/accounts/login/", "/nowhere/", "/offline/", "/refuse/conflict/", "/design/", "/accounts/signup/"])
def test_every_page_keeps_the_strict_policy_and_has_nothing_inline(client: Client, settings: Settings, address: str) -> None:
    settings.DEMO_MODE = True
    page = client.get(address)
    policy, text = page.headers["Content-Security-Policy"], page.content.decode()
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<[^>]+\s(style|on[a-z]+)=", text)
    assert "<style" not in text
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text))


@pytest.mark.parametrize(("demo", "shown"), [(True, 1), (False, 0)])
def test_the_demo_says_on_every_page_what_is_real(client: Client, settings: Settings, demo: bool, shown: int) -> None:
    settings.DEMO_MODE = demo
    for address in ("/accounts/login/", "/nowhere/"):
        assert client.get(address).content.decode().count("The Complete Journey") == shown


def test_the_language_switch_changes_the_page_and_returns_to_it(client: Client) -> None:
    answer: Any = client.post("/i18n/setlang/", {"language": "en", "next": "/accounts/login/"}, headers={"accept-language": "zh-hans"})
    assert (answer.status_code, answer.url) == (302, "/accounts/login/")
    assert '<html lang="en">' in client.get("/accounts/login/", headers={"accept-language": "zh-hans"}).content.decode()


def test_the_language_switch_leads_to_no_other_site(client: Client) -> None:
    answer: Any = client.post("/i18n/setlang/", {"language": "en", "next": "https://elsewhere.example/"})
    assert answer.url == "/"


def test_what_is_shown_after_sign_in_is_kept_nowhere(client: Client) -> None:
    assert not client.get("/hello/").has_header("Cache-Control")
    client.cookies["sessionid"] = "anything"
    assert client.get("/hello/").headers["Cache-Control"] == "private, no-store"


def test_the_worker_keeps_only_the_offline_page_and_hashed_files(client: Client) -> None:
    worker = client.get("/sw.js")
    text = worker.content.decode()
    assert worker.headers["Content-Type"] == "text/javascript"
    assert '"/offline/"' in text
    assert "[0-9a-f]{12}" in text
    assert "/api/" not in text


def test_the_offline_page_speaks_both_languages_whoever_asks(client: Client) -> None:
    text = client.get("/offline/", headers={"accept-language": "en"}).content.decode()
    assert 'lang="zh-Hans"' in text and "没有网络" in text and "No connection" in text


@pytest.mark.parametrize(("language", "name"), [("zh-hans", "双圈"), ("en", "Twin Circles")])
def test_the_app_can_be_installed_under_its_name(client: Client, language: str, name: str) -> None:
    manifest = client.get("/manifest.webmanifest", headers={"accept-language": language})
    assert manifest.headers["Content-Type"] == "application/manifest+json"
    assert manifest.json()["name"] == name
    assert {icon["sizes"] for icon in manifest.json()["icons"]} >= {"192x192", "512x512"}


def test_a_page_is_packed_for_whoever_can_unpack_it_and_nothing_else_is(client: Client) -> None:
    wanted = {"accept-encoding": "gzip"}
    packed, plain = client.get("/nowhere/", headers=wanted), client.get("/nowhere/")
    assert (packed.headers["Content-Encoding"], packed.headers["Vary"].count("Accept-Encoding")) == ("gzip", 1)
    assert "<html" in gzip.decompress(packed.content).decode()
    assert "Content-Encoding" not in plain.headers
    assert "Content-Encoding" not in client.get("/sw.js", headers=wanted).headers
