from django.apps import AppConfig


class PolicyConfig(AppConfig):
    name = "lending.policy"
    label = "policy"
