"""What services say, written down in the examples of rules (`=== services ===`) and in tables of tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from papernotes.evidence.said import Evidence, Said
from papernotes.record import Found, Ident, NotFound, Record, Unavailable
from papernotes.store import catalogue

DAY = "2026-06-30"


def evidence(rows: Sequence[Mapping[str, Any]], **idents: str) -> Evidence:
    """The evidence that rows describe: a record each, or that it is missing, unavailable, searched for or earlier."""
    said, earlier, searched, silent = [], [], [], []
    for row in rows:
        source, kind = row["source"], row.get("asked")
        ident = Ident(kind, idents.get(kind, "")) if kind else None
        if row.get("searched"):
            searched.append(source)
        elif row.get("earlier"):
            earlier.append(record(row))
        elif "unavailable" in row and ident is None:
            silent.append(Unavailable(source, row["unavailable"]))
        elif "unavailable" in row:
            said.append(Said(source, ident, Unavailable(source, row["unavailable"])))
        else:
            outcome = NotFound(source, True) if row.get("missing") else Found(record(row))
            said.append(Said(source, ident, outcome))
    return Evidence(tuple(said), (), (), tuple(searched), tuple(silent), tuple(earlier), DAY)


def record(row: Mapping[str, Any]) -> Record:
    """A record of the fields that a row has."""
    fields = {name: value for name, value in row.items() if name not in ("asked", "earlier")}
    return Record(**fields | {"authors": tuple(row.get("authors", ()))})


def of_example(papers: str, services: str) -> dict[str, Evidence]:
    """What an example's services say of its one paper."""
    [paper] = catalogue.read(papers, "papers.yaml").papers
    named = {kind: getattr(paper, kind) for kind in ("arxiv", "doi", "openreview", "acl", "dblp", "isbn")}
    return {paper.key: evidence(yaml.safe_load(services), **named)}
