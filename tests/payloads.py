"""Payloads, a knowledge base that has them everywhere, and what a page would run or load."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from papernotes.model.paper import shapes

DATA = Path(__file__).parent / "data" / "payloads"
MKDOCS = """\
site_name: T
docs_dir: notes
theme: {name: material, language: zh, font: false}
plugins: [papernotes]
markdown_extensions:
  - abbr
  - admonition
  - attr_list
  - def_list
  - footnotes
  - md_in_html
  - tables
  - toc: {permalink: "¶"}
  - pymdownx.arithmatex: {generic: true}
  - pymdownx.details
  - pymdownx.highlight
  - pymdownx.superfences
  - pymdownx.tasklist
"""
NOTE = """\
---
summary: {quoted}
description: {quoted}
reader: {quoted}
author: {quoted}
subtitle: {quoted}
location: {quoted}
revision_date: {quoted}
tags: [{quoted}]
title: {quoted}
sources: {{x: {quoted}, {quoted}: "https://example.org/"}}
---

# {line}

{payload}

- item {line}

[{line}](plain.md) ![{line}](a.png) [[plain|{line}]]

| {line} | b |
|---|---|
| {cell} | [[plain]] |

## {line}

`{line}` ${line}$ $${line}$$

```python {line}
{payload}
```

!!! note "{line}"
    {line}

word[^1]

[^1]: {line}

<div markdown>{line}</div>
"""


def payloads() -> list[str]:
    """Every payload, each once."""
    own = (DATA / "own.txt").read_text("utf-8").splitlines()
    escaped = re.compile(r"\\(\\|n|t|x[0-9a-f]{2})")
    plain = {"\\": "\\", "n": "\n", "t": "\t"}
    lines = [escaped.sub(lambda m: plain.get(m[1]) or chr(int(m[1][1:], 16)), line) for line in own]
    for path in sorted(DATA.glob("*.json")):
        lines += json.loads(path.read_text("utf-8"))
    return list(dict.fromkeys(lines))


def entry(number: int, payload: str) -> dict[str, Any]:
    """A paper of which every field holds the payload; one in three is read, one in five has a topic of its own."""
    held = {"text": payload, "date": payload, "list": [payload], "map": {"code": payload, payload[:200]: payload}}
    fields = {name: held[shape.type] for name, shape in shapes().items() if shape.type in held}
    fields["authors"] = [payload, "Ann Example"]
    fields["topics"] = ["t", payload][: 1 if number % 5 else 2]
    return fields | ({} if number % 3 else {"status": "已读"})


def make(base: Path, chosen: list[str]) -> Path:
    """A knowledge base with a paper and a note for each payload, in every place where a user can write."""
    notes = base / "notes"
    notes.mkdir()
    papers = ["plain:\n  title: Plain\n  topics: [t]\n  authors: [Ann Example]\n  status: 已读\n"]
    (notes / "plain.md").write_text("text $x$\n\n```python\nx\n```\n", "utf-8")
    (notes / "index.md").write_text("# home\n", "utf-8")
    for number, payload in enumerate(chosen):
        quoted, line = json.dumps(payload), " ".join(payload.split())
        papers.append(f"p{number}: {json.dumps(entry(number, payload))}\n")
        cell = line.replace("|", "\\|")
        text = NOTE.format(quoted=quoted, payload=payload, line=line, cell=cell)
        # A name's place decides what it is: every tenth payload has a page of the reader's own, too.
        (notes / f"p{number}.md").write_text(text, "utf-8", newline="")
        if number % 10 == 0:
            (notes / f"free{number}.md").write_text(text, "utf-8", newline="")
    (base / "papers.yaml").write_text("".join(papers), "utf-8")
    (base / "mkdocs.yml").write_text(MKDOCS, "utf-8")
    return base


class Page(HTMLParser):
    """A page as a parser sees it."""

    RUNS = ("", "module", "text/javascript")
    LOADS = ("src", "href", "xlink:href", "action", "formaction", "data", "poster", "srcset", "ping", "background")
    NEVER = frozenset("iframe object embed base frame frameset applet math style video audio source template".split())

    def __init__(self, html: str) -> None:
        super().__init__()
        self.scripts: list[str] = []
        self.harm: list[str] = []
        self.data: list[str] = []
        self.policies: list[str] = []
        self._kind: str | None = None
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        self._kind = said.get("type", "") if tag == "script" and "src" not in said else None
        if tag in self.NEVER:
            self.harm.append(f"<{tag}>")
        if tag == "meta" and (kind := said.get("http-equiv", "")):
            self.policies.append(said.get("content", ""))
            # A key that the paper had before leads to its page.
            own = kind == "refresh" and re.fullmatch(r"0; url=\.\./p\d+/", said.get("content", ""))
            self.harm += [kind] if kind != "Content-Security-Policy" and not own else []
        for name, value in said.items():
            if name.startswith("on") or name in ("style", "srcdoc"):
                self.harm.append(f"{tag} {name}={value}")
            if name in self.LOADS and not self._harmless(tag, name, value):
                self.harm.append(f"{tag} {name}={value}")

    def _harmless(self, tag: str, name: str, value: str) -> bool:
        # As https://url.spec.whatwg.org/#concept-basic-url-parser does.
        plain = re.sub(r"[\t\n\r]", "", re.sub(r"\A[\x00-\x20]+", "", value)).lower()
        scheme = re.match(r"[a-z][a-z0-9+.-]*:", plain)
        if tag == "a" and name == "href":
            return not scheme or scheme[0] in ("http:", "https:", "mailto:", "ftp:")
        if tag == "link" and (scheme or plain.startswith("//")):
            return False
        # What a page loads is its own.
        return not scheme and not plain.replace("\\", "/").startswith("//")

    def handle_data(self, data: str) -> None:
        if self._kind is None:
            return
        if self._kind.lower() in self.RUNS:
            self.scripts.append(data)
        else:
            self.data.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._kind = None
