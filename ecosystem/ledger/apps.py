from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "ecosystem.ledger"
    label = "ledger"
