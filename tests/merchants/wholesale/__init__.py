"""The wholesaler's file lies beside the repository, or nowhere: the product does not need it."""

from __future__ import annotations

from pathlib import Path

NAME = Path("shared") / "data" / "online_retail_II_2009_2010.parquet"
ROOT = Path(__file__).resolve().parents[3]
FILE = next((folder / NAME for folder in ROOT.parents if (folder / NAME).is_file()), ROOT.parent / NAME)
MISSING = f"the wholesaler's file is not here: ../{NAME.as_posix()}"
