from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.ecosystem.web.urls")]
KEYED = {"Idempotency-Key": "k1"}
GOOD = {"amount": {"amount": "12.50", "currency": "CNY"}}


def _send(client: Client, body: Any, *, key: bool = True, content_type: str = "application/json") -> Any:
    data = body if isinstance(body, str) else json.dumps(body)
    return client.post("/api/v1/open/", data, content_type=content_type, headers=KEYED if key else {})


def _problem(response: Any, status: int, code: str) -> dict[str, Any]:
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert (body["status"], body["code"], body["type"]) == (status, code, f"/problems/{code}")
    assert body["title"] and body["next_step"]
    return body


def test_a_good_request_passes(client: Client) -> None:
    assert _send(client, GOOD).json() == {"amount_minor": 1250, "key": "k1"}


def test_a_visitor_is_told_to_sign_in(client: Client) -> None:
    _problem(client.get("/api/v1/closed/"), 401, "sign_in_first")


def test_nothing_at_an_address_of_the_api_is_a_problem_not_a_page(client: Client) -> None:
    _problem(client.get("/api/v1/nowhere/"), 404, "not_found")


def test_another_method_is_refused_with_the_methods_to_use(client: Client) -> None:
    _problem(client.delete("/api/v1/open/"), 405, "wrong_method")


@pytest.mark.parametrize("body", ["{", '{"amount": }', "\x00", '{"a": NaN'])
def test_a_body_that_is_not_json_is_refused(client: Client, body: str) -> None:
    _problem(_send(client, body), 400, "malformed_json")


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_a_body_of_another_type_is_refused(client: Client, content_type: str) -> None:
    _problem(_send(client, "amount=1", content_type=content_type), 415, "wrong_content_type")


def test_a_body_beyond_the_limit_is_refused_before_it_is_read(client: Client) -> None:
    _problem(_send(client, json.dumps(GOOD | {"note": "x" * 300_000})), 413, "body_too_large")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "amount"),
        (GOOD | {"extra": 1}, "extra"),
        ({"amount": 12.5}, "amount"),
        ({"amount": {"amount": 12.5, "currency": "CNY"}}, "amount"),
        ({"amount": {"amount": "12.50"}}, "amount"),
    ],
)
def test_a_field_that_is_missing_unknown_or_of_another_shape_is_named(client: Client, body: dict[str, Any], field: str) -> None:
    problem = _problem(_send(client, body), 422, "invalid")
    assert [row["field"] for row in problem["errors"]] == [field]


@pytest.mark.parametrize(
    ("amount", "code"), [({"amount": "1.005", "currency": "CNY"}, "not_an_amount"), ({"amount": "1", "currency": "USD"}, "wrong_currency")]
)
def test_an_amount_that_is_none_has_a_code_of_its_own(client: Client, amount: dict[str, str], code: str) -> None:
    _problem(_send(client, {"amount": amount}), 422, code)


def test_a_post_without_a_key_is_refused(client: Client) -> None:
    _problem(_send(client, GOOD, key=False), 400, "idempotency_key_missing")


@pytest.mark.parametrize(("language", "words"), [("en", "Sign in first."), ("zh-hans", "请先登录。")])
def test_a_problem_speaks_the_language_that_was_asked_for(client: Client, language: str, words: str) -> None:
    body = client.get("/api/v1/closed/", headers={"accept-language": language}).json()
    assert body["title"] == words


def test_the_unexpected_gives_a_reference_and_no_detail(client: Client) -> None:
    client.raise_request_exception = False
    body = _problem(client.get("/api/v1/fail/"), 500, "unexpected")
    assert len(body["reference"]) == 12
    assert "ZeroDivision" not in json.dumps(body)
