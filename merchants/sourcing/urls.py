from django.urls import path

app_name = "sourcing"
urlpatterns: list = []
