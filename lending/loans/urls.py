from django.urls import path

from . import views

app_name = "loans"
urlpatterns = [
    path("loan/", views.loans, name="loans"),
    path("loan/<uuid:loan_id>/repay/", views.repay, name="repay"),
    path("loan/<uuid:loan_id>/draw/", views.draw, name="draw"),
    path("lines/<uuid:party_id>/", views.lines, name="of-party"),
    path("offer/<uuid:offer_id>/accept/", views.accept, name="accept"),
]
