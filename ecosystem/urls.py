"""The composition root's routes; wings are named by string."""

from django.urls import include, path

handler404 = "ecosystem.web.views.not_found"

urlpatterns = [
    path("", include("ecosystem.identity.urls")),
    path("", include("ecosystem.web.urls")),
    path("", include("ecosystem.design.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("accounts/", include("allauth.account.urls")),
]
