"""The law of the layers: imports go down only."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "papernotes"
LAYERS = [
    {"model", "record", "problem", "identifiers", "settings", "find", "match", "schema", "text", "garbage"}
    | {"plain", "late"},
    {"store"},
    {
        "checks",
        "formats",
        "views",
        "search",
        "report",
        "markdown",
        "lean",
        "assets",
        "merge",
        "account",
        "sources",
        "evidence",
    }
    | {"sanitise", "csp", "figures", "lean", "evidence"},
    {"net"},
    {"links", "lookup"},
    {"site"},
    {"plugin", "host", "cli"},
    {"__main__"},
]
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}
MODULES = sorted(path for path in SOURCE.rglob("*.py"))


def _layer(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


@cache
def _nodes(path: Path) -> list[ast.AST]:
    return list(ast.walk(ast.parse(path.read_text("utf-8"))))


def _imports(path: Path) -> set[str]:
    found = set()
    for node in _nodes(path):
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module] if node.module != "papernotes" else [f"papernotes.{a.name}" for a in node.names]
        found |= {name.split(".")[1] for name in names if name.startswith("papernotes.")}
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_imports_go_down_only(path: Path) -> None:
    layer = _layer(path)
    if layer == "__init__":
        return
    assert layer in RANK, f"say in LAYERS where '{layer}' belongs"
    above = {name for name in _imports(path) if RANK.get(name, 0) > RANK[layer]}
    assert not above


# What they import is heavy, and most calls of their command do not need it; or it reads what is set before.
LAZY = {
    "cli/add.py": {"papernotes.formats.bibtex_read", "papernotes.cli.add_online"},
    "cli/add_online.py": {"papernotes.lookup.pdf"},
    "cli/check.py": {"papernotes.cli.asking"},
    "cli/show.py": {"papernotes.formats.bibtex_write"},
    "cli/site.py": {"mkdocs.__main__", "papernotes.site.rebuild", "papernotes.store.git"},
    "evidence/agree.py": {"rapidfuzz"},
    "formats/bibtex_split.py": {"papernotes.formats.bibtex_blocks"},
    "formats/citation.py": {"papernotes.formats.csl_lines"},
    "formats/latex.py": {"papernotes.formats.latex_full"},
    "site/render.py": {"papernotes.lean"},
    "store/attachment.py": {"xml.etree"},
    "store/notes.py": {"frontmatter"},
    "store/reference.py": {"markdown_it"},
}


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_functions_are_short_and_import_nothing(path: Path) -> None:
    for node in _nodes(path):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 40, f"{node.name} is longer than 40 lines"
            within = {inner.module or "" for inner in ast.walk(node) if isinstance(inner, ast.ImportFrom)}
            within |= {name.name for inner in ast.walk(node) if isinstance(inner, ast.Import) for name in inner.names}
            assert within <= LAZY.get(path.relative_to(SOURCE).as_posix(), set()), node.name


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_no_module_is_longer_than_300_lines(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 300
