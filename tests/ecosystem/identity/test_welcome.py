from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from ecosystem.identity.public import Membership, Person, give_role, register_party, register_person
from ecosystem.identity.queries import main_role_of
from ecosystem.identity.views import DEMO_ROLES, HOME
from ecosystem.kernel.actor import VISITOR, Actor

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 6, tzinfo=UTC)
Role = Membership.Role


def _person(name: str, *roles: str, active: bool = True) -> Person:
    person = register_person(email=f"{name}@demo.twin", name_zh=name, name_en=name, password=None, at=AT)
    for role in roles:
        kind = "sole_trader" if role in {Role.OWNER, Role.CLERK} else "bank_unit"
        give_role(person=person, party=register_party(kind=kind, name_zh=role, name_en=role, at=AT), role=role, at=AT)
    if not active:
        Person.objects.filter(pk=person.pk).update(is_active=False)
    return person


def _actor(person: Person) -> Actor:
    return Actor(person_id=person.pk, party_id=person.party_id)


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "楼下的小店"), ("en", "Shops next door")])
def test_a_visitor_is_welcomed_in_her_language(client: Client, language: str, words: str) -> None:
    assert words in client.get("/", headers={"accept-language": language}).content.decode()


def test_only_demo_people_who_are_there_have_a_card(client: Client, settings: Settings) -> None:
    settings.DEMO_MODE = True
    _person("resident")
    _person("owner", Role.OWNER)
    _person("clerk", Role.CLERK, active=False)
    text = client.get("/").content.decode()
    assert [name for name in DEMO_ROLES if f'name="who" value="{name}"' in text] == ["resident", "owner"]


def test_outside_demo_mode_there_is_no_card(client: Client) -> None:
    _person("resident")
    assert 'name="who"' not in client.get("/").content.decode()


def test_one_click_signs_in_as_somebody_of_the_town(client: Client, settings: Settings) -> None:
    settings.DEMO_MODE = True
    person = _person("officer", Role.CREDIT_OFFICER)
    answer: Any = client.post("/demo/sign-in/", {"who": "officer"})
    assert (answer.status_code, answer.url) == (302, "/")
    assert client.session["_auth_user_id"] == str(person.pk)


@pytest.mark.parametrize("demo", [True, False])
@pytest.mark.parametrize("who", ["resident", "nobody", "", "resident@demo.twin"])
def test_demo_sign_in_is_absent_outside_demo_mode_and_for_anybody_unknown(client: Client, settings: Settings, demo: bool, who: str) -> None:
    settings.DEMO_MODE = demo
    if not demo:
        _person("resident")
    assert client.post("/demo/sign-in/", {"who": who}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_demo_sign_in_takes_no_link_and_no_post_without_a_token(settings: Settings) -> None:
    settings.DEMO_MODE = True
    _person("resident")
    assert Client().get("/demo/sign-in/?who=resident").status_code == 405
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/demo/sign-in/", {"who": "resident"}).status_code == 403
    assert "_auth_user_id" not in strict.session


def test_somebody_closed_cannot_be_entered(client: Client, settings: Settings) -> None:
    settings.DEMO_MODE = True
    _person("resident", active=False)
    assert client.post("/demo/sign-in/", {"who": "resident"}).status_code == 404


@pytest.mark.parametrize(
    ("roles", "home"),
    [
        ((), "resident"),
        ((Role.OWNER,), "owner"),
        ((Role.CLERK,), "clerk"),
        ((Role.CLERK, Role.OWNER), "owner"),
        ((Role.OWNER, Role.CREDIT_OFFICER), "credit_officer"),
        ((Role.OPERATOR, Role.CREDIT_OFFICER), "operator"),
        ((Role.RELATIONSHIP_MANAGER,), "relationship_manager"),
        ((Role.CREDIT_OFFICER, Role.RISK_MANAGER), "risk_manager"),
    ],
)
def test_the_home_of_a_person_follows_her_weightiest_role(roles: tuple[str, ...], home: str) -> None:
    assert main_role_of(_actor(_person("somebody", *roles))) == home
    assert home in HOME


def test_a_visitor_is_a_resident_and_an_ended_role_counts_no_more() -> None:
    person = _person("somebody", Role.OPERATOR)
    Membership.objects.filter(person=person).update(ended_at=AT)
    assert main_role_of(_actor(person)) == main_role_of(VISITOR) == "resident"


@pytest.mark.urls("tests.ecosystem.identity.urls")
def test_somebody_signed_in_goes_home_and_sees_the_cards_when_she_asks(client: Client) -> None:
    client.force_login(_person("owner", Role.OWNER), backend="django.contrib.auth.backends.ModelBackend")
    answer: Any = client.get("/")
    assert (answer.status_code, answer.url) == (302, "/shop/today/")
    assert client.get("/?roles").status_code == 200


@pytest.mark.urls("tests.ecosystem.identity.bare_urls")
def test_where_her_page_is_not_installed_she_is_welcomed_instead(client: Client) -> None:
    client.force_login(_person("owner", Role.OWNER), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/").status_code == 200
