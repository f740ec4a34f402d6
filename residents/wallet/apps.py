from django.apps import AppConfig


class WalletConfig(AppConfig):
    name = "residents.wallet"
    label = "wallet"
