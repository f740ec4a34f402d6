from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Invalid, Unauthenticated


class PlaceUnknown(Invalid):
    code = "place_unknown"
    sentence = _("We don't know that place.")
    next_step = _("Choose an estate or a landmark from the list.")


class SignInToKeep(Unauthenticated):
    code = "sign_in_to_keep"
    sentence = _("Sign in to keep shops at hand.")
    next_step = _("Sign in, then tap the star again.")


class FavouritesFull(Invalid):
    code = "favourites_full"
    sentence = _("You keep %(most)s shops already.")
    next_step = _("Let one go first.")
