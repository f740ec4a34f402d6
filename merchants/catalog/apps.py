from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "merchants.catalog"
    label = "catalog"
