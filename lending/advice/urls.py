from django.urls import path

from . import views

app_name = "advice"
urlpatterns = [
    path("", views.ahead, name="ahead"),
    path("panel/<slug:place>/", views.panel, name="panel"),
    path("agree/", views.agree, name="agree"),
    path("costs/", views.costs, name="costs"),
]
