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

from tests.bench import BARS, Measure, Rows, _machine

HERE = Path(__file__).resolve().parent
REPORT = HERE.parent.parent / "build" / "bench.json"
STATE = HERE.parent.parent / ".state" / "bench"
COLUMNS = ("value", "unit", "limit", "ratio", "sql", "cpu_ms")


def prepare_production(*, play_money: bool = False) -> None:
    """Settings as in production, from the environment, so that child processes have them too; with play money come the simulators."""
    from tests import databases

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ecosystem.settings")
    os.environ.setdefault("SECRET_KEY", "of-a-benchmark-and-nothing-else-0123456789abcdef")
    os.environ.setdefault("DATABASE_POOL", "8")
    os.environ.setdefault("TWIN_STATE", str(STATE))
    os.environ.update(DEBUG="0", DEMO_MODE=str(int(play_money)))
    parts = urlsplit(os.environ.get("DATABASE_URL", "postgresql://app@/twin"))
    os.environ["DATABASE_URL"] = urlunsplit(parts._replace(path=f"/twin_bench_{databases.SUFFIX}"))
    import django

    django.setup()
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)


def found() -> Iterator[tuple[str, Callable[[], Measure | Rows]]]:
    for module_info in pkgutil.iter_modules([str(HERE)]):
        if module_info.name.startswith("_"):
            continue
        module = importlib.import_module(f"tests.bench.{module_info.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if not name.startswith("_") and function.__module__ == module.__name__ and function.__annotations__.get("return") in ("Measure", "Rows"):
                yield name, function


def run(benchmarks: dict[str, Callable[[], Measure | Rows]]) -> Rows:
    from django.conf import settings

    from tests import databases

    name = str(settings.DATABASES["default"]["NAME"])
    template = f"{name}_template"
    results: Rows = {}
    databases.build_template(template)
    print(_machine.told(REPORT.parent, _version()))
    print_row("", None)
    try:
        for title, benchmark in benchmarks.items():
            databases.let_go()
            databases.recreate(name, template)
            told = benchmark()
            for name_of_row, row in ({title: told} if "value" in told else told).items():  # type: ignore[dict-item]
                results[name_of_row] = row  # type: ignore[assignment]
                print_row(name_of_row, results[name_of_row])
    finally:
        databases.let_go()
        databases.drop(name)
        databases.drop(template)
    return results


def _version() -> str:
    from tests import databases

    with databases.owner_connection() as owner:
        return str(owner.execute("SHOW server_version").fetchone()[0])  # type: ignore[index]


def print_row(title: str, row: Measure | None) -> None:
    """The figures, and beside them the bar and whether it was kept."""
    cells = COLUMNS if row is None else tuple("–" if row[column] is None else str(row[column]) for column in COLUMNS)  # type: ignore[literal-required]
    bar = BARS.get(title)
    verdict = "" if row is None or bar is None else f"{bar}: {'kept' if bar.kept(row) else 'MISSED'}"
    print(f"{title:13}" + "".join(f"{cell:>14}" for cell in cells) + f"   {verdict or ('bar' if row is None else '')}".rstrip(), flush=True)


def main(names: list[str]) -> int:
    prepare_production()
    benchmarks = dict(found())
    unknown = sorted(set(names) - set(benchmarks))
    if unknown:
        print(f"no such benchmark: {', '.join(unknown)}; there are {', '.join(benchmarks)}", file=sys.stderr)
        return 2
    REPORT.parent.mkdir(exist_ok=True)
    results = run({name: benchmarks[name] for name in names or benchmarks})
    earlier = json.loads(REPORT.read_text(encoding="utf-8")) if names and REPORT.exists() else {}
    REPORT.write_text(json.dumps({**earlier, **results}, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
