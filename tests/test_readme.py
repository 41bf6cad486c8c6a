"""What the README shows is what the commands print: its sessions are run as they stand there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SESSION = re.compile(r"^```console\n(.*?)^```$", re.M | re.S)
STEP = re.compile(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", re.M)
DAY = re.compile(r"\d{4}-\d\d-\d\d")


@pytest.mark.skipif(os.name == "nt", reason="the sessions are those of a POSIX shell")
@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_sessions(name: str, tmp_path: Path) -> None:
    text = "".join(SESSION.findall((ROOT / name).read_text("utf-8")))
    scripts = Path(sys.executable).parent
    env = {**os.environ, "PATH": f"{scripts}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8"}
    env.pop("PAPERNOTES_SCREENSHOTS", None)
    folder, shown, printed = tmp_path, [], []
    for command, output in STEP.findall(text):
        done = subprocess.run(
            ["bash", "-c", command], cwd=folder, env=env, text=True, stdout=-1, stderr=subprocess.STDOUT, check=False
        )
        shown.append((command, DAY.sub("DAY", output)))
        printed.append((command, DAY.sub("DAY", done.stdout)))
        if command.startswith("cd "):
            folder /= command.removeprefix("cd ")
    assert len(shown) > 10
    assert printed == shown


def test_two_commands_are_the_same_in_both_languages() -> None:
    texts = [(ROOT / name).read_text("utf-8") for name in ("README.md", "README.zh.md")]
    commands = [re.findall(r"^python3 -m venv .*$", text, re.M) for text in texts]
    assert commands[0] == commands[1] and len(commands[0]) == 2
