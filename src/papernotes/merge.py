"""What a source says, joined with what is there: pure; never over what the user edited.

Three sides: what the source said last time (base), what stands in the knowledge base (mine), what the source says
now (theirs). Where base and theirs agree, nothing happens; where base and mine agree, theirs is new; else the two are
in conflict."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, NamedTuple

from papernotes.formats.draft import Draft, PageDraft, Reading
from papernotes.identifiers import NORMALISE, citation_key, fold_title
from papernotes.match import Index
from papernotes.model.library import Library, venue_name
from papernotes.model.paper import Paper, shapes, values
from papernotes.model.topic import topic_path
from papernotes.model.venue import registry
from papernotes.store import scalar

_REFERENCE = re.compile(r"\[\[draft:(\d+)((?:\|[^\]\n]*)?)\]\]")
_KEY = re.compile(r"[a-zA-Z][\w-]{0,79}\Z", re.A)
UNIONS = ("topics", "tags", "aliases")
"""Lists that grow by what is new."""


class Conflict(NamedTuple):
    """Both sides say something else since the last import."""

    key: str
    field: str
    """A field of the catalogue, or "note"."""
    mine: Any
    theirs: Any
    line: int
    """Of the source."""


@dataclass
class Plan:
    """What an import would do."""

    keys: list[str] = field(default_factory=list)
    """The key of each draft; "" of one that the user has removed since."""
    entries: dict[str, dict[str, Any]] = field(default_factory=dict)
    """New papers by key."""
    changes: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Fields of papers that are there, by key."""
    texts: dict[str, str] = field(default_factory=dict)
    """Notes and pages to write, by path below the notes folder."""
    conflicts: list[Conflict] = field(default_factory=list)
    base: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What to remember of this source: identity to key, fields and the hash of its note."""
    held: set[int] = field(default_factory=set)
    """Drafts whose note is not written: yours is another by now."""
    heads: dict[int, int] = field(default_factory=dict)
    """How many lines stand before a draft's note in its file."""


def plan(
    library: Library,
    reading: Reading,
    base: Mapping[str, Mapping[str, Any]],
    existing: Mapping[str, str],
    prefer: str = "",
) -> Plan:
    """What importing a reading would do to a library.

    `base` is what the last import of the source remembered; `existing` holds the texts of notes and pages by path below
    the notes folder; `prefer` decides conflicts: "theirs", "mine", or "" to report them."""
    made = Plan()
    index = Index(library.papers)
    taken = Keys(library.by_key)
    for draft in reading.drafts:
        known = base.get(identity(draft))
        key = str(known["key"]) if known else index.find(draft.fields) or ""
        if known and key not in library.by_key:
            key = ""  # The user has removed it since: it stays away.
        elif not key:
            key = _new_key(draft, taken)
            taken.add(key)
            made.entries[key] = dict(draft.fields)
            index.add(key, draft.fields)
        elif key in library.by_key:
            _merge_fields(made, library.by_key[key], draft, known, prefer)
        else:
            _join(made.entries[key], draft.fields)
        made.keys.append(key)
    for number, draft in enumerate(reading.drafts):
        _merge_note(made, number, draft, base.get(identity(draft)), existing, prefer)
    for page in reading.pages:
        _merge_page(made, page, base.get(f"page {page.uri}"), existing, prefer)
    return made


def identity(draft: Draft) -> str:
    """What tells a draft of a source from its others, from import to import."""
    return draft.key or "title " + fold_title(str(draft.fields.get("title", "")))


class Keys(Container[str]):
    """The keys that are taken; two that differ only in case would be one file on some systems."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._folded = {key.casefold() for key in keys}

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and key.casefold() in self._folded

    def add(self, key: str) -> None:
        """Take one more."""
        self._folded.add(key.casefold())


def _new_key(draft: Draft, taken: Keys) -> str:
    if _KEY.match(draft.key) and draft.key not in taken:
        return draft.key
    fields = draft.fields
    title = str(fields.get("title", ""))
    if not fields.get("authors"):
        title = next((alias for alias in fields.get("aliases", ()) if alias.isascii()), title.split(":")[0])
    return citation_key(fields.get("authors", ()), fields.get("year"), title, taken)


def _join(mine: dict[str, Any], theirs: Mapping[str, Any]) -> None:
    """Add what a second mention of a paper in the same source says."""
    for name, value in theirs.items():
        if name in UNIONS:
            mine[name] = list(dict.fromkeys([*mine.get(name, ()), *value]))
        else:
            mine.setdefault(name, value)


def _merge_fields(made: Plan, paper: Paper, draft: Draft, known: Mapping[str, Any] | None, prefer: str) -> None:
    """Add the changes and conflicts of one paper."""
    mine = values(paper)
    base = dict(known["fields"]) if known else {}
    for name in shapes():
        theirs = draft.fields.get(name)
        theirs = tuple(theirs) if isinstance(theirs, list) else theirs
        before = base.get(name)
        if not theirs or _remembered(name, theirs) == before or _same(name, mine.get(name), theirs, paper):
            continue
        if name in UNIONS:
            # What the user took out of the list since the last import stays out.
            new = [item for item in theirs if item not in mine.get(name, ()) and item not in (before or ())]
            if new:
                made.changes.setdefault(paper.key, {})[name] = [*mine.get(name, ()), *new]
        elif isinstance(theirs, Mapping) and mine.get(name) and not before:
            _merge_mapping(made, paper, name, draft, prefer)
        elif (not mine.get(name) and not before) or prefer == "theirs" or _remembered(name, mine.get(name)) == before:
            made.changes.setdefault(paper.key, {})[name] = draft.fields[name]
        elif prefer != "mine":
            made.conflicts.append(Conflict(paper.key, name, mine.get(name), draft.fields[name], draft.line))


def _merge_mapping(made: Plan, paper: Paper, name: str, draft: Draft, prefer: str) -> None:
    """Add what a mapping says under further names; two values of one name are a conflict."""
    mine, theirs = dict(getattr(paper, name)), dict(draft.fields[name])
    joined = mine | theirs if prefer == "theirs" else theirs | mine
    if set(joined) != set(mine) or joined != mine:
        made.changes.setdefault(paper.key, {})[name] = {**mine, **joined}
    if not prefer and any(item in mine and mine[item] != text for item, text in theirs.items()):
        made.conflicts.append(Conflict(paper.key, name, mine, theirs, draft.line))


def _remembered(name: str, value: Any) -> Any:
    """What is kept of a value to know it again: a list that grows as it is, anything else as a hash."""
    if not value:
        return None
    return list(value) if name in UNIONS else digest(repr(dict(value) if isinstance(value, Mapping) else value))


def _same(name: str, mine: Any, theirs: Any, paper: Paper) -> bool:
    if mine == theirs or (name == "kind" and theirs == "paper"):
        return True
    if name == "title":
        return fold_title(str(mine or "")) == fold_title(str(theirs))
    if name == "venue":
        venue = registry().find(str(theirs))
        return venue is not None and venue.name == venue_name(paper)
    if name == "topics":
        return {topic_path(t) for t in theirs} <= {topic_path(t) for t in mine or ()}
    if name in NORMALISE:
        return bool(mine) and NORMALISE[name](str(mine)) == NORMALISE[name](str(theirs))
    return False


def _merge_note(
    made: Plan,
    number: int,
    draft: Draft,
    known: Mapping[str, Any] | None,
    existing: Mapping[str, str],
    prefer: str,
) -> None:
    key = made.keys[number]
    given = ((name, tuple(v) if isinstance(v, list) else v) for name, v in draft.fields.items())
    fields = {name: _remembered(name, v) for name, v in given}
    remembered: dict[str, Any] = {"key": key or str((known or {}).get("key", "")), "fields": fields}
    if key and (draft.note.strip() or draft.note_meta):
        head = front_matter(draft.note_meta)
        theirs = Text(f"{key}.md", head, referred(draft.note, made.keys).rstrip() + "\n", draft.line, key, "note")
        remembered["note"] = digest(theirs.text)
        above = _merge_text(made, theirs, str((known or {}).get("note", "")), existing, prefer)
        if above is None:
            made.held.add(number)
        else:
            made.heads[number] = above
    made.base[identity(draft)] = remembered


def _merge_page(
    made: Plan, page: PageDraft, known: Mapping[str, Any] | None, existing: Mapping[str, str], prefer: str
) -> None:
    text = referred(page.text, made.keys).rstrip() + "\n"
    made.base[f"page {page.uri}"] = {"note": digest(text)}
    theirs = Text(page.uri, "", text, page.line, page.uri, "page")
    _merge_text(made, theirs, str((known or {}).get("note", "")), existing, prefer)


class Text(NamedTuple):
    """A note or a page as the source has it."""

    path: str
    head: str
    """Front matter with its fences."""
    body: str
    line: int
    name: str
    what: str

    @property
    def text(self) -> str:
        """The whole."""
        return self.head + self.body


def _merge_text(made: Plan, theirs: Text, before: str, existing: Mapping[str, str], prefer: str) -> int | None:
    """Plan what becomes of a text; how many lines stand above its body, None if it is not written."""
    mine = made.texts.get(theirs.path) or existing.get(theirs.path)
    now, whole = digest(theirs.text), theirs.head.count("\n")
    if mine is None:
        if before:  # The user has deleted it since.
            return None
        made.texts[theirs.path] = theirs.text
        return whole
    if digest(mine) == now or now == before:
        return whole
    if digest(mine) == before or prefer == "theirs":
        made.texts[theirs.path] = theirs.text
        return whole
    if not before and not prefer:
        # Another source, or the user, has written of it: both stay.
        made.texts[theirs.path] = mine.rstrip() + "\n\n" + theirs.body
        return mine.rstrip().count("\n") + 2
    if prefer != "mine":
        made.conflicts.append(Conflict(theirs.name, theirs.what, mine, theirs.text, theirs.line))
    return None


def digest(text: str) -> str:
    """A short hash of a text; line ends do not count."""
    return blake2b(text.replace("\r\n", "\n").rstrip().encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def referred(text: str, keys: Sequence[str]) -> str:
    """The text with its references to drafts as references to papers."""

    def key(match: re.Match[str]) -> str:
        number = int(match[1])
        name = keys[number] if number < len(keys) else ""
        return f"[[{name}{match[2]}]]" if name else match[2].lstrip("|")

    return _REFERENCE.sub(key, text)


def front_matter(meta: Mapping[str, Any]) -> str:
    """The front matter of a new note, with its fences; "" if there is nothing to say."""
    said = ((name, value) for name, value in meta.items() if value not in ("", [], {}, None))
    lines = [line for name, value in said for line in _meta_lines(name, value)]
    return "---\n" + "\n".join(lines) + "\n---\n\n" if lines else ""


def _meta_lines(name: str, value: Any) -> list[str]:
    if isinstance(value, list | tuple):
        value = [str(item) for item in value]
    elif not isinstance(value, str | int | Mapping):
        value = str(value)
    return scalar.field_lines(name, value)
