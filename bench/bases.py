"""The same papers in the shape of each generator: papernotes, MkDocs + Material, Zensical. Others: `peer_bases`.

Writing papers over those of before touches only the files whose text changes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from corpus import Paper, groups, picture

SITE = "https://example.org/"
NAMES = {"topics": "主题", "status": "状态", "venues": "会议与期刊", "years": "年份"}
MISSING = "（还没有笔记）"
# Only the papers' pages are out of the navigation: in it they would cost the square of their number.
MATERIAL = f"""\
site_name: 论文笔记
site_url: {SITE}
theme: {{name: material, language: zh, font: false}}
plugins: [search, tags]
markdown_extensions:
  - admonition
  - footnotes
  - tables
  - toc: {{permalink: true}}
  - pymdownx.arithmatex: {{generic: true}}
  - pymdownx.highlight
  - pymdownx.superfences
"""


def put(path: Path, content: str | bytes) -> None:
    """Write a file, or leave it alone where it holds that already."""
    data = content.encode() if isinstance(content, str) else content
    if path.is_file() and path.read_bytes() == data:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def note(paper: Paper, link: Callable[[str], str], image: str) -> str:
    """The Markdown of a paper's note with links and a picture as the generator wants them."""
    parts = list(paper.blocks or (MISSING,))
    if paper.related:
        parts.append("相关论文：" + "、".join(map(link, paper.related)) + "。")
    if paper.pictured:
        parts.append(f"![示意图]({image})")
    return "\n\n".join(parts) + "\n"


def facts(paper: Paper) -> str:
    """What the catalogue says of a paper, as a Markdown table."""
    rows = {
        "作者": ", ".join(paper.authors),
        "会议与期刊": f"{paper.venue} {paper.year}",
        "主题": paper.topic,
        "状态": paper.status,
        "标签": ", ".join(paper.tags),
        "链接": f"[arXiv](https://arxiv.org/abs/{paper.arxiv})" + (f" [代码]({paper.code})" if paper.code else ""),
    }
    return "| 字段 | 内容 |\n| --- | --- |\n" + "\n".join(f"| {name} | {value} |" for name, value in rows.items())


def write_papernotes(papers: Sequence[Paper], base: Path) -> None:
    """What `papernotes init` makes, with papers and notes of ours.

    Raises subprocess.CalledProcessError if init fails."""
    config = base / "mkdocs.yml"
    if not config.exists():
        command = [sys.executable, "-m", "papernotes", "init", str(base), "--name", "论文笔记", "--language", "zh"]
        subprocess.run(command, check=True, capture_output=True)
        # Feeds and site map want an address; the peers have one too.
        text, found = re.subn(r"(?m)^site_url:.*$", f"site_url: {SITE}", config.read_text("utf-8"))
        config.write_text(text if found else f"site_url: {SITE}\n{text}", "utf-8")
    put(base / "papers.yaml", catalogue(papers))
    put(base / "notes/images/fig.png", picture())
    for paper in papers:
        if paper.blocks:
            text = note(paper, "[[{}]]".format, "images/fig.png")
            put(base / f"notes/{paper.key}.md", f"---\nread: {paper.day}\n---\n\n{text}")


def catalogue(papers: Iterable[Paper]) -> str:
    """The papers as a catalogue file."""
    return "".join(map(_yaml, papers))


def _yaml(paper: Paper) -> str:
    values = {
        "title": json.dumps(paper.title),
        "authors": f"[{', '.join(paper.authors)}]",
        "venue": paper.venue,
        "year": paper.year,
        "topics": f"[{paper.topic}]",
        "status": paper.status,
        "tags": f"[{', '.join(paper.tags)}]",
        "arxiv": f'"{paper.arxiv}"',
    }
    lines = [f"{paper.key}:", *(f"  {name}: {value}" for name, value in values.items())]
    lines += [f'  links: {{code: "{paper.code}"}}'] if paper.code else []
    return "\n".join(lines) + "\n"


def write_material(papers: Sequence[Paper], base: Path) -> None:
    """A Markdown page per paper and per topic, status, venue and year; tags by Material's plug-in."""
    shown = groups(papers)
    nav = "".join(
        f"  - {name}:\n" + "".join(f"    - {json.dumps(label)}: {_list(section, label)}\n" for label in shown[section])
        for section, name in NAMES.items()
    )
    put(base / "mkdocs.yml", f"{MATERIAL}nav:\n  - 首页: index.md\n  - 标签: tags.md\n{nav}not_in_nav: /papers/\n")
    _write_pages(papers, base / "docs")


def write_zensical(papers: Sequence[Paper], base: Path) -> None:
    """The pages of `write_material`; Zensical reads its mkdocs.yml."""
    write_material(papers, base)


def _list(section: str, label: str) -> str:
    return f"{section}/{label.replace('/', '-')}.md"


def _write_pages(papers: Sequence[Paper], docs: Path) -> None:
    titles = {paper.key: paper.title for paper in papers}
    put(docs / "images/fig.png", picture())
    put(docs / "tags.md", "# 标签\n\n<!-- material/tags -->\n")
    for paper in papers:
        head = f"---\ntitle: {json.dumps(paper.title)}\ntags: [{', '.join(paper.tags)}]\n---\n\n# {paper.title}\n"
        body = note(paper, lambda key: f"[{titles[key]}]({key}.md)", "../images/fig.png")
        put(docs / f"papers/{paper.key}.md", f"{head}\n{facts(paper)}\n\n{body}")
    home = [f"# 论文笔记\n\n共 {len(papers)} 篇。\n"]
    shown = groups(papers)
    for section, name in NAMES.items():
        home.append(f"\n## {name}\n\n")
        for label, found in shown[section].items():
            home.append(f"- [{label}]({_list(section, label)}) ({len(found)})\n")
            lines = (f"- [{p.title}](../papers/{p.key}.md) — {p.venue} {p.year} · {p.status}\n" for p in found)
            put(docs / _list(section, label), f"# {label}\n\n共 {len(found)} 篇。\n\n{''.join(lines)}")
    put(docs / "index.md", "".join(home))
