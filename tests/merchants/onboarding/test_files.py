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
from ecosystem.ledger.public import available_of, balance_of
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
from merchants.orders.actions.completing import complete_due  # type: ignore[attr-defined]
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

pytestmark = pytest.mark.django_db
