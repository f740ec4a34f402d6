from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from ecosystem.identity.public import Person, register_person

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 6, tzinfo=UTC)
BACKEND = "django.contrib.auth.backends.ModelBackend"
PASSWORD = "a-long-enough-word-7"
OPEN = [
    "login/",
    "signup/",
    "login/code/",
    "password/reset/",
    "password/reset/done/",
    "password/reset/key/done/",
    "password/reset/key/x-set-password/",
    "confirm-email/",
    "inactive/",
]
SIGNED_IN = ["logout/", "email/", "password/change/", "reauthenticate/"]


@pytest.fixture
def wang() -> Person:
    return register_person(email="wang@example.com", name_zh="王", name_en="Wang", password=PASSWORD, at=AT)


@pytest.mark.parametrize("page", OPEN + SIGNED_IN)
@pytest.mark.parametrize(("language", "tag"), [("zh-hans", "zh-Hans"), ("en", "en")])
def test_every_account_page_stands_in_our_frame_and_speaks_the_readers_language(
    client: Client, wang: Person, page: str, language: str, tag: str
) -> None:
    if page in SIGNED_IN:
        client.force_login(wang, backend=BACKEND)
    answer = client.get(f"/accounts/{page}", headers={"accept-language": language})
    text = answer.content.decode()
    heading = re.search(r"<h1>(.*?)</h1>", text, re.DOTALL)
    assert answer.status_code == 200
    assert f'<html lang="{tag}">' in text and 'class="door"' in text and heading
    assert bool(re.search(r"[一-鿿]", heading[1])) == (language == "zh-hans")
    assert not re.search(r"<(label|button)[^>]*>\s*[A-Za-z][^<]*</", text) or language == "en"


def test_signing_up_makes_a_person_with_a_party_of_her_own(client: Client) -> None:
    answer: Any = client.post("/accounts/signup/", {"email": "Li@Example.com", "password1": PASSWORD})
    assert (answer.status_code, answer.url) == (302, "/")
    assert Person.objects.get(email="li@example.com").party.kind == "natural_person"


def test_a_wrong_password_is_refused_in_a_sentence_tied_to_the_form(client: Client, wang: Person) -> None:
    answer = client.post("/accounts/login/", {"login": wang.email, "password": "not-it-at-all"}, headers={"accept-language": "zh-hans"})
    assert "邮箱和密码对不上" in answer.content.decode()
    assert 'role="alert"' in answer.content.decode()


def test_a_field_that_is_wrong_is_named_to_screen_readers(client: Client) -> None:
    text = client.post("/accounts/signup/", {"email": "nothing", "password1": PASSWORD}).content.decode()
    assert 'aria-invalid="true"' in text and 'aria-describedby="id_email_error1"' in text and 'id="id_email_error1"' in text


def test_a_code_by_mail_signs_in_without_a_password(client: Client, wang: Person) -> None:
    client.post("/accounts/login/code/", {"email": wang.email}, headers={"accept-language": "en"})
    code = re.search(r"^([0-9A-Z-]{6,12})$", str(mail.outbox[0].body), re.MULTILINE)
    assert code
    page = client.get("/accounts/login/code/confirm/")
    assert wang.email in page.content.decode()
    client.post("/accounts/login/code/confirm/", {"code": code[1]})
    assert client.session["_auth_user_id"] == str(wang.pk)


def test_a_wrong_code_says_which_one_to_take(client: Client, wang: Person) -> None:
    client.post("/accounts/login/code/", {"email": wang.email})
    text = client.post("/accounts/login/code/confirm/", {"code": "ABC123"}, headers={"accept-language": "en"}).content.decode()
    assert "That is not the code." in text


def test_an_address_that_nobody_has_gets_the_same_answer(client: Client, wang: Person) -> None:
    known: Any = client.post("/accounts/password/reset/", {"email": wang.email})
    unknown: Any = client.post("/accounts/password/reset/", {"email": "nobody@example.com"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


def test_large_type_is_hers_on_every_device_and_leads_back_nowhere_else(client: Client, wang: Person) -> None:
    assert client.post("/me/large-type/", {"large": "on"}).status_code == 302 and not Person.objects.get(pk=wang.pk).large_type
    client.force_login(wang)
    for sent, large, there in (("on", True, "/consents/"), ("off", False, "/")):
        answer: Any = client.post("/me/large-type/", {"large": sent, "next": "/consents/" if large else "https://elsewhere.example/"})
        assert (answer.url, Person.objects.get(pk=wang.pk).large_type) == (there, large)
        assert ('data-type="large"' in client.get("/consents/").content.decode()) is large
