"""What other rooms may take from complaints."""

from .queries import Standing, standing

__all__ = ["Standing", "standing"]
