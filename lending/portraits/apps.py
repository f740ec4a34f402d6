from django.apps import AppConfig


class PortraitsConfig(AppConfig):
    name = "lending.portraits"
    label = "portraits"

    def ready(self) -> None:
        from ecosystem import ports

        from .prove import PROOF

        ports.proofs.join("portraits", PROOF)
