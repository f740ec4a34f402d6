from django.urls import path

from . import views

app_name = "pools"
urlpatterns = [
    path("shop/pools/", views.pools, name="pools"),
    path("shop/pools/open/<uuid:article_id>/", views.open_one, name="open"),
    path("shop/pools/<uuid:pool_id>/", views.pool, name="pool"),
    path("shop/pools/<uuid:pool_id>/<slug:name>/", views.step, name="step"),
    path("supply/pools/", views.supply, name="supply"),
    path("supply/pools/<uuid:article_id>/ladder/", views.ladder, name="ladder"),
]
