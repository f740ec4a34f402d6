"""What other rooms of the residents may take from joining."""

from .actions import join_group, start_group

__all__ = ["join_group", "start_group"]
