from django.apps import AppConfig


class LimitsConfig(AppConfig):
    name = "lending.limits"
    label = "limits"

    def ready(self) -> None:
        from ecosystem import ports

        from .prove import PROOF

        ports.proofs.join("limits", PROOF)
