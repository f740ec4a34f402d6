from django.apps import AppConfig


class BasketsConfig(AppConfig):
    name = "residents.baskets"
    label = "baskets"

    def ready(self) -> None:
        from ecosystem import ports

        from .personal import PERSONAL

        ports.personal_data.join("baskets", PERSONAL)
