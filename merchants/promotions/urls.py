from django.urls import path

from .views import shop

app_name = "promotions"
urlpatterns = [
    path("", shop.promotions, name="promotions"),
    path("new/<str:kind>/", shop.new, name="new"),
    path("preview/<str:kind>/", shop.preview, name="preview"),
    path("<uuid:promotion_id>/", shop.promotion, name="promotion"),
    path("<uuid:promotion_id>/<str:act>/", shop.move, name="move"),
]
