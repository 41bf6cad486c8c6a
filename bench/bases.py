"""The same papers as a papernotes knowledge base and as plain MkDocs + Material folders."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from corpus import Paper

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


def write_papernotes(papers: Sequence[Paper], base: Path) -> None:
    """papers.yaml and a note for each paper that has one."""
    _write(base / "mkdocs.yml", MKDOCS + "plugins: [search, papernotes]\n")
    _write(base / "papers.yaml", catalogue(papers))
    _write(base / "notes/index.md", "# 论文笔记\n")
    for paper in papers:
        if paper.blocks:
            head = f"---\nread: {paper.day}\n---\n"
            link = f"相关论文：[[{paper.related}]]。" if paper.related else ""
            _write(base / f"notes/{paper.key}.md", "\n\n".join((head, *paper.blocks, link)) + "\n")


def write_plain(papers: Sequence[Paper], base: Path) -> None:
    """A page per paper and a home page, the papers out of the navigation."""
    _write(base / "mkdocs.yml", MKDOCS + "plugins: [search]\nnav: [index.md]\nnot_in_nav: /papers/\n")
    _write(base / "notes/index.md", "# 论文笔记\n")
    _write_papers(papers, base)


def write_lists(papers: Sequence[Paper], base: Path) -> None:
    """`write_plain`, and a page per topic, topic and status, status, venue, year and tag, as papernotes makes them."""
    nav = "".join(f"  - {NAMES[name]}: {name}/index.md\n" for name in NAMES)
    out = "not_in_nav: |\n  /papers/\n" + "".join(f"  /{name}/*/\n" for name in NAMES)
    _write(base / "mkdocs.yml", f"{MKDOCS}plugins: [search]\nnav:\n  - index.md\n{nav}{out}")
    _write(base / "notes/index.md", "# 论文笔记\n\n" + "".join(f"- [{NAMES[n]}]({n}/index.md)\n" for n in NAMES))
    _write_papers(papers, base)
    for name, groups in _groups(papers).items():
        links = "".join(f"- [{label}]({label}/index.md) {len(found)}\n" for label, found in groups.items())
        _write(base / f"notes/{name}/index.md", f"# {NAMES[name]}\n\n{links}")
        for label, found in groups.items():
            up = "../" * (label.count("/") + 2)
            _write(base / f"notes/{name}/{label}/index.md", f"# {label}\n\n" + "".join(_line(e, up) for e in found))


KINDS: Mapping[str, Callable[[Sequence[Paper], Path], None]] = {
    "papernotes": write_papernotes,
    "plain": write_plain,
    "plain with lists": write_lists,
}


def catalogue(papers: Iterable[Paper]) -> str:
    """The papers as a catalogue file."""
    return "".join(map(_yaml, papers))


def _yaml(paper: Paper) -> str:
    facts = {
        "title": json.dumps(paper.title),
        "authors": f"[{', '.join(paper.authors)}]",
        "venue": paper.venue,
        "year": paper.year,
        "topics": f"[{paper.topic}]",
        "status": paper.status,
        "tags": f"[{', '.join(paper.tags)}]",
        "arxiv": f'"{paper.arxiv}"',
    }
    lines = [f"{paper.key}:", *(f"  {name}: {value}" for name, value in facts.items())]
    lines += [f'  links: {{code: "{paper.code}"}}'] if paper.code else []
    return "\n".join(lines) + "\n"


def _write_papers(papers: Iterable[Paper], base: Path) -> None:
    titles = {paper.key: paper.title for paper in papers}
    for paper in papers:
        link = f"相关论文：[{titles[paper.related]}]({paper.related}.md)。" if paper.related else ""
        parts = (f"# {paper.title}", _facts(paper), *(paper.blocks or (MISSING,)), link)
        _write(base / f"notes/papers/{paper.key}.md", "\n\n".join(parts) + "\n")


def _facts(paper: Paper) -> str:
    rows = {
        "作者": ", ".join(paper.authors),
        "会议与期刊": f"{paper.venue} {paper.year}",
        "主题": paper.topic,
        "状态": paper.status,
        "标签": ", ".join(paper.tags),
        "链接": f"[arXiv](https://arxiv.org/abs/{paper.arxiv})" + (f" [代码]({paper.code})" if paper.code else ""),
    }
    return "| 字段 | 内容 |\n| --- | --- |\n" + "\n".join(f"| {name} | {value} |" for name, value in rows.items())


def _line(paper: Paper, up: str) -> str:
    code = f" [代码]({paper.code})" if paper.code else ""
    facts = f"{paper.venue} {paper.year} {paper.status} {' '.join(paper.tags)}"
    return f"- [{paper.title}]({up}papers/{paper.key}.md) {facts}{code}\n"


def _groups(papers: Iterable[Paper]) -> dict[str, dict[str, list[Paper]]]:
    """Section of the site to label to papers."""
    found: dict[str, dict[str, list[Paper]]] = {name: {} for name in NAMES}
    for paper in papers:
        area = paper.topic.partition("/")[0]
        topics = (area, f"{area}/{paper.status}", paper.topic, f"{paper.topic}/{paper.status}")
        labels = {"topics": topics, "status": (paper.status,), "venues": (paper.venue,), "years": (str(paper.year),)}
        for name, values in {**labels, "tags": paper.tags}.items():
            for value in values:
                found[name].setdefault(value, []).append(paper)
    return found


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
