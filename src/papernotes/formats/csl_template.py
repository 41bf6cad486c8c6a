"""Lines of a bibliography from templates that the CSL processor itself has made, one for each shape of reference.

What a processor does for a reference depends on its values in few ways: which there are, whether they are numbers,
whether they end with a punctuation mark that swallows the next. References alike in these give the same line but for
the values. So one of each shape is rendered with stand-ins, and the line cut into what stands between them; where a
value may do more, it is no hole of the template but part of the shape, or the processor renders the reference."""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from citeproc import Citation, CitationItem, CitationStylesBibliography, formatter, model
from citeproc.source.json import CiteProcJSON
from lxml import etree

from papernotes.formats.csl_names import VALUES, Names, Shared, end_of, with_numbers
from papernotes.late import regex

Item = Mapping[str, Any]
"""A reference as CSL-JSON has it."""

_CSL = "{http://purl.org/net/xbiblio/csl}"
_YEAR = 7919
"""Stands for a year; of four digits, since earlier ones are followed by AD."""
_NUMBERS = 60_130_000
"""Stand for numbers."""
_DIGITS = regex(r"[0-9]+")
_TESTS = ("is-numeric", "is-uncertain-date")
_ALTER = {"text-case", "strip-periods"}
_PARSER = CiteProcJSON([])


class _Hole(NamedTuple):
    """A value in the line: what stands for it, and how it is shown."""

    shape: tuple[Any, ...]
    """All that the stand-in depends on."""
    name: str
    stand_in: Any
    """The value of the stand-in in the reference."""
    sign: str
    """How the stand-in is shown."""
    shown: str
    """How the value is shown."""


class Lines:
    """The lines of references of one CSL type with just the same variables, by one style reduced to them."""

    def __init__(self, style: Any, shared: Shared | None = None) -> None:
        self._style = style
        style.root.formatter = formatter.plain
        self._language = style.root.get("default-locale", "en")[:2]
        self._templates: dict[tuple[Any, ...], str | None] = {}
        layout = style.root.find(f"{_CSL}bibliography/{_CSL}layout")
        self._elements = [item for item in layout.iter() if isinstance(item.tag, str)]
        self._callers: dict[str, list[Any]] = {}
        for element in self._elements:
            for name in element.get("variable", "").split() if _local(element) not in ("if", "else-if") else ():
                self._callers.setdefault(name, []).append(element)
        self._tested = {name for e in self._elements for test in _TESTS for name in e.get(test, "").split()}
        self._texts = {name: calls[0] for name in self._callers if (calls := self._plain_calls(name))}
        self._as_is = {n for n, e in self._texts.items() if n != "page" and not set(e.attrib) & _ALTER}
        self._names = self._one_name({} if shared is None else shared)
        # A text that alters what a macro gives, or a name that replaces others, is the processor's.
        self._simple = not any(e.get("macro") or _local(e) == "substitute" for e in self._elements)
        self._month = any(
            not e.get("form") or e.get("date-parts") != "year" for e in self._elements if _local(e) == "date"
        )

    def line(self, item: Item) -> str:
        """The reference's line, as the processor gives it."""
        made = self._filled(item) if self._simple else None
        return rendered(self._style, item) if made is None else made

    def _plain_calls(self, name: str) -> list[Any]:
        """The elements that show a variable as it is and the labels that ask for its number; none if others do more."""
        calls = self._callers[name]
        texts = [call for call in calls if _local(call) == "text" and call.get("form") != "short"]
        labels = [call for call in calls if _local(call) == "label"]
        own_rule = name.startswith("number-of") or name in ("page-first", "citation-number", "locator", "year-suffix")
        return texts + labels if len(texts) == 1 and len(texts + labels) == len(calls) and not own_rule else []

    def _one_name(self, shared: Shared) -> Names | None:
        calls = self._callers.get("author", [])
        names = calls[0].findall(f"{_CSL}name") if len(calls) == 1 else []
        plain = len(names) == 1 and not set(names[0].attrib) & {"prefix", "suffix"} and names[0].get("form") != "count"
        return Names(names[0], shared) if plain and calls[0].get("variable") == "author" else None

    def _filled(self, item: Item) -> str | None:
        """The line by a template; None if the reference has something that only the processor can do."""
        holes: list[_Hole] = []
        fixed: dict[str, Any] = {}
        for number, (name, value) in enumerate(item.items()):
            if name not in self._callers:
                continue
            hole = self._hole(name, value, number)
            if hole is not None:
                holes.append(hole)
            elif isinstance(value, str):
                fixed[name] = value
            else:
                return None
        key = (*[hole.shape for hole in holes], None, *fixed.items())
        if key not in self._templates:
            self._templates[key] = self._template(item, holes, fixed)
        template = self._templates[key]
        return None if template is None else template.format(*[hole.shown for hole in holes])

    def _template(self, item: Item, holes: Sequence[_Hole], fixed: Mapping[str, str]) -> str | None:
        """The line with a number in braces for each hole; None if a sign could be taken for something else."""
        signs = [hole.sign for hole in holes]
        if any(sign in value for sign in signs for value in fixed.values()):
            return None
        line = rendered(self._style, {**item, **{hole.name: hole.stand_in for hole in holes}})
        if not all(sign in line for sign in signs):
            return None
        parts = re.split(f"({'|'.join(map(re.escape, signs))})", line) if signs else [line]
        return with_numbers([signs.index(part) if odd % 2 else part for odd, part in enumerate(parts)])

    def _hole(self, name: str, value: Any, number: int) -> _Hole | None:
        if name == "author":
            return self._authors(value)
        if name == "issued":
            return self._date(value)
        if name not in self._texts or not isinstance(value, str):
            return None
        if name in self._tested and model.If.re_numeric.match(value):
            # Of digits alone; others may be numerals or end in letters.
            sign = str(_NUMBERS + number)
            return _Hole((name, sign), name, sign, sign, value) if _DIGITS.fullmatch(self._shown(name, value)) else None
        shown = self._shown(name, value)
        if (end := end_of(shown)) is None:
            return None
        sign = chr(VALUES + number)
        plural = model.Label.RE_MULTIPLE_NUMBERS.search(value)
        stand_in = (f"1{sign}2" if plural else sign) + end
        return _Hole((name, stand_in), name, stand_in, stand_in, shown)

    def _shown(self, name: str, value: str) -> str:
        """A text as its element shows it, without what stands around it; fonts are nothing to plain text."""
        element = self._texts[name]
        if name in self._as_is and "<" not in value:
            return value
        said = _PARSER.parse_string(value)
        if name == "page":
            said = element._process(said, name)
        return str(element.case(element.strip_periods(said), self._language)) if said else ""

    def _date(self, value: Mapping[str, Any]) -> _Hole | None:
        (date,) = value["date-parts"]
        # Years of fewer digits have an era, and there is no other use of them.
        if not 1000 <= date[0] <= 9999:
            return None
        rest = date[1:] if self._month else []
        return _Hole(("issued", *rest), "issued", {"date-parts": [[_YEAR, *rest]]}, str(_YEAR), str(date[0]))

    def _authors(self, value: Sequence[Mapping[str, str]]) -> _Hole | None:
        if self._names is None or (shown := self._names.shown(value)) is None or (end := end_of(shown)) is None:
            return None
        # A label may tell one author from several.
        several = len(value) > 1
        stand_in, sign = self._names.stand_in(several, end)
        return _Hole(("author", several, end), "author", stand_in, sign, shown)


def rendered(style: Any, item: Item) -> str:
    """The reference's line by the processor."""
    if not item.get("author"):
        item = {**item, "author": []}
    with warnings.catch_warnings():
        # Of each variable that it does not know.
        warnings.simplefilter("ignore")
        source = CiteProcJSON([{name: value for name, value in item.items() if value}])
    bibliography = CitationStylesBibliography(style, source, formatter.plain)
    bibliography.register(Citation([CitationItem(item["id"])]))
    lines = bibliography.bibliography()
    return str(lines[0]) if lines else ""


def _local(element: Any) -> str:
    return str(etree.QName(element).localname)
