from django.urls import path

from . import views

app_name = "scoring"
urlpatterns = [
    path("", views.models, name="models"),
    path("register/", views.register, name="register"),
    path("<int:number>/", views.model, name="model"),
    path("<int:number>/step/", views.step, name="step"),
]
