"""Lending stands without the circles."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.architecture import tree


def test_lending_loads_with_neither_merchants_nor_residents_installed() -> None:
    environ = {**os.environ, "WINGS": "lending", "SECRET_KEY": "only-for-a-test-that-serves-nobody", "DEMO_MODE": "1"}
    told = subprocess.run([sys.executable, "manage.py", "check"], cwd=tree.ROOT, env=environ, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
