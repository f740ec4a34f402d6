from django.apps import AppConfig


class FeedConfig(AppConfig):
    name = "ecosystem.feed"
    label = "feed"
