"""Run the benchmarks named, or all; print a table and write ``build/bench.json``."""

from __future__ import annotations

import importlib
import inspect
import json
import os
import pkgutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from tests.bench import Measure

HERE = Path(__file__).resolve().parent
REPORT = HERE.parent.parent / "build" / "bench.json"
COLUMNS = ("value", "unit", "limit", "ratio", "sql", "cpu_ms")


def prepare_production() -> None:
    """Settings as in production, from the environment, so that child processes have them too."""
    from tests import databases

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ecosystem.settings")
    os.environ.setdefault("SECRET_KEY", "of-a-benchmark-and-nothing-else-0123456789abcdef")
    os.environ.setdefault("DATABASE_POOL", "8")
    os.environ.update(DEBUG="0", DEMO_MODE="0")
    parts = urlsplit(os.environ.get("DATABASE_URL", "postgresql://app@/twin"))
    os.environ["DATABASE_URL"] = urlunsplit(parts._replace(path=f"/twin_bench_{databases.SUFFIX}"))
    import django

    django.setup()


def found() -> Iterator[tuple[str, Callable[[], Measure]]]:
    for module_info in pkgutil.iter_modules([str(HERE)]):
        if module_info.name.startswith("_"):
            continue
        module = importlib.import_module(f"tests.bench.{module_info.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and function.__annotations__.get("return") in (Measure, "Measure"):
                yield name, function


def run(benchmarks: dict[str, Callable[[], Measure]]) -> dict[str, Measure]:
    from django.conf import settings

    from tests import databases

    name = str(settings.DATABASES["default"]["NAME"])
    template = f"{name}_template"
    results: dict[str, Measure] = {}
    databases.build_template(template)
    try:
        for title, benchmark in benchmarks.items():
            databases.let_go()
            databases.recreate(name, template)
            results[title] = benchmark()
            print_row(title, results[title])
    finally:
        databases.let_go()
        databases.drop(name)
        databases.drop(template)
    return results


def print_row(title: str, row: Measure | None) -> None:
    cells = COLUMNS if row is None else tuple("–" if row[column] is None else str(row[column]) for column in COLUMNS)  # type: ignore[literal-required]
    print(f"{title:12}" + "".join(f"{cell:>14}" for cell in cells), flush=True)


def main(names: list[str]) -> int:
    prepare_production()
    benchmarks = dict(found())
    unknown = sorted(set(names) - set(benchmarks))
    if unknown:
        print(f"no such benchmark: {', '.join(unknown)}; there are {', '.join(benchmarks)}", file=sys.stderr)
        return 2
    print_row("", None)
    results = run({name: benchmarks[name] for name in names or benchmarks})
    REPORT.parent.mkdir(exist_ok=True)
    earlier = json.loads(REPORT.read_text(encoding="utf-8")) if names and REPORT.exists() else {}
    REPORT.write_text(json.dumps({**earlier, **results}, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
