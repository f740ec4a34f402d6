"""The shop's pages of orders."""
