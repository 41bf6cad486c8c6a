"""What the README shows is what the commands print: its sessions are run as they stand there."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from building import build
from papernotes.cli import cli

ROOT = Path(__file__).parent.parent
SESSION = re.compile(r"^```console\n(.*?)^```$", re.M | re.S)
STEP = re.compile(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", re.M)
DAY = re.compile(r"\d{4}-\d\d-\d\d")


def by_shell(command: str) -> str:
    scripts = Path(sys.executable).parent
    env = {**os.environ, "PATH": f"{scripts}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(["bash", "-c", command], env=env, text=True, stdout=-1, stderr=subprocess.STDOUT, check=False)
    return done.stdout


def called(command: str) -> str:
    """What a command prints: papernotes alone in this process, which is quick; what needs a shell by the shell."""
    words = shlex.shlex(command, posix=True, punctuation_chars=True)
    words.whitespace_split = True
    program, *arguments = words
    if program != "papernotes" or any(set(word) <= set("|&;<>()") for word in arguments):
        return by_shell(command)
    if arguments[0] == "build":
        return build(Path(), *arguments[1:]).output
    result = CliRunner().invoke(cli, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result.output


@pytest.mark.skipif(os.name == "nt", reason="the sessions are those of a POSIX shell")
@pytest.mark.parametrize("call", [called, pytest.param(by_shell, marks=pytest.mark.scale)])
@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_sessions(name: str, call: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "".join(SESSION.findall((ROOT / name).read_text("utf-8")))
    monkeypatch.chdir(tmp_path)
    shown, printed = [], []
    for command, output in STEP.findall(text):
        shown.append((command, DAY.sub("DAY", output)))
        printed.append((command, DAY.sub("DAY", call(command))))
        if command.startswith("cd "):
            monkeypatch.chdir(command.removeprefix("cd "))
    assert len(shown) > 10
    assert printed == shown


def test_two_commands_are_the_same_in_both_languages() -> None:
    texts = [(ROOT / name).read_text("utf-8") for name in ("README.md", "README.zh.md")]
    commands = [re.findall(r"^python3 -m venv .*$", text, re.M) for text in texts]
    assert commands[0] == commands[1] and len(commands[0]) == 2
