"""Patterns that wait for their first use are patterns: all of ours can be compiled, and say what `re` says."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module

import papernotes
from papernotes import late


def waiting() -> Iterator[late._Late]:
    for found in pkgutil.walk_packages(papernotes.__path__, "papernotes."):
        if not found.name.endswith("__main__"):
            yield from (one for one in vars(import_module(found.name)).values() if isinstance(one, late._Late))


def test_each_pattern_can_be_compiled() -> None:
    assert len({one.compiled() for one in waiting()}) > 150


def test_a_pattern_is_what_re_makes_of_it() -> None:
    made, plain = late.regex(r"(?P<a>x+)|y", re.I), re.compile(r"(?P<a>x+)|y", re.I)
    assert repr(made) == repr(plain) and made.pattern == plain.pattern and made.flags == plain.flags
    assert made.sub("-", "aXxyb") == plain.sub("-", "aXxyb") == "a--b"
    assert made.findall("xy") == plain.findall("xy") and made.search("b") is None
    assert "sub" in vars(made), "asked for once, a method is found at once"
