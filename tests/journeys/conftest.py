from tests.journeys.browser import chromium, door, site

__all__ = ["chromium", "door", "site"]
