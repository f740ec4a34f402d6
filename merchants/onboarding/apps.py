from django.apps import AppConfig


class OnboardingConfig(AppConfig):
    name = "merchants.onboarding"
    label = "onboarding"

    def ready(self) -> None:
        from ecosystem import ports

        from .panel import ChecklistPanel
        from .personal import PERSONAL
        from .prove import PROOF
        from .simulated_core import NAME as CORE
        from .simulated_core import SimulatedCore
        from .simulated_scanner import NAME as SCANNER
        from .simulated_scanner import SimulatedScanner

        ports.customer_knowledge.join(CORE, SimulatedCore())
        ports.document_scanners.join(SCANNER, SimulatedScanner())
        ports.panels.join("0 checklist", ChecklistPanel())
        ports.proofs.join("onboarding", PROOF)
        ports.personal_data.join("onboarding", PERSONAL)
