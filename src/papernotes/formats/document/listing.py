"""One endless page: sections, papers in them, notes below the papers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from papernotes.formats.document import headers, noise, outline, table, title, venue
from papernotes.formats.document.found import Found
from papernotes.formats.document.heading import marked, plain
from papernotes.formats.document.links import only_url
from papernotes.formats.document.row import Entry, Outcome, Page, Row
from papernotes.formats.document.words import KINDS, capitals, is_nickname, is_title, latin, meaning, unclear, words
from papernotes.model.status import Statuses


@dataclass
class _State:
    """Where the reading is."""

    rows: Sequence[Row]
    statuses: Statuses
    into: str
    stem: str
    out: Outcome = field(default_factory=Outcome)
    path: list[tuple[int, str]] = field(default_factory=list)
    status: str = ""
    status_level: int = 0
    entry: Entry | None = None
    page: Page | None = None
    formal: bool = False
    """Sections have Markdown's headings."""
    paper_level: int = 0
    """Of the headings that are papers' titles, where they are headings."""
    own: int = -1
    """Index of the document's own title."""
    listing: bool = True
    """Titles without marks are expected."""
    loose: bool = False
    """What is written belongs to the section, not to the paper above."""

    @property
    def topic(self) -> str:
        """The path of the section."""
        return "/".join([*([self.into] if self.into else []), *(name for _, name in self.path)])


def read_listing(rows: Sequence[Row], statuses: Statuses, stem: str, into: str) -> Outcome:
    """The papers of a page, in order, with what is written below each; the rest on a page for each section."""
    state = _State(rows, statuses, into, stem)
    state.formal = sum(outline.hashed(row.text) is not None for row in rows if not row.code) >= 2
    state.own = outline.own_title(rows, statuses)
    tabled, heads = table.tables(rows, statuses)
    papers = {
        index: found
        for index, row in enumerate(rows)
        if not row.code and not row.drop and (found := _marked(row, statuses))
    }
    levels = Counter(found.level for found in papers.values() if found.level)
    state.paper_level = next((level for level, count in levels.most_common(1) if count >= 2), 0)
    papers |= {index: found for index, (found, _) in tabled.items()}
    index = 0
    while index < len(rows):
        row = rows[index]
        if row.drop or index in heads:
            state.out.dropped.append((row.line, row.drop or heads[index]))
        elif index in tabled:
            _row_of_table(state, row, *tabled[index])
        elif row.code or row.blank:
            _write(state, row)
        elif not _structure(state, index, papers):
            taken = _title(state, index, papers)
            if not taken:
                _note(state, index)
            index += max(0, taken - 1)
        index += 1
    return state.out


def _row_of_table(state: _State, row: Row, found: Found, note: str) -> None:
    entry = Entry(found, row.line, state.topic, state.status, heads=[(row.line, title.fields(found))])
    if note:
        entry.rows.append(Row(row.line, note))
    state.out.entries.append(entry)
    state.entry, state.loose = None, True


def _marked(row: Row, statuses: Statuses) -> Found | None:
    return marked(noise.image_end(row.text), statuses)


def _structure(state: _State, index: int, papers: dict[int, Found]) -> bool:
    """Whether the line is a section's name; if so, the section begins."""
    row, formal = state.rows[index], state.formal
    if index == state.own:
        _page(state, row).title = (outline.hashed(row.text) or (1, state.stem))[1]
        _page(state, row).heads.append(row.line)
        return True
    text = row.text.strip()
    heading = outline.hashed(text) if formal or re.match(r"#{1,6}\s", text) else None
    name = heading[1] if heading else outline.bold(text) or text
    word = meaning(name)
    if word and (heading or outline.bold(text) or state.rows[index - 1].blank or index == 0 or state.entry is None):
        return _status_section(state, row, word, heading[0] if heading else 7)
    if index in papers:
        return False
    if heading:
        entry = state.entry
        below = entry is not None and 0 < entry.found.level < heading[0]
        if below or (is_title(name) and len(words(name)) >= 4) or _heads_a_paper(state, index, *heading):
            return False
        return _section(state, row, heading[0], name)
    if (not formal or outline.bold(text)) and outline.named(
        _unbold(state.rows, index), index, state.statuses, state.listing and bool(state.path)
    ):
        return _section(state, row, 7 if formal else 1, name)
    return False


def _heads_a_paper(state: _State, index: int, level: int, name: str) -> bool:
    """Whether a heading without marks stands where others are papers' titles, or above the fields of a paper."""
    placed = level == state.paper_level and latin(name) and capitals(name) >= 0.5
    return placed or headers.follow(state.rows, index)


def _unbold(rows: Sequence[Row], index: int) -> Sequence[Row]:
    name = outline.bold(rows[index].text)
    return rows if not name else [*rows[:index], Row(rows[index].line, name), *rows[index + 1 :]]


def _section(state: _State, row: Row, level: int, text: str) -> bool:
    name = outline.name_of(text)
    state.path = [pair for pair in state.path if pair[0] < level] + [(level, name)]
    state.status, state.entry, state.listing, state.loose = "", None, True, False
    state.page = Page(f"topics/{state.topic}.md", name, row.line)
    state.out.pages.append(state.page)
    state.out.sections.append((row.line, "topics", len(state.out.entries), state.page))
    return True


def _status_section(state: _State, row: Row, word: str, level: int) -> bool:
    state.path = [pair for pair in state.path if pair[0] < level]
    state.status, state.status_level, state.entry, state.listing, state.loose = word, level, None, True, False
    state.out.sections.append((row.line, "status", len(state.out.entries), _page(state, row)))
    return True


def _page(state: _State, row: Row) -> Page:
    if state.page is None:
        state.page = Page(f"import/{state.stem}.md", state.stem, row.line)
        state.out.pages.append(state.page)
    return state.page


def _title(state: _State, index: int, papers: dict[int, Found]) -> int:
    """How many rows are the title of a paper that begins here; 0 if none does."""
    row = state.rows[index]
    found = papers.get(index)
    if found is not None and not found.strong and (_inside(state, found) or _nested(state, row)):
        found = None
    if found is None and not _nested(state, row):
        found = _bare(state, index)
    if found is None:
        return 0
    if only_url(found.title) or (KINDS.keys() & set(found.labels) and not latin(found.title)):
        # [2021-综述-博客] https://...: a link, no paper.
        state.entry, state.loose, state.listing = None, True, False
        _write(state, row)
        return 1
    taken = title.broken(state.rows, index, found, papers)
    lines = [r for r in state.rows[index : index + taken] if not r.blank]
    entry = Entry(found, row.line, state.topic, state.status)
    entry.heads = [(r.line, title.fields(found)) for r in lines]
    state.out.entries.append(entry)
    state.entry, state.loose = entry, False
    if images := noise.images(row.text):
        entry.rows.append(Row(row.line, " ".join(images)))
    return taken


def _inside(state: _State, found: Found) -> bool:
    """Whether a weak grammar stands among the notes of a paper that a strong one announced."""
    return (
        state.entry is not None
        and state.entry.found.strong
        and state.entry.noted
        and not found.level
        and not state.loose
    )


def _nested(state: _State, row: Row) -> bool:
    """Whether a line is indented below the item of a list that is the paper."""
    entry = state.entry
    return entry is not None and entry.found.listed and len(row.text) - len(row.text.lstrip()) >= 2


def _bare(state: _State, index: int) -> Found | None:
    """A title without marks, where one is expected."""
    row = state.rows[index]
    text = row.text.strip()
    heading = outline.hashed(text)
    if heading and (is_title(heading[1]) or _heads_a_paper(state, index, *heading)):
        return plain(text)
    if not state.listing:
        return None
    if text.startswith(">") or venue.alone(text):
        return None
    above = (
        index == 0
        or state.rows[index - 1].blank
        or bool(state.rows[index - 1].drop)
        or _head_line(state, state.rows[index - 1].line)
    )
    below = index + 1 >= len(state.rows) or state.rows[index + 1].blank
    bare = plain(text)
    if bare.listed:
        return bare if _sibling(state, row, bare) else None
    if state.formal and not state.status and re.search(r"\.$|, ", text):
        # An introduction, not a title.
        return None
    if above and is_title(noise.image_end(bare.title)):
        bare.title = noise.image_end(bare.title)
        return bare
    if above and below and state.path and state.entry is None and is_nickname(text):
        bare.grammar = "nickname"
        return bare
    return None


def _sibling(state: _State, row: Row, bare: Found) -> bool:
    """Whether an item of a list stands among papers: first of a section, or beside another that is one."""
    entry = state.entry
    if entry is not None and not entry.found.listed:
        return False
    name = bare.title
    expected = bool(state.status or bare.status) or (entry is not None and len(words(name)) <= 12)
    short = (
        expected and latin(name) and capitals(name) >= 0.6 and not re.search(r"[:：,，;。=]\s*$|https?:|: |, ", name)
    )
    return is_title(name) or (short and len(name) >= 3 and only_url(row.text) == "")


def _head_line(state: _State, line: int) -> bool:
    heads = state.out.entries[-1].heads if state.out.entries else []
    last = state.out.sections[-1][0] if state.out.sections else 0
    return line == last or any(line == number for number, _ in heads)


def _note(state: _State, index: int) -> None:
    """A line of text: a field of the paper, a mark, or something noted."""
    row = state.rows[index]
    text = noise.words_only(row.text)
    entry = state.entry
    if entry is not None and not state.loose:
        if word := meaning(text):
            entry.mark = word
            entry.heads.append((row.line, "status"))
            return
        if names := headers.take(text, entry, entry.noted):
            entry.heads.append((row.line, names))
            return
        if unclear(text):
            entry.mark = "revisit"
            entry.heads.append((row.line, "status"))
        state.loose = _of_section(state, entry, index)
        state.listing = state.listing and not entry.found.strong
    elif entry is None:
        state.loose = True
    _write(state, row)


def _of_section(state: _State, entry: Entry, index: int) -> bool:
    """Whether a text below a title without marks is about the section: an address, or words on the section's name."""
    if not entry.noted and state.status == "unread" and outline.link_name(state.rows, index):
        return True
    if entry.found.strong or entry.found.grammar == "link" or entry.noted or not state.path:
        return False
    if index and not state.rows[index - 1].blank:
        return False
    text = state.rows[index].text.strip()
    name = state.path[-1][1]
    head = re.split(r"[:：\s]|(?<=[A-Za-z])(?=[\u3400-\u9fff])", text)[0]
    return bool(only_url(text)) or (len(head) >= 2 and head.casefold() in name.casefold())


def _write(state: _State, row: Row) -> None:
    if state.entry is not None and not state.loose:
        state.entry.rows.append(row)
    elif state.page is not None or not row.blank:
        _page(state, row).rows.append(row)
