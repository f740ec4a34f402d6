from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "lending.referrals"
    label = "referrals"
