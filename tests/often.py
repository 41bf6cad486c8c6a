"""How often a law is tried: some times at each run, with other examples each; many times where that is asked for."""

from __future__ import annotations

import os
from typing import Any

import pytest
from hypothesis import settings

FULL = os.environ.get("PAPERNOTES_EXAMPLES") == "full"
"""`tests/test_often.py` sets it, in CI; so may everybody who changes what a law is about."""


def examples(full: int, few: int = 40, **more: Any) -> settings:
    """The settings of a law that is worth `full` examples, and is tried with `few` of them at an ordinary run."""
    return settings(max_examples=full if FULL else min(full, few), **more)


at_length = pytest.mark.skipif(os.environ.get("PAPERNOTES_LONG") != "1", reason="PAPERNOTES_LONG=1 runs it")
"""For more of what another test does with less: before a release, and after a change of what it is about."""
