"""The buyer's requests and comparison, the supplier's desk, and the door without an account."""
