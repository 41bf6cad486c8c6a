"""Renaming a key reaches every place that means the paper, and no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge_bases import make, run

LINKS = """\
| `[[vit]]` [[vit]] | [[vit\\|words]] [[vit]] |
|---|---|
| [[vit]] | `[[vit]]` |

[^1]: [[vit]]

- a [l](./vit.md#a) [t](vit.md 't') [t](vit.md "t") [b](<vit.md>) `[x](vit.md)` [h](http://h/vit.md)
    > [[ vit | w ]] \\[[vit]] [see [[vit]]](http://y) [[vit2]]

[ref]: vit.md "T"

```
[[vit]] [x](vit.md)
```
"""
# The law: what is no reference to the paper stays.
RENAMED = """\
| `[[vit]]` [[new]] | [[new\\|words]] [[new]] |
|---|---|
| [[new]] | `[[vit]]` |

[^1]: [[new]]

- a [l](./new.md#a) [t](new.md 't') [t](new.md "t") [b](<new.md>) `[x](vit.md)` [h](http://h/vit.md)
    > [[ new | w ]] \\[[vit]] [see [[new]]](http://y) [[vit2]]

[ref]: new.md "T"

```
[[vit]] [x](vit.md)
```
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
@pytest.mark.parametrize("start", ["", "\ufeff"], ids=["plain", "bom"])
def test_rename_in_every_place(tmp_path: Path, newline: str, start: str) -> None:
    head = start + "---\npaper: '{}'  # why\nsummary: as [[vit]]\n---\n"
    notes = {"vit.md": "[[vit]]\n", "other.md": start + LINKS, "sub.md": head.format("vit") + LINKS}
    base = make(tmp_path, "vit:\n  title: ViT\n", {name: t.replace("\n", newline) for name, t in notes.items()})
    assert run(base, "rename", "vit", "new").exit_code == 0
    wanted = {"new.md": "[[new]]\n", "other.md": start + RENAMED, "sub.md": head.format("new") + RENAMED}
    found = {path.name: path.read_bytes().decode() for path in (base / "notes").iterdir()}
    assert found == {name: text.replace("\n", newline) for name, text in wanted.items()}


def test_rename_of_what_cannot_be_changed_safely(tmp_path: Path) -> None:
    base = make(tmp_path, "vit:\n  title: ViT\n", {"x.md": "---\n{paper: vit}\n---\n"})
    assert "notes/x.md:2:2: 'paper' cannot be changed safely" in str(run(base, "rename", "vit", "new").exception)
    assert "vit:" in (base / "papers.yaml").read_text("utf-8")
