"""The shop's purchases, the supplier's console, the document between them, and the door without an account."""
