"""PAdES signatures with time stamps (ETSI EN 319 142-1, level B-T), by keys that somebody else holds.

The port speaks bytes; here they become a signature in a PDF, and a PDF is asked who signed it and whether anything changed since.
Only ``sealing`` imports this.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from io import BytesIO
from typing import Any, TypeVar

from asn1crypto import tsp
from asn1crypto import x509 as asn1_x509
from asn1crypto.algos import SignedDigestAlgorithm
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from ecosystem.ports import SigningKey, SigningKeys

from .sealing import Seen

log = logging.getLogger(__name__)
R = TypeVar("R")
MD = "sha256"
# A signature by P-256 or by RSA of 4,096 bits fits.
LARGEST = 512


class _Signer(Signer):
    """Asks the port for each signature."""

    def __init__(self, key: SigningKey) -> None:
        certificate = asn1_x509.Certificate.load(key.certificate)
        others = [asn1_x509.Certificate.load(each) for each in key.chain]
        algorithm = "sha256_ecdsa" if certificate.public_key.algorithm == "ec" else "sha256_rsa"
        super().__init__(
            signing_cert=certificate,
            cert_registry=SimpleCertificateStore.from_certs([certificate, *others]),  # type: ignore[no-untyped-call]
            signature_mechanism=SignedDigestAlgorithm({"algorithm": algorithm}),
        )
        self._key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        return bytes(LARGEST) if dry_run else self._key.sign(data)


class _Stamper(TimeStamper):
    """Asks the port for each time stamp."""

    def __init__(self, keys: SigningKeys, at: datetime) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._keys, self._at = keys, at

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        return tsp.TimeStampResp.load(self._keys.stamp(request=req.dump(), at=self._at))


class _PdfSigner(PdfSigner):
    """Says the caller's time, as every verb does, and not the machine's."""

    def __init__(self, *, at: datetime, **parts: Any) -> None:
        super().__init__(**parts)
        self._at = at

    def init_signing_session(self, pdf_out: Any, existing_fields_only: bool = False) -> Any:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self._at
        return session


def sealed(document: bytes, key: SigningKey, keys: SigningKeys, *, field: str, at: datetime) -> bytes:
    """The document with one more signature. What the port or its certificates get wrong comes out as whatever error they make of it."""
    signer = _PdfSigner(
        at=at,
        signature_meta=PdfSignatureMetadata(field_name=field, md_algorithm=MD, subfilter=SigSeedSubFilter.PADES),
        signer=_Signer(key),
        timestamper=_Stamper(keys, at),
    )
    out = BytesIO()
    _waited(signer.async_sign_pdf(IncrementalPdfFileWriter(BytesIO(document)), output=out))
    return out.getvalue()


def signatures_of(document: bytes, roots: Sequence[bytes], *, at: datetime) -> list[Seen]:
    """Every signature, as of ``at``: an event certificate is valid when it is used and a day longer. Nothing of what is no PDF."""
    trusted = [asn1_x509.Certificate.load(root) for root in roots]
    try:
        embedded = list(PdfFileReader(BytesIO(document)).embedded_regular_signatures)
        return [_waited(_seen(one, trusted, at)) for one in embedded]
    except Exception:
        # A changed byte may break the file in any way: whatever is left holds no signature that could be believed.
        log.exception("a document can't be read")
        return []


async def _seen(embedded: Any, roots: Sequence[asn1_x509.Certificate], at: datetime) -> Seen:
    status = await async_validate_pdf_signature(embedded, ValidationContext(trust_roots=list(roots), allow_fetching=False, moment=at))
    stamp = status.timestamp_validity
    stamped = stamp.timestamp if stamp is not None and stamp.valid and stamp.trusted else None
    return Seen(
        field=embedded.field_name,
        certificate=embedded.signer_cert.dump(),
        signed_at=stamped,
        intact=status.intact and status.valid and status.bottom_line,
        trusted=status.trusted,
    )


def _waited(work: Coroutine[Any, Any, R]) -> R:
    """Run it to its end, whether or not this thread has a loop of its own already."""
    with ThreadPoolExecutor(max_workers=1) as alone:
        return alone.submit(asyncio.run, work).result()
