from django.apps import AppConfig


class ContractsConfig(AppConfig):
    name = "lending.contracts"
    label = "contracts"

    def ready(self) -> None:
        from django.conf import settings

        from ecosystem import ports

        from .development import NAME, DevelopmentKeys
        from .personal import PERSONAL
        from .prove import PROOF

        # Nobody vouches for these: only where all money is play money.
        if settings.DEMO_MODE or settings.DEBUG or settings.TESTING:
            ports.signing_keys.join(NAME, DevelopmentKeys())
        ports.proofs.join("contracts", PROOF)
        ports.personal_data.join("contracts", PERSONAL)
