from django.urls import path

from .views import bank

app_name = "budgets"
urlpatterns = [
    path("", bank.budgets, name="budgets"),
    path("open/", bank.open_one, name="open"),
    path("<uuid:budget_id>/", bank.budget, name="budget"),
    path("<uuid:budget_id>/fund/", bank.fund, name="fund"),
    path("<uuid:budget_id>/withdraw/", bank.withdraw, name="withdraw"),
    path("<uuid:budget_id>/stop/", bank.stop, name="stop"),
]
