from django.apps import AppConfig


class GroupsConfig(AppConfig):
    name = "merchants.groups"
    label = "groups"

    def ready(self) -> None:
        from ecosystem import ports

        from .prove import PROOF

        ports.proofs.join("groups", PROOF)
