from django.apps import AppConfig


class ShopsConfig(AppConfig):
    name = "merchants.shops"
    label = "shops"

    def ready(self) -> None:
        from ecosystem import ports

        from .navigation import ShopConsole

        ports.navigations.join("shops", ShopConsole())
