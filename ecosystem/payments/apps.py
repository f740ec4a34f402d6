from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "ecosystem.payments"
    label = "payments"

    def ready(self) -> None:
        from django.conf import settings

        from ecosystem import ports

        from .acquired import Acquired
        from .bank_account import NAME as BANK_ACCOUNT
        from .bank_account import BankAccount
        from .cash import NAME as CASH
        from .cash import Cash
        from .personal import PERSONAL
        from .prove import PROOF
        from .simulators import acquirer, rail, statements, telling

        ports.payment_methods.join(BANK_ACCOUNT, BankAccount())
        ports.payment_methods.join(CASH, Cash())
        # Money that a simulator says it sent has gone nowhere: only where all money is play money.
        if settings.DEMO_MODE or settings.DEBUG or settings.TESTING:
            ports.payout_rails.join(rail.NAME, rail.SimulatedRail())
            ports.statement_files.join(BANK_ACCOUNT, statements.SimulatedStatements(BANK_ACCOUNT))
            ports.acquirers.join(acquirer.NAME, acquirer.SimulatedAcquirer())
            ports.payment_methods.join(acquirer.NAME, Acquired())
            ports.statement_files.join(acquirer.NAME, telling.AcquirersFile())
            ports.statement_files.join(rail.NAME, statements.SimulatedStatements(rail.NAME))
        ports.proofs.join("payments", PROOF)
        ports.personal_data.join("payments", PERSONAL)
