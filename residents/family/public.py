"""What other rooms of the residents may take from family."""

from .actions import Due, draw_on_relative
from .errors import AboveCap, PayerCannot, PayerEnded
from .method import NAME as FAMILY
from .models import Arrangement
from .queries import called_who_paid, ready_to_pay
from .rules import arrangement_of_way, way_of

__all__ = [
    "FAMILY",
    "AboveCap",
    "Arrangement",
    "Due",
    "PayerCannot",
    "PayerEnded",
    "arrangement_of_way",
    "called_who_paid",
    "draw_on_relative",
    "ready_to_pay",
    "way_of",
]
