"""Everything that one contract rests on, as one file that can be handed to somebody who has no account here."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import Any
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry
from lending.referrals.public import granted_on

from . import access, queries, rules
from .models import Contract

# A file made twice of the same contract at the same moment is the same file.
STAMP = (2026, 1, 1, 0, 0, 0)
WHAT = (
    "contract.pdf: the document as both signed it (PAdES, with time stamps); its SHA-256 is in contract.json\n"
    "contract.json: number, terms, template and digests; template.txt: the text it was written from\n"
    "offer.json: the offer that was taken; decision.json: inputs, verdict with its trace, policy version, digests\n"
    "referral.json, where people lent: who proposed, who decided, their answer and their grounds\n"
    "consents.json: what the business had allowed, with version and SHA-256 of the text, and the text\n"
    "signatures.json and certificates/: who signed, when, whether it holds; audit.json: every act on any of these\n"
    "manifest.json: the SHA-256 of each file\n"
)


@entry
def evidence_of(*, contract_id: UUID, by: Actor, at: datetime) -> tuple[Contract, bytes]:
    """The pack of one contract as a zip; that somebody took it is recorded.

    Raises:
        LendersOnly: the actor is neither credit officer nor risk manager.
        ContractNotFound: there is no such contract.
    """
    contract = access.case_for(by, contract_id)
    record("lending.contract.evidence", target=contract, by=by, at=at)
    return contract, _packed(_files(contract, at))


def _files(contract: Contract, at: datetime) -> dict[str, bytes]:
    decision = contract.offer.decision
    seen = {one.field: one for one in queries.checked(contract)}
    case = granted_on(decision.pk)
    signatures = list(contract.signatures.order_by("side"))
    policy = {"number": decision.policy.number, "name": decision.policy.name, "sha256": decision.policy.sha256}
    told = [
        {**_row(one, "certificate"), "holds": any(found.is_good and found.certificate == bytes(one.certificate) for found in seen.values())}
        for one in signatures
    ]
    return {
        "README.txt": WHAT.encode(),
        "contract.pdf": bytes(contract.document),
        "contract.json": _json({**_row(contract, "document"), "template_sha256": contract.template.sha256}),
        "template.txt": contract.template.body.encode(),
        "offer.json": _json(_row(contract.offer)),
        "decision.json": _json({**_row(decision), "policy": policy}),
        **({"referral.json": _json(_row(case))} if case else {}),
        "consents.json": _json(queries.consents_behind(contract)),
        "signatures.json": _json(told),
        **{f"certificates/{one.side}.pem": x509.load_der_x509_certificate(bytes(one.certificate)).public_bytes(Encoding.PEM) for one in signatures},
        "audit.json": _json(queries.acts_behind(contract, at)),
    }


def _row(row: Model, *but: str) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.attname not in but}


def _json(content: Any) -> bytes:
    return json.dumps(content, cls=DjangoJSONEncoder, indent=2, ensure_ascii=False).encode()


def _packed(files: Mapping[str, bytes]) -> bytes:
    out = BytesIO()
    listed = {name: rules.sha256_of(content) for name, content in files.items()}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, content in {**files, "manifest.json": _json(listed)}.items():
            pack.writestr(zipfile.ZipInfo(name, STAMP), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
