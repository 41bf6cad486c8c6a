"""How to cite a paper: ready texts that can be selected, and what the copy buttons of the page need."""

from __future__ import annotations

from papernotes.formats import bibtex_write
from papernotes.formats.citation import cite
from papernotes.model.library import venue_name
from papernotes.model.paper import Paper
from papernotes.views.html import Scene, text
from papernotes.views.links import addresses

ANCHOR = "pn-cite"
_BEGIN, _END = '<div class=pn-cite data-key="{}">\n', "</div>\n</div>\n"
"""No note can say so, as it comes before, and only the last counts; nor can a value, as it is escaped."""


def box(scene: Scene, paper: Paper) -> str:
    """The paper in the forms that people paste: GB/T 7714, APA, plain text, BibTeX; its key, for a copy button."""
    return scene.heading(2, ANCHOR, scene.word("cite")) + (scene.cited.get(paper.key) or _forms(scene, paper))


def known_forms(page: str, paper: Paper) -> str | None:
    """The forms as they stand on an earlier page of the paper; None where they do not."""
    start = page.rfind(_BEGIN.format(text(paper.key)))
    end = page.find(_END, start) if start >= 0 else -1
    return page[start : end + len(_END)] if end >= 0 else None


def _forms(scene: Scene, paper: Paper) -> str:
    styles = cite(paper)
    forms = {"GB/T 7714": styles["gbt7714"], "APA": styles["apa"], scene.word("cite_plain"): plain(paper)}
    rows = "".join(_row(name, said, "") for name, said in forms.items())
    rows += _row("BibTeX", bibtex_write.entry(paper).rstrip("\n"), " pn-bibtex")
    return f"{_BEGIN.format(text(paper.key))}{rows}</div>\n"


def folded(paper: Paper) -> str:
    """The paper in BibTeX, behind a click."""
    said = text(bibtex_write.entry(paper).rstrip("\n"))
    return f'<details class="pn-more"><summary>BibTeX</summary><pre tabindex="0">{said}</pre></details>\n'


def _row(name: str, said: str, cls: str) -> str:
    label = f"<span class=pn-form-name>{name}</span>"
    return f'<div class="pn-form{cls}">{label}<pre tabindex=0>{text(said)}</pre></div>\n'


def plain(paper: Paper) -> str:
    """Authors, title, venue and year, address: in one line without the signs of any style."""
    names = list(paper.authors[:3])
    others = ", et al." if len(paper.authors) > 3 else ""
    place = " ".join(str(part) for part in (venue_name(paper), paper.year) if part)
    address = next(iter(addresses(paper)), "")
    parts = (", ".join(names) + others, paper.title or paper.key, place, address)
    return ". ".join(part.rstrip(".") for part in parts if part)
