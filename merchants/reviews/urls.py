from django.urls import path

from .views import shop as views

app_name = "shop-reviews"
urlpatterns = [
    path("", views.reviews, name="reviews"),
    path("<uuid:review_id>/reply/", views.reply, name="reply"),
    path("questions/<uuid:question_id>/answer/", views.answer, name="answer"),
]
