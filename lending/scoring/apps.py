from django.apps import AppConfig


class ScoringConfig(AppConfig):
    name = "lending.scoring"
    label = "scoring"
