from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "merchants.members"
    label = "members"

    def ready(self) -> None:
        from ecosystem import ports

        from .personal import PERSONAL
        from .prove import PROOF

        ports.proofs.join("members", PROOF)
        ports.personal_data.join("members", PERSONAL)
