"""The pages of the payouts room: the shop's funds, its terms, its statement as files, and the bank's look."""
