"""A policy card in Markdown, out of the registry: what is asked, what stops a shop, how the limit is worked out, and what it may not know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .models import PolicyVersion


def policy_card(version: PolicyVersion) -> str:
    return "\n".join(_lines(version)) + "\n"


def card_name(version: PolicyVersion) -> str:
    return f"{version.pk}-{version.name}.md"


def _lines(version: PolicyVersion) -> Iterator[str]:
    content = version.content
    yield f"# Policy card: {version.name}, version {version.pk}\n"
    yield f"- Digest: `{version.sha256}`, engine {content['engine']}"
    yield f"- Written by: {'an officer, published by another' if version.drafted_by else 'came with the database'}"
    if content.get("about"):
        yield f"- About: {content['about']}"
    if content["engine"] == 1:
        yield "\nOf the first engine: kept so that what it decided can be decided again. Version 2 says the same in tables."
        return
    yield from _asked(content)
    for node in content["nodes"]:
        yield from _table(node)
    yield "\n## How the limit is worked out\n"
    yield from (f"- `{name}`: {value}" for name, value in content["sizing"].items())
    yield f"- An offer stands {content['offer_days']} days; a portrait older than {content['snapshot_days']} days is not used."
    yield "\n## What it may not know\n"
    yield "Neither who the owner is nor where the shop stands: an input that is no feature of the portrait can't be published."


def _asked(content: Mapping[str, Any]) -> Iterator[str]:
    yield "\n## Whom it asks\n\n| source | where it can't be read | why that is enough |\n|---|---|---|"
    yield from (f"| {row['source']} | {row['fails']} | {row['because'] or '–'} |" for row in content["sources"])
    yield "\n## What it looks at\n\n" + ", ".join(f"`{row['input']}`" for row in content["inputs"] if row["source"] != "flow") + "."


def _table(node: Mapping[str, Any]) -> Iterator[str]:
    outputs = [row["output"] for row in node["outputs"]]
    yield f"\n## Table {node['node']} ({node['hit']})\n"
    yield "| row | holds when | " + " | ".join(outputs) + " |"
    yield "|---|---|" + "---|" * len(outputs)
    for row in node["rows"]:
        when = "; ".join(f"{name} {text}" for name, text in row["when"].items()) or "–"
        yield f"| {row['row']} | {when} | " + " | ".join(str(row["then"][name]) or "–" for name in outputs) + " |"
    promises = [f"more {one['input']} never {_never(one['as'])} {one['output']}" for one in node["monotone"]]
    if promises:
        yield "\nChecked before publishing: " + "; ".join(promises) + "."


def _never(way: str) -> str:
    return {"softens": "hardens", "hardens": "softens", "rises": "lowers", "falls": "raises"}[way]
