"""Steps of papers, people, tariffs, mandates and statements, each beside the step that would leave it without its premise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import override_settings

from ecosystem import ports
from ecosystem.identity.public import Membership, Person
from ecosystem.kernel.clock import business_date
from merchants.onboarding import actions
from merchants.onboarding.actions.scanning import _claim, hear_core, hear_scanner
from merchants.onboarding.models import Document, Knowledge, MerchantFile
from merchants.procurement.actions import SupplierProfile, become_supplier
from merchants.procurement.models import Supplier
from merchants.settlement.actions import RuleDraft, discard_tariff, draft_tariff, end_mandate, give_mandate, publish_tariff
from merchants.settlement.public import Mandate
from merchants.shops.public import Shop, every_day
from merchants.staff import links
from merchants.staff.actions import accept_invitation, change_member, end_member, set_pin, try_pin, withdraw_invitation
from merchants.staff.models import Invitation, Pin
from merchants.staff.public import set_limits
from merchants.staff.rules import DEFAULTS, MOST_TRIES
from merchants.takings import actions as takings
from merchants.takings.models import Statement, Taking
from merchants.vouchers.actions import refund_suspended
from merchants.vouchers.models import Voucher
from tests import cast
from tests.cast import MORNING, Corner, actor
from tests.merchants.onboarding.cast import AT_HOME, Desk, active, begun, desk, hand_in, opened, place, recommended, submitted
from tests.merchants.staff.cast import PIN, asked, hired, pinned
from tests.merchants.vouchers.test_vouchers import bought
from tests.rivals import Race, acts_about, in_turn, race, state_of

pytestmark = pytest.mark.race
NEXT = MORNING + timedelta(days=1)


@dataclass(frozen=True)
class Town:
    corner: Corner
    desk: Desk

    @property
    def maker(self) -> Any:
        return actor(self.desk.maker)

    @property
    def checker(self) -> Any:
        return actor(self.desk.checker)

    @property
    def owner(self) -> Any:
        return actor(self.corner.owner)


@pytest.fixture(scope="module")
def town(committed_throughout: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with override_settings(STATE_DIR=tmp_path_factory.mktemp("state")):
        yield Town(cast.corner(money_minor=1_000_000), desk())


def founder_of(file: MerchantFile) -> Any:
    return actor(Person.objects.get(pk=file.founder_id))


def in_review(town: Town) -> MerchantFile:
    file, _shop = submitted(cast.person("founder"))
    return actions.claim_file(file_id=file.pk, by=town.maker, at=MORNING)


def all_accepted(town: Town) -> MerchantFile:
    file, _shop = recommended(cast.person("founder"), town.desk)
    MerchantFile.objects.filter(pk=file.pk).update(recommended_by=None, recommended_at=None)
    return file


def declined(town: Town) -> MerchantFile:
    return actions.reject_file(file_id=in_review(town).pk, reason="not here", by=town.maker, at=MORNING)


def working(town: Town) -> MerchantFile:
    return active(cast.person("founder"), town.desk)[0]


def complete(_town: Town) -> MerchantFile:
    """Everything handed in, and not sent off."""
    file, _shop = submitted(cast.person("founder"))
    MerchantFile.objects.filter(pk=file.pk).update(status="draft")
    file.refresh_from_db()
    return file


def waiting_paper(_town: Town) -> Document:
    """The only one whose turn it is."""
    _claim(Document, at=NEXT, most=100, scan="waiting")
    founder = cast.person("founder")
    file, _shop = opened(founder)
    hand_in(file, founder, "premises")
    return Document.objects.get(file=file)


def asked_about(_town: Town) -> Knowledge:
    founder = cast.person("founder")
    return actions.ask_the_bank(file_id=begun(founder).pk, by=actor(founder), at=MORNING)


def stopped(town: Town) -> Voucher:
    """Of a shop that the bank has stopped."""
    founder = cast.person("founder")
    file, shop = active(founder, town.desk)
    goods = cast.article(shop, founder, name="Noodles", price_minor=1_200)
    voucher = bought(replace(town.corner, owner=founder, shop=shop, milk=goods))[0]
    actions.suspend_merchant(file_id=file.pk, reason="complaints", hold_until=None, by=town.maker, at=MORNING)
    return voucher


def by_maker(verb: Any, **more: Any) -> Any:
    return lambda town, file: verb(file_id=file.pk, by=town.maker, at=MORNING, **more)


def by_founder(verb: Any, **more: Any) -> Any:
    return lambda _town, file: verb(file_id=file.pk, by=founder_of(file), at=MORNING, **more)


def core_says(name: str) -> Any:
    return lambda _town, it: hear_core(file_id=it.pk, known=ports.KnownCustomer(name_zh=name), at=MORNING)


def scanner_says(*, clean: bool) -> Any:
    return lambda _town, it: hear_scanner(document_id=it.pk, word=ports.ScanWord(clean=clean, found="" if clean else "x"), at=MORNING)


def scanned(_town: Town, it: Document) -> int:
    return acts_about(f"onboarding.document/{it.pk}", "onboarding.scan")


def recommendation(_town: Town, file: MerchantFile) -> tuple[str, bool]:
    return state_of(file), file.recommended_by is not None


def versions(_town: Town, file: MerchantFile) -> tuple[str, int]:
    seen = file.version
    return state_of(file), file.version - seen


def with_a_place(_town: Town) -> MerchantFile:
    place()
    return begun(cast.person("founder"))


def begin_anew(_town: Town, it: MerchantFile) -> MerchantFile:
    return actions.begin_file(legal_form="company", trade="noodles", by=founder_of(it), at=MORNING)


def open_first(_town: Town, it: MerchantFile) -> Shop:
    said = {"values": AT_HOME, "hours": every_day(0, 1440), "key": str(it.pk)}
    return actions.open_first_shop(file_id=it.pk, **said, by=founder_of(it), at=MORNING)


def cashier(town: Town) -> Membership:
    return Membership.objects.get(person=hired(town.corner.shop, "cashier"), ended_at=None)


def nearly_locked(town: Town) -> Membership:
    """One wrong try more locks her PIN."""
    held = cashier(town)
    pinned(town.corner.shop, held.person)
    for _ in range(MOST_TRIES - 1):
        mistype(town, held)
    return held


def becomes(role: str) -> Any:
    return lambda town, it: change_member(shop_id=town.corner.shop.pk, membership_id=it.pk, role=role, places=None, by=town.owner, at=MORNING)


def goes(town: Town, it: Membership) -> None:
    end_member(shop_id=town.corner.shop.pk, membership_id=it.pk, by=town.owner, at=MORNING)


def new_pin(town: Town, it: Membership) -> Pin:
    return set_pin(shop_id=town.corner.shop.pk, person_id=it.person_id, pin=PIN, by=town.owner, at=MORNING)


def mistype(town: Town, it: Membership) -> object:
    return try_pin(shop_id=town.corner.shop.pk, person_id=it.person_id, pin="0000", by=town.owner, at=MORNING)


def roles_held(_town: Town, it: Membership) -> int:
    return Membership.objects.filter(person=it.person_id, party=it.party_id, ended_at=None).count()


def has_pin(_town: Town, it: Membership) -> bool:
    return Pin.objects.filter(person=it.person_id).exists()


def tries(_town: Town, it: Membership) -> tuple[int, bool]:
    pin = Pin.objects.get(person=it.person_id)
    return pin.failed, pin.locked_until is not None


def supply(_town: Town, shop: Shop) -> Supplier:
    owner = Membership.objects.get(party=shop.party_id, role="owner").person
    return become_supplier(party_id=shop.party_id, profile=SupplierProfile("V", "Village"), by=actor(owner), at=MORNING)


def limit(role_may: int) -> Any:
    limits = replace(DEFAULTS["buyer"], purchase_minor=role_may)
    return lambda town, shop: set_limits(shop_id=shop.pk, role="buyer", limits=limits, by=town.owner, at=MORNING)


def invited(town: Town) -> Invitation:
    return asked(town.corner.shop, town.corner.owner)


def accept(town: Town, it: Invitation) -> object:
    return accept_invitation(token=links.write(it), by=actor(town.corner.outsider), at=MORNING)


def withdraw(town: Town, it: Invitation) -> Invitation:
    return withdraw_invitation(shop_id=town.corner.shop.pk, invitation_id=it.pk, by=town.owner, at=MORNING)


def tariff(town: Town) -> Any:
    on = business_date(MORNING) + timedelta(days=1)
    return draft_tariff(drafts=[RuleDraft({}, Decimal("0.03"))], from_on=on, tax_rate=Decimal(0), key="k", by=town.maker, at=MORNING)


def mandate(town: Town) -> Mandate:
    return give_mandate(shop_id=town.corner.shop.pk, cap_minor=500, by=town.owner, at=MORNING)


def end(town: Town, it: Mandate) -> None:
    end_mandate(shop_id=it.shop_id, by=town.owner, at=MORNING)


def statement(town: Town) -> Statement:
    """Two columns that may be the amount."""
    content = b"ref,day,amount,gross\nS1,2026-11-01,10,20\n"
    return takings.upload_statement(shop_id=town.corner.shop.pk, platform="P", name="f", content=content, by=town.owner, at=MORNING)


def map_gross(town: Town, it: Statement) -> Statement:
    mapping = {**it.mapping, "amount": 3}
    return takings.map_statement(statement_id=it.pk, mapping=mapping, by=town.owner, at=MORNING)


def take_in(town: Town, it: Statement) -> Statement:
    return takings.take_in_statement(statement_id=it.pk, by=town.owner, at=MORNING)


RACES = [
    race("a file is sent back and declined", in_review, by_maker(actions.ask_for_more, reason="blurred"),
         by_maker(actions.reject_file, reason="not here"),
         ends={"needs_info: FileMoved MerchantFile", "rejected: FileMoved MerchantFile"}),
    race("a file is sent back and recommended", all_accepted, by_maker(actions.ask_for_more, reason="blurred"),
         by_maker(actions.recommend_file), shows=recommendation,
         ends={"('needs_info', False): FileMoved MerchantFile", "('needs_info', False): MerchantFile MerchantFile"}),
    race("a declined file is taken up by two", declined, *[by_maker(actions.reopen_file, reason="after all")] * 2,
         ends={"needs_info: FileMoved MerchantFile"}),
    race("a contract ends for two", working, *[by_maker(actions.terminate_merchant, reason="fraud")] * 2,
         ends={"terminated: FileMoved MerchantFile"}),
    race("a paper is waived by two", in_review, *[by_maker(actions.waive_paper, kind="food", reason="none here")] * 2,
         shows=lambda _town, it: it.submissions.filter(status="waived").count(), ends={"1: Submission Submission"}),
    race("a file is sent off on two phones", complete, *[by_founder(actions.send_off)] * 2, shows=versions,
         ends={"('submitted', 1): MerchantFile MerchantFile"}),
    race("two fields are typed on two phones", lambda _town: begun(cast.person("founder")),
         by_founder(actions.save_draft, values={"name_zh": "a"}), by_founder(actions.save_draft, values={"opens": "06:00"}),
         shows=lambda _town, it: sorted(MerchantFile.objects.get(pk=it.pk).draft), ends={"['name_zh', 'opens']: MerchantFile MerchantFile"}),
    race("a founder begins anew as her shop opens", with_a_place, begin_anew, open_first, writes="onboarding_merchantfile",
         ends={"draft: FileMoved Shop"}),
    race("a business becomes a supplier twice", lambda _town: opened(cast.person("founder"))[1], supply, supply,
         shows=lambda _town, it: Supplier.objects.filter(party=it.party_id).count(), ends={"1: AlreadySupplier Supplier"}),
    race("a role is changed by two", cashier, becomes("clerk"), becomes("buyer"), shows=roles_held, ends={"1: Membership RoleEnded"}),
    race("a PIN is set as its holder goes", cashier, goes, new_pin, shows=has_pin, ends={"False: NoneType RoleEnded", "False: NoneType Pin"}),
    race("a PIN is set while a wrong one is tried", nearly_locked, new_pin, mistype, shows=tries,
         ends={"(0, False): Pin Tried", "(1, False): Pin Tried"}),
    race("a paper is shown to a scanner by two workers", waiting_paper,
         *[lambda _town, _it: len(_claim(Document, at=MORNING, most=10, scan="waiting"))] * 2,
         shows=lambda _town, it: Document.objects.get(pk=it.pk).tries, ends={"1: 0 1"}),
    race("a scanner says clean and infected", waiting_paper, scanner_says(clean=True), scanner_says(clean=False), shows=scanned,
         ends={"1: Document Document"}),
    race("the bank's core answers twice", asked_about, core_says("一"), core_says("二"),
         shows=lambda _town, it: acts_about(f"onboarding.knowledge/{it.pk}", "onboarding.hear_core"), ends={"1: Knowledge Knowledge"}),
    race("a stopped shop's vouchers are given back by two", stopped, *[lambda _town, it: refund_suspended(shop_id=it.shop_id, at=MORNING)] * 2,
         ends={"refunded: 0 1"}),
    race("a role's limits are set by two", lambda town: town.corner.shop, limit(100), limit(200),
         shows=lambda _town, it: in_turn("staff.set_limits", target=f"shop/{it.pk}"), ends={"in turn: Threshold Threshold"}),
    race("an invitation is accepted and withdrawn", invited, accept, withdraw,
         ends={"accepted: InvitationNotFound Membership", "withdrawn: Invitation InvitationNotFound"}),
    race("a tariff is published and discarded", tariff, lambda town, it: publish_tariff(tariff_id=it.pk, by=town.checker, at=MORNING),
         lambda town, it: discard_tariff(tariff_id=it.pk, by=town.checker, at=MORNING),
         ends={"published: Tariff TariffDecided", "discarded: Tariff TariffDecided"}),
    race("a mandate is ended by two", mandate, end, end, shows=lambda _town, it: Mandate.objects.get(pk=it.pk).ended_at is not None,
         ends={"True: NoneType NotFound"}),
    race("a statement is mapped while it is taken in", statement, take_in, map_gross,
         shows=lambda _town, it: Taking.objects.get(statement=it.pk).amount_minor,
         ends={"2000: Statement Statement", "1000: Statement StatementNotFound", "1000: Statement StatementTaken"}),
]  # fmt: skip


@pytest.mark.parametrize("each", RACES)
def test_neck_and_neck(town: Town, each: Race) -> None:
    each.run(town)
