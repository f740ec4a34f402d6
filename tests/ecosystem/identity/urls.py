"""The platform's own pages and one of a shop."""

from django.urls import include, path

from .bare_urls import blank, handler404, urlpatterns

__all__ = ["handler404", "urlpatterns"]
urlpatterns = [*urlpatterns, path("shop/", include(([path("today/", blank, name="today")], "shops")))]
