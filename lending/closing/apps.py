from django.apps import AppConfig


class ClosingConfig(AppConfig):
    name = "lending.closing"
    label = "closing"

    def ready(self) -> None:
        from ecosystem import ports

        from .prove import PROOF

        ports.proofs.join("closing", PROOF)
