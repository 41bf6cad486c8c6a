"""The JSON Schema of papers.yaml: completion and inline errors in editors that speak yaml-language-server."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from papernotes.identifiers import KEY
from papernotes.model.paper import KINDS, Shape, shapes
from papernotes.model.status import STATUSES, Statuses
from papernotes.model.venue import registry


def schema(language: str = "zh", statuses: Statuses | None = None) -> str:
    """The schema as JSON text; venues are offered, not required.

    Format: https://json-schema.org/draft-07/json-schema-release-notes"""
    known = statuses or Statuses(STATUSES)
    fields: dict[str, Any] = {name: _field(name, shape, known) for name, shape in shapes().items()}
    paper = {
        "type": ["object", "null"],
        "properties": fields,
        "required": ["title"],
        "additionalProperties": False,
    }
    whole = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "论文目录" if language.startswith("zh") else "Catalogue of papers",
        "description": "papernotes: papers.yaml",
        "type": ["object", "null"],
        "propertyNames": {"pattern": f"^{KEY}$"},
        "additionalProperties": paper,
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _field(name: str, shape: Shape, statuses: Statuses) -> Mapping[str, Any]:
    found: dict[str, Any] = {"description": shape.doc, **_type(shape)}
    if name == "status":
        found["enum"] = list(dict.fromkeys(statuses.words()))
    elif name == "kind":
        found["enum"] = list(KINDS)
    elif name == "venue":
        # Any text is right; the known names are what an editor offers.
        found = {
            "description": shape.doc,
            "anyOf": [{"enum": [venue.name for venue in registry().all]}, {"type": "string"}],
        }
    return found


def _type(shape: Shape) -> Mapping[str, Any]:
    if shape.type == "int":
        return {"type": "integer", "minimum": shape.low, "maximum": shape.high}
    if shape.type == "list":
        return {"type": "array", "items": {"type": ["string", "number"]}}
    if shape.type == "map":
        return {"type": "object", "additionalProperties": {"type": ["string", "number"]}}
    if shape.type == "date":
        return {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
    return {"type": "string"}
