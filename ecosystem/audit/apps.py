from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "ecosystem.audit"
    label = "audit"

    def ready(self) -> None:
        from ecosystem import ports

        from .verifying import AuditProof

        ports.proofs.join("audit", AuditProof())
