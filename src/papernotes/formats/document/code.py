"""Programs in a text that lost their fences."""

from __future__ import annotations

import re
from collections.abc import Sequence

_CJK = re.compile(r"[\u3400-\u9fff]")
_PYTHON = re.compile(
    r"\s*(?:import \w[\w.]*(?: as \w+)?(?:,.*)?$|from [\w.]+ import |(?:async )?def \w+\(|class "
    r"\w+(?:\(.*)?:?$|class \w+\(.*\):|@\w[\w.]*(?:\(.*\))?$|"
    r"self\.\w+ ?[-+*/]?= ?\S|if __name__|print\(|(?:for .+ in|while|with|elif|if|except|try)\b.*:$|else:$|"
    r"return\b(?: [\w(\[].*)?$|super\(|"
    r"(?:\w+(?:, ?\w+)*) = (?:\w+\.)+\w+\(.*|assert .+|raise \w+)"
)
_C = re.compile(
    r"\s*(?:#include\s*[<\"]|using namespace |(?:int|void|float|double|auto|char|bool|template|public|private|"
    r"static|const)\b.*[;{(<]\s*$|return .*;$|[\w:<>*& ]+\(.*\)\s*\{$)"
)
_SHELL = re.compile(
    r"\s*(?:\$ |pip3? install |conda (?:install|create|activate) |git clone |apt(?:-get)? install |sudo |cd "
    r"\S+$|mkdir |wget http|curl |python3? \S+\.py|export \w+=|docker )"
)
_WEAK = re.compile(
    r"\s*(?:[A-Za-zα-ωΑ-Ω_][\w.\[\], :α-ω-]*\s[-+*/|&]?=\s.*[\w)\]}'\",(\[:]\s*(?:#.*)?$|"
    r"[\w.]+\(.*\)?[,;:]?\s*(?:#.*)?$|#\s?\S.*|##\S.*|[)\]}]+[,:;]?\s*$|\w+(?: = [\w.]+)?,\s*$|\*,$|"
    r"\.\.\.$|pass$|break$|continue$|[{}]\s*;?$|.*[;{}]\s*$|\"\"\".*|'''.*)"
)
_LONGEST = 5000
_FENCE = re.compile(r"\s*(```+|~~~+)\s*([\w+#-]*)")


def programs(lines: Sequence[str]) -> list[str]:
    """For each line, the language if it is part of a program without fences, "fence" inside of fences, "long" for a
    line that nobody wrote by hand, or ""."""
    kinds = _fenced(lines)
    # A line of thousands of signs is data, whatever it looks like.
    kinds = [kind or ("long" if len(line) > _LONGEST else "") for kind, line in zip(kinds, lines, strict=True)]
    index = 0
    while index < len(lines):
        language = "" if kinds[index] else _language(lines[index])
        if not language:
            index += 1
            continue
        start, end = _start(lines, kinds, index), _end(lines, kinds, index)
        if _enough(lines[start:end]):
            for place in range(start, end):
                kinds[place] = language
        index = max(end, index + 1)
    return kinds


def _fenced(lines: Sequence[str]) -> list[str]:
    kinds = [""] * len(lines)
    fence = start = 0
    mark = ""
    for index, line in enumerate(lines):
        match = _FENCE.match(line)
        if fence and match and match[1].startswith(mark) and not match[2]:
            kinds[start : index + 1] = ["fence"] * (index + 1 - start)
            fence = 0
        elif match and not fence:
            fence, start, mark = 1, index, match[1]
    return kinds


def _language(line: str) -> str:
    """The language of a line that is beyond doubt one of a program."""
    if _CJK.search(line.split("#")[0].split("//")[0]) or not line.strip() or len(line) > 300:
        return ""
    if _PYTHON.match(line) and not re.match(r"\s*(?:for|while|with|if|return|class|try)\b[^(\[=.]*$", line):
        return "python"
    if _C.match(line):
        return "cpp"
    return "bash" if _SHELL.match(line) else ""


def _start(lines: Sequence[str], kinds: Sequence[str], index: int) -> int:
    while index > 0 and not kinds[index - 1] and lines[index - 1].strip():
        before = lines[index - 1]
        if not (_WEAK.match(before) and not _CJK.search(before.split("#")[0])):
            break
        index -= 1
    return index


def _end(lines: Sequence[str], kinds: Sequence[str], index: int) -> int:
    """Behind the last line of the program; blank lines count if one of the program follows."""
    depth = 0
    last = index
    place = index
    blanks = 0
    while place < len(lines) and not kinds[place] and blanks <= 2:
        line = lines[place]
        bare = line.split("#")[0]
        if not line.strip():
            blanks += 1
        elif depth > 0 or place == index or _language(line) or _continues(line, blanks):
            if _CJK.search(bare) and not re.search(r"[\"'].*[\u3400-\u9fff].*[\"']", bare):
                break
            depth = max(0, depth + sum(map(bare.count, "([{")) - sum(map(bare.count, ")]}")))
            last, blanks = place, 0
            if place - index > 400:
                break
        else:
            break
        place += 1
    return last + 1


def _continues(line: str, blanks: int) -> bool:
    if _CJK.search(line.split("#")[0]):
        return False
    if re.match(r"\s{4,}\S|\t\S", line) and not re.match(r"\s*[-*+•]\s", line):
        return True
    if line.startswith("# ") and blanks:
        return bool(re.match(r"# [a-z]", line))
    return bool(_WEAK.match(line)) and not re.match(r"\w[\w ,]*,$", line)


def _enough(lines: Sequence[str]) -> bool:
    """One line that can only be a program, or several that may be."""
    written = [line for line in lines if line.strip()]
    sure = sum(
        bool(
            re.search(
                r"\w\(.*\)|import |def |class \w+[(:]|\.\w+ ?=|#include|[;{]\s*$|^\s*(?:\$|pip|git|conda|sudo|"
                r"wget|curl|docker)",
                line,
            )
        )
        for line in written
    )
    return sure >= 1 and (
        len(written) > 1
        or bool(re.search(r"\w\(.*\)|^\s*(?:import \w|from \w.* import|\$ |pip|git clone|conda|sudo)", written[0]))
    )
