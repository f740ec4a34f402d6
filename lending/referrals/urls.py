from django.urls import path

from . import views

app_name = "referrals"
urlpatterns = [
    path("credit/person/", views.ask, name="ask"),
    path("bank/referrals/", views.desk, name="desk"),
    path("bank/referrals/<uuid:referral_id>/claim/", views.claim, name="claim"),
    path("bank/referrals/<uuid:referral_id>/release/", views.release, name="release"),
    path("bank/referrals/<uuid:referral_id>/propose/", views.propose, name="propose"),
    path("bank/referrals/<uuid:referral_id>/back/", views.give_back, name="give-back"),
    path("bank/credit/<uuid:decision_id>/referral/", views.of_decision, name="of-decision"),
]
