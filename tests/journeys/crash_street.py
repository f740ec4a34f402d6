"""Run as a module against a fresh database: a corner, a resident who is signed in, and on the last line what a program needs of them."""

from __future__ import annotations

import json

import django


def main() -> None:
    django.setup()
    from django.test import Client

    from tests import cast

    town = cast.corner(stock="5000", money_minor=10_000_000)
    client = Client()
    client.force_login(town.resident, backend="django.contrib.auth.backends.ModelBackend")
    print(json.dumps({"session": client.cookies["sessionid"].value, "sku": str(town.milk.pk)}))


if __name__ == "__main__":
    main()
