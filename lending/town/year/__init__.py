"""A whole year of real sales as trade facts and ledger entries, and every night of it looked at by the bank."""
