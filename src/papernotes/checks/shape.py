"""The form of a note's Markdown: headings, maths, code fences, tables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from papernotes.checks.registry import found, rule
from papernotes.checks.texts import Text, Texts
from papernotes.late import regex
from papernotes.model.library import Library
from papernotes.problem import Level, Problem, TextEdit
from papernotes.store.mistake import short

# With the line break before it, which `re` finds at once.
_MARKS = re.compile(r"\n {0,3}(#{1,6})(?=[ \t\n]|\Z)([^\n]*)")
_COLON = regex(r"[：:][ \t]*\Z")
_SIDE = regex(r"\\(left|right)(?![a-zA-Z])")
_BEGIN = regex(r"\\(begin|end)\{([a-zA-Z]+\*?)\}")
# "$5" is a price, "$\alpha" is maths that was not closed.
_LONE = regex(r"\$(?<![\\$]\$)\\[a-zA-Z]+")
_OPEN = regex(r"\$(?<!\\\$)\$")
_WIDE = regex(r"＄[^＄\n]{1,200}＄")
_DELIMITER = regex(r"(?m)^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*+\|?[ \t]*$")
_BAR = regex(r"(?<!\\)\|")


@rule("NOTE006", Level.INFO, "auto", of="note")
def heading_form(library: Library, texts: Texts) -> Iterator[Problem]:
    """A heading is empty, ends with a colon, or lies more than one level below the one before it.

    Why: The table of contents is made of the headings; one that skips a level is shown in the wrong place.
    Bad:
        vit:
          title: ViT
        === notes/vit.md ===
        ## 方法：
        #### 位置编码
    Good:
        vit:
          title: ViT
        === notes/vit.md ===
        ## 方法
        ### 位置编码
    """
    for text in texts.having("#", "\n=", "\n-"):
        if not _may_be_odd(text.body):
            continue
        above: list[tuple[int, int]] = []
        """Of the headings around this one: their level, and that which it should be."""
        for heading in text.headings:
            while above and above[-1][0] >= heading.level:
                above.pop()
            level = above[-1][1] + 1 if above else heading.level
            above.append((heading.level, level))
            signs = "#" * heading.level
            sharp = text.body.find("#", heading.start)
            if level != heading.level and text.body.startswith(signs, sharp):
                said = f"heading '{short(heading.words)}' is of level {heading.level} below one of level {level - 1}"
                edit = TextEdit(text.at(sharp), signs, "#" * level)
                yield found(text.at(heading.start), said, f"write '{'#' * level}'", edit)
            if not heading.words:
                yield found(text.at(heading.start), "empty heading", "write it, or remove the line")
            elif (match := _COLON.search(heading.words)) and match.start():
                edit = TextEdit(text.at(heading.place + match.start()), match[0].rstrip(), "")
                said = f"heading '{short(heading.words)}' ends with a colon"
                yield found(text.at(heading.start), said, "remove it", edit)


def _may_be_odd(body: str) -> bool:
    """Whether a heading may be: a look at the lines, code and all, is ten times quicker than the headings."""
    before = 6
    for signs, words in _MARKS.findall(f"\n{body}"):
        words = words.rstrip()
        if len(signs) > before + 1 or not words or words[-1] in "：:#":
            return True
        before = len(signs)
    return False


@rule("NOTE017", Level.ERROR, of="note")
def open_maths(library: Library, texts: Texts) -> Iterator[Problem]:
    """Maths is not closed: `$$`, `\\begin` and `\\end`, `\\left` and `\\right`; or its dollar sign is a full-width one.

    Why: What follows is shown as raw LaTeX, or all of the page as one formula.
    Bad:
        vit:
          title: ViT
        === notes/vit.md ===
        $$
        x = \\left( y
        $$
    Good:
        vit:
          title: ViT
        === notes/vit.md ===
        $$
        x = \\left( y \\right)
        $$
    """
    for text in texts.having("$", "\\begin{", "\\[", "\\(", "＄"):
        if "\\" in text.body:
            for span in text.spans:
                if span.kind == "maths":
                    yield from _unbalanced(text, span.start, text.body[span.start : span.end])
        prose = text.prose
        if "$" not in prose and "＄" not in prose:
            continue
        if match := _OPEN.search(prose):
            yield found(text.at(match.start()), "'$$' is not closed", "write '$$' behind the formula")
        for match in _LONE.finditer(prose):
            yield found(text.at(match.start()), f"maths '{short(match[0])}' is not closed", "write '$' behind it")
        for match in _WIDE.finditer(prose):
            yield found(text.at(match.start()), f"maths in full-width signs '{short(match[0])}'", "write '$'")


def _unbalanced(text: Text, start: int, maths: str) -> Iterator[Problem]:
    if "\\left" in maths or "\\right" in maths:
        sides = [match[1] for match in _SIDE.finditer(maths)]
        if sides.count("left") != sides.count("right"):
            missing = "right" if sides.count("left") > sides.count("right") else "left"
            said = f"{sides.count('left')} '\\left' and {sides.count('right')} '\\right' in one formula"
            yield found(text.at(start), said, f"write '\\{missing}.' where nothing is to be seen")
    if "\\begin" not in maths and "\\end" not in maths:
        return
    opened: list[str] = []
    for match in _BEGIN.finditer(maths):
        if match[1] == "begin":
            opened.append(match[2])
        elif not opened or opened.pop() != match[2]:
            yield found(text.at(start + match.start()), f"'{match[0]}' has no '\\begin'", "close what was begun last")
            return
    if opened:
        yield found(text.at(start), f"'\\begin{{{opened[-1]}}}' has no end", f"write '\\end{{{opened[-1]}}}'")


@rule("NOTE018", Level.ERROR, "suggestion", of="note")
def open_fence(library: Library, texts: Texts) -> Iterator[Problem]:
    """A fence of code is not closed.

    Why: The rest of the note is shown as code, and no other rule looks at it.
    Bad:
        vit:
          title: ViT
        === notes/vit.md ===
        ```python
        x = 1

        这里是正文。
    Good:
        vit:
          title: ViT
        === notes/vit.md ===
        ```python
        x = 1
        ```

        这里是正文。
    """
    for text in texts.having("```", "~~~"):
        for span in text.spans:
            if span.kind == "fence" and not span.closed:
                sign = text.body[span.start : span.end].lstrip("> \t-*+.0123456789)")[:3]
                yield found(text.at(span.start), "a fence of code is not closed", f"write '{sign}' below the code")


@rule("NOTE026", Level.WARNING, "auto", of="note")
def broken_table(library: Library, texts: Texts) -> Iterator[Problem]:
    """A row of a table has more or fewer cells than its head.

    Why: Cells that are too many are not shown at all, and where the line of dashes does not fit there is no table.
    A bar within a cell, as in `[[key|words]]`, is written `\\|`.
    Bad:
        vit:
          title: ViT
        === notes/vit.md ===
        | 方法 | 结果 |
        |---|---|
        | [[vit|ViT]] | 88.5 |
    Good:
        vit:
          title: ViT
        === notes/vit.md ===
        | 方法 | 结果 |
        |---|---|
        | [[vit\\|ViT]] | 88.5 |
    """
    for text in texts.having("|-", "| -", "|:", "| :", "-|", "- |"):
        lines = text.visible.split("\n")
        starts = [0]
        for line in lines:
            starts.append(starts[-1] + len(line) + 1)
        number = 1
        while number < len(lines):
            head, dashes = lines[number - 1], lines[number]
            if "|" in dashes and "|" in head and _DELIMITER.fullmatch(dashes):
                end = number + 1
                while end < len(lines) and "|" in lines[end]:
                    end += 1
                yield from _rows(text, [(starts[i], lines[i]) for i in (number - 1, *range(number, end))])
                number = end
            number += 1


def _cells(row: str) -> int:
    row = row.strip()
    row = row[1:] if row.startswith("|") else row
    return len(_BAR.findall(row.rstrip())) + (not re.search(r"(?<!\\)\|\Z", row))


def _rows(text: Text, rows: list[tuple[int, str]]) -> Iterator[Problem]:
    (_, head), (second, dashes), *others = rows
    width = _cells(head)
    if _cells(dashes) != width:
        said = f"the head has {width} cells, the line of dashes below it {_cells(dashes)}"
        old = text.body[second : second + len(dashes)]
        edit = TextEdit(text.at(second), old, "|" + "---|" * width)
        yield found(text.at(second), said, f"write {width}", edit if old == dashes else None)
    for place, row in others:
        count = _cells(row)
        bar = re.search(r"\[\[[^\[\]|\n\\]*(\|)[^\[\]\n|]*\]\]", row)
        if count > width and bar:
            edit = TextEdit(text.at(place + bar.start(1)), "|", "\\|")
            yield found(text.at(place + bar.start(1)), "a bar in a cell ends the cell", "write '\\|'", edit)
        elif count > width:
            said = f"the row has {count} cells, the head {width}"
            yield found(text.at(place), said, "write a bar within a cell as '\\|'")
        elif count < width and row.rstrip().endswith("|"):
            # Fewer are shown as empty ones: nothing is lost.
            end = len(row.rstrip())
            edit = TextEdit(text.at(place + end), "", " |" * (width - count))
            said = f"the row has {count} cells, the head {width}"
            yield found(text.at(place), said, "write the empty ones", edit, Level.INFO)
