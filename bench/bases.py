"""The same papers as a papernotes knowledge base and as plain MkDocs + Material folders."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from corpus import Entry

# Only the plug-ins and the navigation differ.
MKDOCS = """\
site_name: 论文笔记
site_url: https://example.org/
docs_dir: notes
theme: {name: material, language: zh, font: false}
markdown_extensions:
  - tables
  - footnotes
  - toc: {permalink: true}
  - pymdownx.arithmatex: {generic: true}
  - pymdownx.highlight
  - pymdownx.superfences
"""
NAMES = {"topics": "主题", "status": "状态", "venues": "会议与期刊", "years": "年份", "tags": "标签"}
MISSING = "（还没有笔记）"


def write_papernotes(entries: Sequence[Entry], base: Path) -> None:
    """papers.yaml and a note for each paper that has one."""
    _write(base / "mkdocs.yml", MKDOCS + "plugins: [search, papernotes]\n")
    _write(base / "papers.yaml", catalogue(entries))
    _write(base / "notes/index.md", "# 论文笔记\n")
    for entry in entries:
        if entry.blocks:
            head = f"---\nread: {entry.day}\n---\n"
            link = f"相关论文：[[{entry.related}]]。" if entry.related else ""
            _write(base / f"notes/{entry.key}.md", "\n\n".join((head, *entry.blocks, link)) + "\n")


def write_plain(entries: Sequence[Entry], base: Path) -> None:
    """A page per paper and a home page, the papers out of the navigation."""
    _write(base / "mkdocs.yml", MKDOCS + "plugins: [search]\nnav: [index.md]\nnot_in_nav: /papers/\n")
    _write(base / "notes/index.md", "# 论文笔记\n")
    _write_papers(entries, base)


def write_lists(entries: Sequence[Entry], base: Path) -> None:
    """`write_plain`, and a page per topic, topic and status, status, venue, year and tag, as papernotes makes them."""
    nav = "".join(f"  - {NAMES[name]}: {name}/index.md\n" for name in NAMES)
    out = "not_in_nav: |\n  /papers/\n" + "".join(f"  /{name}/*/\n" for name in NAMES)
    _write(base / "mkdocs.yml", f"{MKDOCS}plugins: [search]\nnav:\n  - index.md\n{nav}{out}")
    _write(base / "notes/index.md", "# 论文笔记\n\n" + "".join(f"- [{NAMES[n]}]({n}/index.md)\n" for n in NAMES))
    _write_papers(entries, base)
    for name, groups in _groups(entries).items():
        links = "".join(f"- [{label}]({label}/index.md) {len(found)}\n" for label, found in groups.items())
        _write(base / f"notes/{name}/index.md", f"# {NAMES[name]}\n\n{links}")
        for label, found in groups.items():
            up = "../" * (label.count("/") + 2)
            _write(base / f"notes/{name}/{label}/index.md", f"# {label}\n\n" + "".join(_line(e, up) for e in found))


KINDS: Mapping[str, Callable[[Sequence[Entry], Path], None]] = {
    "papernotes": write_papernotes,
    "plain": write_plain,
    "plain with lists": write_lists,
}


def catalogue(entries: Iterable[Entry]) -> str:
    """The papers as a catalogue file."""
    return "".join(map(_yaml, entries))


def _yaml(entry: Entry) -> str:
    facts = {
        "title": json.dumps(entry.title),
        "authors": f"[{', '.join(entry.authors)}]",
        "venue": entry.venue,
        "year": entry.year,
        "topics": f"[{entry.topic}]",
        "status": entry.status,
        "tags": f"[{', '.join(entry.tags)}]",
        "arxiv": f'"{entry.arxiv}"',
    }
    lines = [f"{entry.key}:", *(f"  {name}: {value}" for name, value in facts.items())]
    lines += [f'  links: {{code: "{entry.code}"}}'] if entry.code else []
    return "\n".join(lines) + "\n"


def _write_papers(entries: Iterable[Entry], base: Path) -> None:
    titles = {entry.key: entry.title for entry in entries}
    for entry in entries:
        link = f"相关论文：[{titles[entry.related]}]({entry.related}.md)。" if entry.related else ""
        parts = (f"# {entry.title}", _facts(entry), *(entry.blocks or (MISSING,)), link)
        _write(base / f"notes/papers/{entry.key}.md", "\n\n".join(parts) + "\n")


def _facts(entry: Entry) -> str:
    rows = {
        "作者": ", ".join(entry.authors),
        "会议与期刊": f"{entry.venue} {entry.year}",
        "主题": entry.topic,
        "状态": entry.status,
        "标签": ", ".join(entry.tags),
        "链接": f"[arXiv](https://arxiv.org/abs/{entry.arxiv})" + (f" [代码]({entry.code})" if entry.code else ""),
    }
    return "| 字段 | 内容 |\n| --- | --- |\n" + "\n".join(f"| {name} | {value} |" for name, value in rows.items())


def _line(entry: Entry, up: str) -> str:
    code = f" [代码]({entry.code})" if entry.code else ""
    facts = f"{entry.venue} {entry.year} {entry.status} {' '.join(entry.tags)}"
    return f"- [{entry.title}]({up}papers/{entry.key}.md) {facts}{code}\n"


def _groups(entries: Iterable[Entry]) -> dict[str, dict[str, list[Entry]]]:
    """Section of the site to label to papers."""
    found: dict[str, dict[str, list[Entry]]] = {name: {} for name in NAMES}
    for entry in entries:
        area = entry.topic.partition("/")[0]
        topics = (area, f"{area}/{entry.status}", entry.topic, f"{entry.topic}/{entry.status}")
        labels = {"topics": topics, "status": (entry.status,), "venues": (entry.venue,), "years": (str(entry.year),)}
        for name, values in {**labels, "tags": entry.tags}.items():
            for value in values:
                found[name].setdefault(value, []).append(entry)
    return found


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
