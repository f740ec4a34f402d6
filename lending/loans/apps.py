from django.apps import AppConfig


class LoansConfig(AppConfig):
    name = "lending.loans"
    label = "loans"
