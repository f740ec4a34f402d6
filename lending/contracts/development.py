"""A certificate authority for development: real keys, real certificates, and nobody who vouches for them.

Made at first use in the state folder and never anywhere else; every name in it says what it is. It stands where a bank
connects an authority that the law recognises, and joins only where all money is play money.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path

from asn1crypto import keys as asn1_keys
from asn1crypto import tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.conf import settings

from ecosystem.kernel.keeping import kept_secret
from ecosystem.ports import Signatory

NAME = "development"
FILE = "development-ca-not-for-real-contracts.pem"
AUTHORITY = Signatory("Twin Circles DEVELOPMENT CA, not for real contracts", "Development")
BANK = Signatory("合同专用章（开发环境）", "双圈示范银行（开发环境）")
CLOCK = Signatory("DEVELOPMENT time stamps", "Development")
# As long as anybody's demo; a person's is for one document.
FROM, UNTIL = datetime(2020, 1, 1, tzinfo=UTC), datetime(2060, 1, 1, tzinfo=UTC)
EVENT, SKEW = timedelta(days=1), timedelta(minutes=10)
# RFC 5280, appendix A: the longest common name and organisation.
LONGEST_NAME = 64
Private = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
BLOCK = re.compile(r"-----BEGIN ([A-Z ]+)-----.*?-----END \1-----\n?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Held:
    """A key that is held here, with its certificate."""

    private: Private
    public: x509.Certificate
    chain: Sequence[bytes]

    @property
    def certificate(self) -> bytes:
        return _der(self.public)

    def sign(self, content: bytes) -> bytes:
        if isinstance(self.private, rsa.RSAPrivateKey):
            return self.private.sign(content, padding.PKCS1v15(), hashes.SHA256())
        return self.private.sign(content, ec.ECDSA(hashes.SHA256()))


class DevelopmentKeys:
    """Joined to the port ``SigningKeys``."""

    def bank(self) -> Signatory:
        return BANK

    def for_bank(self, *, at: datetime) -> Held:
        authority, bank, _clock = _kept()
        return Held(bank.private, bank.public, (authority.certificate,))

    def for_person(self, *, signatory: Signatory, at: datetime) -> Held:
        authority, _bank, _clock = _kept()
        private = ec.generate_private_key(ec.SECP256R1())
        public = _issue(signatory, private, authority, at - SKEW, at + EVENT)
        return Held(private, public, (authority.certificate,))

    def stamp(self, *, request: bytes, at: datetime) -> bytes:
        _authority, _bank, clock = _kept()
        private = clock.private.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        # With the first stamp, as in ``sealing``.
        stamper = import_module("pyhanko.sign.timestamps").DummyTimeStamper(
            tsa_cert=asn1_x509.Certificate.load(clock.certificate),
            tsa_key=asn1_keys.PrivateKeyInfo.load(private),
            fixed_dt=at,
        )
        return bytes(stamper.request_tsa_response(tsp.TimeStampReq.load(request)).dump())

    def roots(self) -> Sequence[bytes]:
        return (_kept()[0].certificate,)


def _kept() -> tuple[Held, Held, Held]:
    """The authority, the bank and the clock, as the file has them; whoever comes first makes it, whole."""
    text = kept_secret(Path(settings.STATE_DIR) / FILE, _fresh)
    blocks = list(BLOCK.finditer(text))
    if [block[1] for block in blocks] != ["PRIVATE KEY", "CERTIFICATE"] * 3:
        raise OSError(f"{FILE} in the state folder is damaged; remove it, and a new authority is made")
    held = []
    for key, certificate in zip(blocks[::2], blocks[1::2], strict=True):
        private = serialization.load_pem_private_key(key[0].encode(), None)
        if not isinstance(private, (ec.EllipticCurvePrivateKey, rsa.RSAPrivateKey)):
            raise OSError(f"{FILE} in the state folder holds another kind of key; remove it, and a new authority is made")
        held.append(Held(private, x509.load_pem_x509_certificate(certificate[0].encode()), ()))
    authority, bank, clock = held
    return authority, bank, clock


def _fresh() -> str:
    # The clock's is RSA, the only kind that its simulation signs with.
    keys: list[Private] = [*(ec.generate_private_key(ec.SECP256R1()) for _ in range(2)), rsa.generate_private_key(65_537, 2_048)]
    authority = Held(keys[0], _root(keys[0]), ())
    bank = Held(keys[1], _issue(BANK, keys[1], authority, FROM, UNTIL), ())
    clock = Held(keys[2], _issue(CLOCK, keys[2], authority, FROM, UNTIL, stamps=True), ())
    return "".join(_pem(held) for held in (authority, bank, clock))


def _named(signatory: Signatory) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, signatory.firm[:LONGEST_NAME]),
            x509.NameAttribute(NameOID.COMMON_NAME, signatory.name[:LONGEST_NAME]),
        ]
    )


def _usage(*, authority: bool, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=signs,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def _root(private: Private) -> x509.Certificate:
    name = _named(AUTHORITY)
    built = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(private.public_key())
    built = built.serial_number(x509.random_serial_number()).not_valid_before(FROM).not_valid_after(UNTIL)
    built = built.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    built = built.add_extension(_usage(authority=True, signs=False), critical=True)
    built = built.add_extension(x509.SubjectKeyIdentifier.from_public_key(private.public_key()), critical=False)
    return built.sign(private, hashes.SHA256())


def _issue(signatory: Signatory, private: Private, by: Held, since: datetime, until: datetime, *, stamps: bool = False) -> x509.Certificate:
    built = x509.CertificateBuilder().subject_name(_named(signatory)).issuer_name(by.public.subject).public_key(private.public_key())
    built = built.serial_number(x509.random_serial_number()).not_valid_before(since).not_valid_after(until)
    built = built.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    built = built.add_extension(_usage(authority=False, signs=not stamps), critical=True)
    built = built.add_extension(x509.SubjectKeyIdentifier.from_public_key(private.public_key()), critical=False)
    built = built.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.private.public_key()), critical=False)
    if stamps:
        built = built.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return built.sign(by.private, hashes.SHA256())


def _der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)


def _pem(held: Held) -> str:
    key = held.private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return key.decode() + held.public.public_bytes(serialization.Encoding.PEM).decode()
