"""Writes src/papernotes/search/t2s.txt anew: traditional characters, and below them the simplified ones, from OpenCC.

Needs the package OpenCC (Apache-2.0), which nothing else does. Kept are the characters that Big5 has, whose simplified
form GB 2312 has: others are rare in titles and notes, and every reader who searches loads the table."""

from __future__ import annotations

from pathlib import Path

import opencc

TABLE = Path(__file__).parent.parent / "src" / "papernotes" / "search" / "t2s.txt"


def held(char: str, encoding: str) -> bool:
    """Whether the encoding has the character."""
    try:
        return bool(char.encode(encoding))
    except UnicodeEncodeError:
        return False


def main() -> None:
    """Convert each character of the basic block by itself."""
    convert = opencc.OpenCC("t2s").convert
    pairs = {char: convert(char) for char in map(chr, range(0x4E00, 0xA000))}
    kept = {a: b for a, b in pairs.items() if a != b and held(a, "big5") and held(b, "gb2312")}
    TABLE.write_text("".join(kept) + "\n" + "".join(kept.values()) + "\n", "utf-8")


if __name__ == "__main__":
    main()
