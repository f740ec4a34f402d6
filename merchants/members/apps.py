from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "merchants.members"
    label = "members"

    def ready(self) -> None:
        from ecosystem import ports

        from .prove import PROOF

        ports.proofs.join("members", PROOF)
