"""A merchant's file from the first tap until she is active, stopped and on again."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from ecosystem.audit.models import Act
from ecosystem.feed.public import FactRow
from ecosystem.identity.public import Membership, Person
from ecosystem.kernel.errors import NotFound
from ecosystem.notices.models import Notice
from ecosystem.once.models import Effect
from ecosystem.once.public import KeyUsedOtherwise
from merchants.onboarding import actions, queries, vault
from merchants.onboarding.actions import Handed
from merchants.onboarding.errors import (
    BadChoice,
    BadDate,
    BadHold,
    BadNumber,
    ClaimedByAnother,
    FileMissing,
    FileMoved,
    FileNotFound,
    FileTooLarge,
    FileUnknown,
    NotAsked,
    NotClaimed,
    NotScanned,
    PapersMissing,
    PapersUndecided,
    ReasonMissing,
    SamePerson,
    ShopUnfinished,
)
from merchants.onboarding.models import Document, Knowledge, MerchantFile, Requirement, Submission, Suspension
from merchants.onboarding.queries.due import files_due
from merchants.onboarding.simulated_core import SimulatedCore
from merchants.onboarding.simulated_scanner import EICAR
from merchants.shops.public import Shop, every_day
from tests import cast
from tests.cast import MORNING, actor
from tests.merchants.onboarding.cast import (
    AT_HOME,
    DAY,
    IDENTITY,
    NEXT_YEAR,
    PDF,
    PNG,
    accept_all,
    active,
    begun,
    desk,
    hand_in,
    handed,
    opened,
    place,
    recommended,
    scan,
    submitted,
)
from tests.pictures import drawn

pytestmark = pytest.mark.django_db
LATER = MORNING + 31 * DAY
KNOWN = {"legal_form", "licence_number", "address_zh"}


@pytest.fixture
def founder() -> Person:
    return cast.person("founder")


def everything() -> list[object]:
    """What a refusal must leave as it was."""
    return [
        list(MerchantFile.objects.order_by("pk").values_list()),
        list(Submission.objects.order_by("pk").values_list()),
        list(Document.objects.order_by("pk").values_list()),
        list(Suspension.objects.order_by("pk").values_list()),
        list(Shop.objects.order_by("pk").values_list("version", "suspended_at", "funds_held_until")),
        [model.objects.count() for model in (Act, FactRow, Notice, Effect, Knowledge, Membership)],
    ]


def refused(refusal: type[Exception], act: Any, **arguments: Any) -> None:
    before = everything()
    with pytest.raises(refusal):
        act(**arguments)
    assert everything() == before


def test_whoever_has_no_shop_begins_and_goes_on_where_she_was(founder: Person) -> None:
    by = actor(founder)
    file = begun(founder)
    assert (file.status, file.party_id, file.finish_by) == ("draft", None, None)
    assert begun(founder, trade="fruit", form="micro").pk == file.pk
    file.refresh_from_db()
    assert (file.trade, file.legal_form) == ("fruit", "micro")
    actions.save_draft(file_id=file.pk, values={"name_zh": "  果摊  ", "status": "active", "name_en": "x" * 99}, by=by, at=MORNING)
    actions.save_draft(file_id=file.pk, values={"address_zh": "3 号"}, by=by, at=MORNING)
    file.refresh_from_db()
    assert file.draft == {"name_zh": "果摊", "name_en": "x" * 60, "address_zh": "3 号"}
    refused(BadChoice, actions.begin_file, legal_form="club", trade="fruit", by=by, at=MORNING)
    refused(BadChoice, actions.begin_file, legal_form="micro", trade="money", by=by, at=MORNING)
    refused(NotFound, actions.begin_file, legal_form="micro", trade="fruit", shop_id=uuid4(), by=by, at=MORNING)


def test_her_shop_her_role_and_her_account_come_together_once(founder: Person) -> None:
    by, key = actor(founder), uuid4().hex
    place()
    file = begun(founder)
    wanted = {"file_id": file.pk, "values": AT_HOME, "hours": every_day(390, 1260), "key": key, "by": by, "at": MORNING}
    refused(ShopUnfinished, actions.open_first_shop, **{**wanted, "values": {"name_zh": "x"}})
    refused(ShopUnfinished, actions.open_first_shop, **{**wanted, "values": {**AT_HOME, "name_zh": " "}})
    shop = actions.open_first_shop(**wanted)
    assert actions.open_first_shop(**wanted).pk == shop.pk
    file.refresh_from_db()
    assert (file.party_id, file.draft, file.finish_by) == (shop.party_id, {}, MORNING + 30 * DAY)
    assert (shop.name_zh, shop.name_en, shop.category, shop.neighbourhood.code) == ("巷口面馆", "巷口面馆", "deli", "n1")
    assert shop.address_zh == "松园 12 号"
    assert Membership.objects.filter(person=founder, party=shop.party_id, role="owner").count() == 1
    refused(KeyUsedOtherwise, actions.open_first_shop, **{**wanted, "values": {**AT_HOME, "name_zh": "另一家"}})
    refused(FileMoved, actions.open_first_shop, **{**wanted, "key": "other"})
    refused(FileMoved, actions.save_draft, file_id=file.pk, values={"name_zh": "x"}, by=by, at=MORNING)
    # A second business is another file.
    assert begun(founder, trade="clothes").pk != file.pk


def test_a_paper_is_kept_sealed_and_a_persons_number_not_at_all(
    founder: Person, settings: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings.STATE_DIR = tmp_path
    caplog.set_level(logging.DEBUG)
    file, _shop = opened(founder)
    paper = hand_in(file, founder, "identity")
    assert (paper.number, paper.last_four, paper.status) == ("", IDENTITY[-4:], "pending")
    assert paper.code_name == vault.code_name_of(IDENTITY)
    assert hand_in(file, founder, "licence").number
    scan()
    told = [str(row) for model in (Act, FactRow, Notice, Effect, Submission) for row in model.objects.values_list()] + [caplog.text]
    assert not [row for row in told if IDENTITY in row or IDENTITY[:-4] in row]
    document = paper.document
    assert document is not None
    stored = tmp_path / "documents" / document.pk.hex[-2:] / document.pk.hex
    assert PNG not in stored.read_bytes()
    assert stored.stat().st_mode & 0o777 == 0o600
    _found, content = actions.read_document(document_id=document.pk, by=actor(founder), at=MORNING)
    assert content == PNG
    assert Act.objects.filter(act="onboarding.read_document", actor=actor(founder).name).count() == 1
    other = Document.objects.exclude(pk=document.pk).get()
    stored.write_bytes((tmp_path / "documents" / other.pk.hex[-2:] / other.pk.hex).read_bytes())
    with pytest.raises(vault.Unreadable):
        vault.read(document.pk)


def test_what_is_wrong_with_a_paper_is_said_and_nothing_is_kept(founder: Person, settings: Any, tmp_path: Path) -> None:
    settings.STATE_DIR = tmp_path
    file, _shop = opened(founder)
    by = actor(founder)

    def wrong(refusal: type[Exception], one: Handed) -> None:
        refused(refusal, actions.hand_in, file_id=file.pk, handed=one, key=uuid4().hex, by=by, at=MORNING)

    wrong(NotAsked, Handed("drug", "DA0212345", NEXT_YEAR, PNG))
    wrong(NotAsked, Handed("anything", "", None, PNG))
    wrong(BadNumber, Handed("identity", IDENTITY[:-1] + "3", None, PNG))
    wrong(BadNumber, Handed("licence", "", None, PNG))
    wrong(BadDate, Handed("food", "JY13101150012345", None, PNG))
    wrong(BadDate, Handed("food", "JY13101150012345", (MORNING - DAY).date(), PNG))
    wrong(FileMissing, Handed("identity", IDENTITY, None, b""))
    wrong(FileUnknown, Handed("identity", IDENTITY, None, b"<script>"))
    wrong(FileTooLarge, Handed("identity", IDENTITY, None, PNG + b"0" * 10 * 1024 * 1024))
    assert not (tmp_path / "documents").exists()
    key = uuid4().hex
    first = actions.hand_in(file_id=file.pk, handed=handed("premises", content=PDF), key=key, by=by, at=MORNING)
    assert actions.hand_in(file_id=file.pk, handed=handed("premises", content=PDF), key=key, by=by, at=MORNING).pk == first.pk
    refused(KeyUsedOtherwise, actions.hand_in, file_id=file.pk, handed=handed("premises"), key=key, by=by, at=MORNING)
    for stranger in (cast.person("stranger"), cast.banker("operator")):
        refused(FileNotFound, actions.hand_in, file_id=file.pk, handed=handed("premises"), key=uuid4().hex, by=actor(stranger), at=MORNING)


@pytest.mark.parametrize("mood", ["dead", "silent", "late"])
def test_a_document_waits_for_its_scanner_and_never_passes_without(founder: Person, mood: str) -> None:
    file, _shop = opened(founder)
    paper = hand_in(file, founder, "identity")
    at = MORNING
    assert scan(at, mood) == 1
    assert scan(at, mood) == 0
    document = Document.objects.get()
    assert (document.scan, document.tries) == ("waiting", 1)
    refused(NotScanned, actions.read_document, document_id=document.pk, by=actor(founder), at=at)
    who = desk()
    for kind in ("licence", "food"):
        hand_in(file, founder, kind)
    actions.send_off(file_id=file.pk, by=actor(founder), at=at)
    actions.claim_file(file_id=file.pk, by=actor(who.maker), at=at)
    refused(NotScanned, actions.accept_paper, paper_id=paper.pk, by=actor(who.maker), at=at)
    for hour in range(1, 4):
        scan(at + timedelta(hours=hour), mood)
    document.refresh_from_db()
    assert document.scan == ("waiting" if mood == "dead" else "clean")


def test_an_infected_file_is_destroyed_and_its_paper_sent_back(founder: Person) -> None:
    file, _shop = opened(founder)
    paper = hand_in(file, founder, "identity", content=drawn(8, (b"iCCP", EICAR)))
    document = paper.document
    assert document is not None
    scan()
    paper.refresh_from_db()
    assert (paper.status, paper.reason, paper.decided_by) == ("rejected", "infected", None)
    with pytest.raises(vault.Unreadable):
        vault.read(document.pk)
    refused(FileNotFound, actions.read_document, document_id=document.pk, by=actor(founder), at=MORNING)
    assert Notice.objects.filter(party_id=founder.party_id, kind="paper_infected").count() == 1
    assert {item.kind: item.status for item in queries.checklist_of(file, on=MORNING.date())}["identity"] == "rejected"


def test_two_people_of_the_bank_make_a_merchant_active(founder: Person) -> None:
    who = desk()
    maker, checker = actor(who.maker), actor(who.checker)
    file, shop = opened(founder)
    refused(PapersMissing, actions.send_off, file_id=file.pk, by=actor(founder), at=MORNING)
    for kind in ("identity", "licence", "food"):
        hand_in(file, founder, kind)
    refused(FileMoved, actions.claim_file, file_id=file.pk, by=maker, at=MORNING)
    actions.send_off(file_id=file.pk, by=actor(founder), at=MORNING)
    assert actions.send_off(file_id=file.pk, by=actor(founder), at=MORNING).status == "submitted"
    scan()
    papers = {paper.kind: paper for paper in Submission.objects.filter(file=file)}
    refused(FileMoved, actions.accept_paper, paper_id=papers["food"].pk, by=maker, at=MORNING)
    assert actions.claim_file(file_id=file.pk, by=maker, at=MORNING).status == "in_review"
    refused(ClaimedByAnother, actions.claim_file, file_id=file.pk, by=checker, at=MORNING)
    refused(NotClaimed, actions.accept_paper, paper_id=papers["food"].pk, by=checker, at=MORNING)
    refused(PapersUndecided, actions.recommend_file, file_id=file.pk, by=maker, at=MORNING)
    refused(FileMoved, actions.approve_file, file_id=file.pk, by=checker, at=MORNING)
    refused(ReasonMissing, actions.reject_paper, paper_id=papers["food"].pk, reason="  ", by=maker, at=MORNING)
    for kind in ("identity", "licence"):
        actions.accept_paper(paper_id=papers[kind].pk, by=maker, at=MORNING)
    refused(FileMoved, actions.accept_paper, paper_id=papers["identity"].pk, by=maker, at=MORNING)
    actions.reject_paper(paper_id=papers["food"].pk, reason="The stamp can't be read.", by=maker, at=MORNING)
    assert actions.ask_for_more(file_id=file.pk, reason="The food licence again, please.", by=maker, at=MORNING).status == "needs_info"
    refused(PapersMissing, actions.send_off, file_id=file.pk, by=actor(founder), at=MORNING)
    hand_in(file, founder, "food", at=MORNING + DAY)
    scan(MORNING + DAY)
    actions.send_off(file_id=file.pk, by=actor(founder), at=MORNING + DAY)
    actions.claim_file(file_id=file.pk, by=maker, at=MORNING + DAY)
    refused(FileMoved, actions.accept_paper, paper_id=papers["food"].pk, by=maker, at=MORNING + DAY)
    accept_all(file, who.maker, MORNING + DAY)
    actions.recommend_file(file_id=file.pk, by=maker, at=MORNING + DAY)
    refused(SamePerson, actions.approve_file, file_id=file.pk, by=maker, at=MORNING + DAY)
    done = actions.approve_file(file_id=file.pk, by=checker, at=MORNING + DAY)
    assert (done.status, done.recommended_by, done.approved_by) == ("active", who.maker.pk, who.checker.pk)
    assert FactRow.objects.get(kind="merchant.activated").body == {"legal_form": "sole_trader", "trade": "noodles"}
    assert Notice.objects.filter(party_id=founder.party_id, kind="file_active").exists()
    refused(FileMoved, actions.approve_file, file_id=file.pk, by=checker, at=MORNING + DAY)
    assert shop.party_id == done.party_id


def test_a_paper_can_be_done_without_for_a_reason(founder: Person) -> None:
    who = desk()
    file, _shop = submitted(founder)
    by = actor(who.maker)
    waive = {"file_id": file.pk, "kind": "food", "reason": "Sells sealed goods only.", "by": by, "at": MORNING + DAY}
    refused(FileMoved, actions.waive_paper, **waive)
    actions.claim_file(file_id=file.pk, by=by, at=MORNING)
    refused(ReasonMissing, actions.waive_paper, **{**waive, "reason": ""})
    refused(NotAsked, actions.waive_paper, **{**waive, "kind": "drug"})
    paper = actions.waive_paper(**waive)
    assert actions.waive_paper(**waive).pk == paper.pk
    assert {item.kind: item.status for item in queries.checklist_of(file, on=MORNING.date())}["food"] == "waived"


def test_nobody_works_on_a_file_of_her_own(founder: Person) -> None:
    who = desk()
    file, _shop = submitted(who.maker)
    refused(SamePerson, actions.claim_file, file_id=file.pk, by=actor(who.maker), at=MORNING)
    actions.claim_file(file_id=file.pk, by=actor(who.checker), at=MORNING)
    accept_all(file, who.checker)
    actions.recommend_file(file_id=file.pk, by=actor(who.checker), at=MORNING)
    refused(SamePerson, actions.approve_file, file_id=file.pk, by=actor(who.maker), at=MORNING)


def test_a_claim_that_nobody_used_runs_out(founder: Person) -> None:
    who = desk()
    file, _shop = submitted(founder)
    actions.claim_file(file_id=file.pk, by=actor(who.maker), at=MORNING)
    refused(ClaimedByAnother, actions.claim_file, file_id=file.pk, by=actor(who.checker), at=MORNING + timedelta(hours=23))
    taken = actions.claim_file(file_id=file.pk, by=actor(who.checker), at=MORNING + DAY)
    assert taken.claimed_by == who.checker.pk
    refused(NotClaimed, actions.ask_for_more, file_id=file.pk, reason="x", by=actor(who.maker), at=MORNING + DAY)


def test_a_declined_merchant_may_be_taken_up_again(founder: Person) -> None:
    who = desk()
    file, _shop = submitted(founder)
    by = actor(who.maker)
    actions.claim_file(file_id=file.pk, by=by, at=MORNING)
    refused(ReasonMissing, actions.reject_file, file_id=file.pk, reason="", by=by, at=MORNING)
    assert actions.reject_file(file_id=file.pk, reason="Trade not served here.", by=by, at=MORNING).status == "rejected"
    refused(FileMoved, actions.hand_in, file_id=file.pk, handed=handed("food"), key=uuid4().hex, by=actor(founder), at=MORNING)
    assert actions.reopen_file(file_id=file.pk, reason="After all.", by=by, at=MORNING).status == "needs_info"
    assert actions.send_off(file_id=file.pk, by=actor(founder), at=MORNING).status == "submitted"


def test_a_paper_that_runs_out_stops_the_shop_after_its_grace_and_a_new_one_lets_it_go_on(founder: Person) -> None:
    who = desk()
    file, shop = active(founder, who)
    food = Submission.objects.get(file=file, kind="food")
    soon, over = MORNING + 340 * DAY, MORNING + 366 * DAY
    assert files_due(MORNING) == []
    for at in (soon, soon + DAY):
        actions.keep_time(file_id=file.pk, at=at)
    assert Notice.objects.filter(kind="paper_expires").count() == 3
    assert files_due(over) == [file.pk]
    actions.keep_time(file_id=file.pk, at=over)
    food.refresh_from_db()
    shop.refresh_from_db()
    assert (food.status, shop.suspended_at) == ("expired", None)
    stop = MORNING + (365 + 16) * DAY
    actions.keep_time(file_id=file.pk, at=stop - DAY)
    assert Suspension.objects.count() == 0
    for _again in range(2):
        actions.keep_time(file_id=file.pk, at=stop)
    file.refresh_from_db()
    shop.refresh_from_db()
    assert (file.status, shop.suspended_for, shop.funds_held_until) == ("suspended", "documents", None)
    assert Suspension.objects.get().cause == "documents"
    for kind in ("food", "identity", "licence"):
        hand_in(file, founder, kind, until=(stop + 300 * DAY).date(), at=stop)
    scan(stop)
    [row] = queries.queue()
    assert (row.file.pk, row.what) == (file.pk, "renewal")
    actions.claim_file(file_id=file.pk, by=actor(who.maker), at=stop)
    accept_all(file, who.maker, stop)
    file.refresh_from_db()
    shop.refresh_from_db()
    assert (file.status, shop.suspended_at) == ("active", None)
    kinds = list(FactRow.objects.filter(kind__startswith="merchant.").order_by("pk").values_list("kind", "body"))
    told = [("merchant.selling_suspended", {"cause": "documents", "funds_held": False}), ("merchant.selling_resumed", {"cause": "documents"})]
    assert kinds[1:] == told
    assert queries.queue() == []


def test_a_file_that_is_never_finished_stops_the_shop_until_it_is(founder: Person) -> None:
    who = desk()
    file, shop = opened(founder)
    assert files_due(MORNING + 29 * DAY) == []
    assert files_due(LATER) == [file.pk]
    actions.keep_time(file_id=file.pk, at=LATER)
    shop.refresh_from_db()
    file.refresh_from_db()
    assert (file.status, shop.suspended_for) == ("draft", "unfinished")
    for kind in ("identity", "licence", "food"):
        hand_in(file, founder, kind, at=LATER)
    scan(LATER)
    actions.send_off(file_id=file.pk, by=actor(founder), at=LATER)
    actions.claim_file(file_id=file.pk, by=actor(who.maker), at=LATER)
    accept_all(file, who.maker, LATER)
    actions.recommend_file(file_id=file.pk, by=actor(who.maker), at=LATER)
    assert actions.approve_file(file_id=file.pk, by=actor(who.checker), at=LATER).status == "active"
    shop.refresh_from_db()
    assert shop.suspended_at is None


def test_the_bank_stops_a_merchant_for_a_reason_and_holds_money_only_until_a_day(founder: Person) -> None:
    who = desk()
    file, shop = active(founder, who)
    by = actor(who.maker)
    stop = {"file_id": file.pk, "reason": "Goods under investigation.", "hold_until": MORNING + 10 * DAY, "by": by, "at": MORNING}
    refused(ReasonMissing, actions.suspend_merchant, **{**stop, "reason": ""})
    refused(BadHold, actions.suspend_merchant, **{**stop, "hold_until": MORNING})
    refused(BadHold, actions.suspend_merchant, **{**stop, "hold_until": MORNING + 91 * DAY})
    refused(FileNotFound, actions.suspend_merchant, **{**stop, "by": actor(founder)})
    assert actions.suspend_merchant(**stop).status == "suspended"
    shop.refresh_from_db()
    assert (shop.suspended_for, shop.funds_held(MORNING), shop.funds_held(MORNING + 10 * DAY)) == ("bank", True, False)
    refused(FileMoved, actions.suspend_merchant, **stop)
    assert actions.resume_merchant(file_id=file.pk, by=by, at=MORNING + DAY).status == "active"
    shop.refresh_from_db()
    assert (shop.suspended_at, shop.funds_held_until) == (None, None)
    refused(FileMoved, actions.resume_merchant, file_id=file.pk, by=by, at=MORNING + DAY)
    ended = actions.terminate_merchant(file_id=file.pk, reason="Closed for good.", by=by, at=MORNING + DAY)
    shop.refresh_from_db()
    assert (ended.status, shop.suspended_for) == ("terminated", "ended")
    refused(FileMoved, actions.terminate_merchant, file_id=file.pk, reason="x", by=by, at=MORNING + DAY)
    refused(FileMoved, actions.hand_in, file_id=file.pk, handed=handed("food"), key=uuid4().hex, by=actor(founder), at=MORNING)


def test_the_heaviest_cause_is_told_and_each_is_lifted_by_itself(founder: Person) -> None:
    who = desk()
    file, shop = active(founder, who)
    stop = MORNING + (365 + 16) * DAY
    actions.keep_time(file_id=file.pk, at=stop)
    actions.suspend_merchant(file_id=file.pk, reason="x", hold_until=None, by=actor(who.maker), at=stop)
    shop.refresh_from_db()
    assert shop.suspended_for == "bank"
    assert actions.resume_merchant(file_id=file.pk, by=actor(who.maker), at=stop).status == "suspended"
    shop.refresh_from_db()
    assert shop.suspended_for == "documents"


def test_a_requirement_counts_from_its_day(founder: Person) -> None:
    file, _shop = opened(founder)
    Requirement.objects.create(kind="premises", legal_form="sole_trader", trade="", asked="required", from_on=(MORNING + DAY).date())
    required = [[item.kind for item in queries.checklist_of(file, on=(MORNING + days * DAY).date()) if item.required] for days in (0, 1)]
    assert required == [["identity", "licence", "food"], ["identity", "licence", "food", "premises"]]


@pytest.mark.parametrize(
    ("mood", "after", "known"),
    [
        ("known", 1, {"legal_form", "licence_number", "address_zh"}),
        ("late", 3, {"legal_form", "licence_number", "address_zh"}),
        ("empty", 1, set()),
        ("wrong", 1, set()),
    ],
)
def test_what_the_bank_knows_is_offered_when_it_comes_and_when_it_can_be_true(founder: Person, mood: str, after: int, known: set[str]) -> None:
    file = begun(founder)
    actions.ask_the_bank(file_id=file.pk, by=actor(founder), at=MORNING)
    actions.ask_the_bank(file_id=file.pk, by=actor(founder), at=MORNING)
    for turn in range(after):
        actions.ask_due(core=SimulatedCore(mood), at=MORNING + timedelta(hours=turn))
    told = Knowledge.objects.get()
    assert (told.status, set(told.values)) == ("answered", known)
    assert not json.dumps(list(Act.objects.values_list("after", flat=True))).count(told.values.get("licence_number", "nothing"))
    refused(FileNotFound, actions.ask_the_bank, file_id=file.pk, by=actor(cast.person("other")), at=MORNING)


def test_the_same_person_in_two_files_is_shown_to_the_desk(founder: Person) -> None:
    who = desk()
    first, _shop = recommended(founder, who)
    second, _other = submitted(cast.person("again"))
    told = queries.case_of(second, on=MORNING.date())
    assert [row[0] for row in told.same_person] == [first.pk]
    assert [row.what for row in queries.queue()] == ["approve", "review"]


@pytest.fixture(autouse=True)
def _own_state(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    settings.STATE_DIR = tmp_path_factory.mktemp("state")
    yield
