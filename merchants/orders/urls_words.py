from django.urls import path

from .views import words

app_name = "words"
urlpatterns = [path("<uuid:order_id>/", words.words, name="of-order")]
