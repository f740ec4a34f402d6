from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def wallet(request: HttpRequest) -> HttpResponse:
    return render(request, "wallet/wallet.html")
