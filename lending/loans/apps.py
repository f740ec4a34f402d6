from django.apps import AppConfig


class LoansConfig(AppConfig):
    name = "lending.loans"
    label = "loans"

    def ready(self) -> None:
        from ecosystem import ports

        from .claims import NAME, LoanClaim
        from .navigation import CreditPages
        from .personal import PERSONAL
        from .prove import PROOF

        ports.settlement_claims.join(NAME, LoanClaim())
        ports.navigations.join("credit", CreditPages())
        ports.proofs.join("loans", PROOF)
        ports.personal_data.join("loans", PERSONAL)
