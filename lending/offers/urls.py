from django.urls import path

from . import views

app_name = "offers"
urlpatterns = [
    path("credit/", views.credit, name="credit"),
    path("credit/cost/", views.cost, name="cost"),
    path("credit/panel/", views.panel, name="panel"),
    path("credit/agree/", views.agree, name="agree"),
    path("credit/ask/", views.ask, name="ask"),
    path("credit/decline/", views.decline, name="decline"),
    path("bank/referrals/<uuid:referral_id>/decide/", views.decide, name="decide"),
    path("bank/credit/<uuid:decision_id>/offer/", views.of_decision, name="of-decision"),
]
