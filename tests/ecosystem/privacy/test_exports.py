"""A copy of somebody's data: whole, readable, hers alone, and gone after three days."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.test import Client

from ecosystem import ports
from ecosystem.audit.public import Act
from ecosystem.once.errors import KeyUsedOtherwise
from ecosystem.privacy import errors
from ecosystem.privacy.access import subject_of
from ecosystem.privacy.actions import ask_for_export, delete_old_exports, fetch_export, make_exports
from ecosystem.privacy.bundling import _cell, sections_of
from ecosystem.privacy.columns import COLUMNS
from ecosystem.privacy.models import Export
from tests import cast
from tests.breaching import again, changed
from tests.cast import MORNING, actor
from tests.ecosystem.privacy.traces import ADDRESS, DOOR, NAME_ZH, PHONE, everywhere
from tests.trading import Api

pytestmark = pytest.mark.django_db
SOON, OVER = MORNING + timedelta(minutes=1), MORNING + timedelta(days=3, minutes=2)


def test_a_copy_holds_every_room_as_tables_and_json_that_a_person_can_read() -> None:
    left = everywhere()
    with time_machine.travel(MORNING, tick=False):
        page = Api(left.person).client
        for _ in range(2):
            assert page.post("/me/data/export/", {"idempotency_key": "k"}, headers={"accept-language": "en"}).status_code == 302
        assert "being put together" in page.get("/me/data/", headers={"accept-language": "en"}).content.decode()
    assert (make_exports(at=SOON), make_exports(at=SOON)) == (1, 0)
    export = Export.objects.get()
    with time_machine.travel(SOON, tick=False):
        assert f"/me/data/exports/{export.pk}/" in page.get("/me/data/").content.decode()
        answer: Any = page.get(f"/me/data/exports/{export.pk}/")
        content = b"".join(answer.streaming_content)
    assert (answer["Cache-Control"], len(content)) == ("private, no-store", export.size)
    bundle = zipfile.ZipFile(io.BytesIO(content))
    assert len(set(bundle.namelist())) == len(bundle.namelist()), "two rooms tell under one name"
    names = {name.partition(".")[0] for name in bundle.namelist()} - {"README"}
    assert names >= {
        "profile",
        "addresses",
        "email_addresses",
        "orders",
        "order_lines",
        "customer_cards",
        "tabs",
        "reviews",
        "questions",
        "after_sales",
        "payments",
        "account",
        "notices",
    }
    tables = {name: list(csv.reader(io.StringIO(bundle.read(f"{name}.csv").decode("utf-8-sig")))) for name in names}
    told = {name: json.loads(bundle.read(f"{name}.json")) for name in names}
    for name in names:
        assert len(tables[name]) == (len(told[name]) + 1 if told[name] else 0), name
    assert told["profile"][0]["email"] == ADDRESS and told["profile"][0]["name"] == NAME_ZH
    order = next(row for row in told["orders"] if row["number"] == left.order.number)
    assert (order["address"], order["amount"]) == (DOOR, f"{left.order.total_minor / 100:.2f}")
    assert tables["orders"][0][:3] == ["Number", "Shop", "When"]
    assert told["customer_cards"][0]["phone"] == PHONE
    # Nothing becomes a formula, and a negative amount stays a number.
    assert any(row[2].startswith("-") for row in tables["account"][1:])
    assert "orders.csv" in bundle.read("README.txt").decode()
    assert [act.act for act in Act.objects.filter(act__startswith="privacy.export").order_by("pk")] == [
        "privacy.export.ask", "privacy.export.make", "privacy.export.fetch",
    ]  # fmt: skip


def test_words_that_a_spreadsheet_would_work_out_are_words() -> None:
    cells = {"=1+1": "'=1+1", "@x": "'@x", "-12.50": "-12.50", "+86 139": "'+86 139", "plain": "plain"}
    assert {text: _cell(text) for text in cells} == cells


def test_every_column_of_every_room_has_words() -> None:
    left = everywhere()
    unknown = {
        (section.name, key) for section in sections_of(subject_of(actor(left.person))) for row in section.rows for key in row if key not in COLUMNS
    }
    assert unknown == set()


def test_a_file_is_its_persons_alone_while_its_time_lasts() -> None:
    person, other = cast.person("reader"), cast.person("other")
    export = ask_for_export(language="en", key="k", by=actor(person), at=MORNING)
    assert ask_for_export(language="en", key="k", by=actor(person), at=MORNING).pk == export.pk
    with pytest.raises(KeyUsedOtherwise):
        ask_for_export(language="zh-hans", key="k", by=actor(person), at=MORNING)
    with pytest.raises(errors.ExportUnderWay):
        ask_for_export(language="en", key="other", by=actor(person), at=MORNING)
    with pytest.raises(errors.ExportNotFound):
        fetch_export(export_id=export.pk, by=actor(person), at=MORNING)
    make_exports(at=SOON)
    there = f"/me/data/exports/{export.pk}/"
    acts = Act.objects.count()
    with time_machine.travel(SOON, tick=False):
        assert Api(other).client.get(there).status_code == 404
        assert Client().get(there).status_code == 302
        assert Api(other).get("me/exports").json() == []
        assert Api().get("me/exports").status_code in {401, 403}
        assert Api().post("me/exports").status_code in {401, 403}
        assert Act.objects.count() == acts
        assert Api(person).get("me/exports").json()[0]["file"] == there
        assert Api(person).post("me/exports").status_code == 202
    with time_machine.travel(OVER, tick=False):
        assert Api(person).client.get(there).status_code == 404


def test_old_files_are_deleted(django_capture_on_commit_callbacks: Any) -> None:
    person = cast.person("reader")
    ask_for_export(language="en", key="k", by=actor(person), at=MORNING)
    make_exports(at=SOON)
    name = Export.objects.get().name
    assert default_storage.exists(name)
    assert delete_old_exports(at=SOON) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert delete_old_exports(at=OVER) == 1
    export = Export.objects.get()
    assert (export.status, export.name, default_storage.exists(name)) == ("expired", "", False)


def test_what_can_not_be_made_is_tried_again_and_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(subject: ports.Subject) -> list[ports.Section]:
        raise OSError("the disk is full")

    ask_for_export(language="en", key="k", by=actor(cast.person("reader")), at=MORNING)
    ports.personal_data.join("broken", ports.Personal(tell=broken))
    try:
        at = MORNING
        for _ in range(6):
            assert make_exports(at=at) == 0
            at += timedelta(hours=2)
    finally:
        ports.personal_data.leave("broken")
    assert Export.objects.get().status == "failed"


def test_the_database_keeps_exports_straight() -> None:
    export = ask_for_export(language="en", key="k", by=actor(cast.person("reader")), at=MORNING)
    again(export, "one_export_at_a_time")
    again(export, "export_has_a_known_status", person_id=uuid4(), status="lost")
    changed(Export, "a_ready_export_says_where_and_until_when", status="ready")
    changed(Export, "only_a_ready_export_has_a_file", name="x")
