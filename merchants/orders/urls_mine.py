from django.urls import path

from .views import scale

app_name = "weighed"
urlpatterns = [path("<uuid:photo_id>/", scale.picture, name="picture")]
