from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    name = "lending.governance"
    label = "governance"
