from django.apps import AppConfig


class BasketsConfig(AppConfig):
    name = "residents.baskets"
    label = "baskets"
