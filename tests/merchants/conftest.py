from tests.grounds import _corner_of_the_file, _market_of_the_file, corner, market

__all__ = ["_corner_of_the_file", "_market_of_the_file", "corner", "market"]
