from django.urls import path

from . import views

app_name = "identity"
urlpatterns = [
    path("", views.welcome, name="welcome"),
    path("demo/sign-in/", views.demo_sign_in, name="demo_sign_in"),
    path("me/large-type/", views.large_type, name="large_type"),
]
