from django.apps import AppConfig


class ProductsConfig(AppConfig):
    name = "lending.products"
    label = "products"
