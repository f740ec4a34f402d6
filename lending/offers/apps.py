from django.apps import AppConfig


class OffersConfig(AppConfig):
    name = "lending.offers"
    label = "offers"
