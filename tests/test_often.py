"""All laws with all their examples; an ordinary run tries each with a few."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from often import at_length

HERE = Path(__file__).parent
LAWS = sorted(str(path) for path in HERE.glob("test_*.py") if "\n@given(" in path.read_text("utf-8"))


def test_there_are_laws() -> None:
    assert len(LAWS) >= 20


@at_length
@pytest.mark.scale
@pytest.mark.parametrize("part", range(3))
def test_with_all_examples(part: int) -> None:
    # The mark is Hypothesis's own: what has no examples is not run twice.
    command = [sys.executable, "-m", "pytest", "-p", "no:xdist", "-p", "no:cacheprovider", "-m", "hypothesis"]
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    env["PAPERNOTES_EXAMPLES"] = "full"
    done = subprocess.run([*command, *LAWS[part::3]], cwd=HERE.parent, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-4000:]
