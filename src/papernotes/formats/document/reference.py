"""References in text to other papers of the source."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from papernotes.formats.document.words import words

_SIGN = re.compile(r"[^\W_]")
_KEEP = re.compile(r"`[^`]*`|\$[^$]*\$|\[\[[^\]]*\]\]|!?\[[^\]]*\]\([^)]*\)|https?://\S+")


class Titles:
    """The titles of a source, to be found in text however they are written."""

    def __init__(self, titles: Sequence[str], aliases: Sequence[Sequence[str]]) -> None:
        self._by: dict[str, int] = {}
        for number, title in enumerate(titles):
            head = title.partition(":")[0] if ":" in title else ""
            for name in (title, head, *aliases[number]):
                pattern = _pattern(name)
                if len(words(name)) >= 3 and len(pattern) >= 14:
                    self._by.setdefault(pattern, number)
        self._heads = {name[:14] for name in self._by}

    def link(self, text: str, own: int = -1) -> str:
        """The text with [[draft:N|words]] where it names a paper other than `own`; programs stay as they are."""
        fenced = False
        lines = []
        for line in text.split("\n"):
            fenced ^= line.startswith(("```", "~~~"))
            lines.append(line if fenced or len(line) > 20_000 else self._line(line, own))
        return "\n".join(lines)

    def _line(self, line: str, own: int) -> str:
        kept = [match.span() for match in _KEEP.finditer(line)]
        signs = [match.start() for match in _SIGN.finditer(line)]
        folded = "".join(line[place].casefold()[:1] for place in signs)
        found: list[tuple[int, int, int]] = []
        index = 0
        while index + 14 <= len(folded):
            hit = self._at(folded, index) if folded[index : index + 14] in self._heads else None
            start = signs[index]
            boundary = start == 0 or not (line[start - 1].isascii() and line[start - 1].isalnum())
            if hit is None or not boundary:
                index += 1
                continue
            length, number = hit
            end = signs[index + length - 1] + 1
            if (
                (not any(low < end and start < high for low, high in kept) and not line[end : end + 1].isascii())
                or end == len(line)
                or not line[end].isalnum()
            ):
                if number != own and not any(low < end and start < high for low, high in kept):
                    found.append((start, end, number))
                index += length
            else:
                index += 1
        for start, end, number in reversed(found):
            said = line[start:end].replace("|", " ").replace("]", " ")
            # [2021-CVPR]Title: one bracket right before another is a link of Markdown's.
            space = " " if line[:start].endswith("]") else ""
            line = f"{line[:start]}{space}[[draft:{number}|{said}]]{line[end:]}"
        return line

    def _at(self, folded: str, index: int) -> tuple[int, int] | None:
        """The longest title that begins there."""
        hits = [(len(name), number) for name, number in self._by.items() if folded.startswith(name, index)]
        return max(hits) if hits else None


def _pattern(title: str) -> str:
    return "".join(char.casefold()[:1] for char in _SIGN.findall(title))


def renumber(text: str, numbers: Mapping[int, int]) -> str:
    """The text with [[entry:N]] as [[draft:M]]."""
    return re.sub(r"\[\[entry:(\d+)", lambda m: f"[[draft:{numbers[int(m[1])]}", text)
