"""Goods as tables: files read and written, columns told by their names, rows made into articles."""
