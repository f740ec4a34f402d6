"""Who may send: drafted by one operator, let in by another, suspended by any."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import IntegrityError, transaction

from ecosystem.audit.public import record
from ecosystem.identity.public import require_operator
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry
from ecosystem.once.public import once

from ..errors import ClientMoved, ClientUnnamed, KeyNotUsable
from ..models import Client

Status = Client.Status


@entry
def register_client(*, name: str, public_key: str, key: str, by: Actor, at: datetime) -> Client:
    """Draft a client with its public key, 64 hexadecimal digits; it may send once a colleague approves. Once per key.

    Raises:
        NotFound: ``by`` is no operator.
        ClientUnnamed: nothing to call it by.
        KeyNotUsable: no Ed25519 key, or another client's.
    """
    require_operator(by)
    with once(key, verb="openapi.register", by=by, body={"name": name, "public_key": public_key}, at=at) as turn:
        if turn.earlier:
            return Client.objects.get(pk=turn.earlier["client"])
        if not name.strip():
            raise ClientUnnamed
        client = Client(name=name.strip(), public_key=_usable(public_key), made_by=by.name, made_at=at)
        try:
            with transaction.atomic():
                client.save(force_insert=True)
        except IntegrityError as error:
            if "a_key_signs_for_one_client" not in str(error):
                raise
            raise KeyNotUsable from None
        record("openapi.register", target=f"client/{client.pk}", by=by, at=at, after={"name": client.name, "public_key": public_key})
        turn.remember(client=client.pk)
        return client


@entry
def approve_client(*, client_id: UUID, by: Actor, at: datetime) -> Client:
    """Let a client in that a colleague drafted, or that was suspended.

    Raises:
        NotFound: ``by`` is no operator.
        ClientMoved: it is live already, there is none, or ``by`` drafted it.
    """
    require_operator(by)
    waiting = Client.objects.filter(pk=client_id, status__in=[Status.DRAFTED, Status.SUSPENDED]).exclude(made_by=by.name)
    if not waiting.update(status=Status.LIVE, approved_by=by.name, approved_at=at):
        raise ClientMoved
    record("openapi.approve", target=f"client/{client_id}", by=by, at=at)
    return Client.objects.get(pk=client_id)


@entry
def suspend_client(*, client_id: UUID, by: Actor, at: datetime) -> Client:
    """From now on nothing that it signs is taken. What it told stays told.

    Raises:
        NotFound: ``by`` is no operator.
        ClientMoved: it is not live.
    """
    require_operator(by)
    if not Client.objects.filter(pk=client_id, status=Status.LIVE).update(status=Status.SUSPENDED):
        raise ClientMoved
    record("openapi.suspend", target=f"client/{client_id}", by=by, at=at)
    return Client.objects.get(pk=client_id)


def _usable(text: str) -> bytes:
    try:
        raw = bytes.fromhex(text)
        Ed25519PublicKey.from_public_bytes(raw)
    except ValueError:
        raise KeyNotUsable from None
    return raw
