"""Every engine that ever decided, so that what it decided can be decided again. Only the newest may be published."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lending.scoring.public import is_challenged as is_challenged

from . import first_engine
from .rules import READ, Flow, decide, flow_of
from .sizing import Terms
from .verdicts import Verdict

MOST_KEPT = 32
# Compiled by digest: content that has one can't change under it.
_FLOWS: dict[str, Flow] = {}
TRADE_READ = {"trade": READ}


def compiled_flow(content: Mapping[str, Any], sha256: str) -> Flow:
    flow = _FLOWS.get(sha256)
    if flow is None:
        if len(_FLOWS) >= MOST_KEPT:
            _FLOWS.clear()
        flow = _FLOWS[sha256] = flow_of(content)
    return flow


def verdict_of(content: Mapping[str, Any], sha256: str, inputs: Mapping[str, Any]) -> Verdict:
    """What a policy says of stored inputs. Inputs of the first engine's time tell of no source: trade alone was read, and was."""
    terms = Terms(**inputs["terms"])
    if content["engine"] == 1:
        return first_engine.decide(inputs["features"], terms, content)
    return decide(inputs["features"], terms, compiled_flow(content, sha256), inputs.get("sources", TRADE_READ))
