"""Who opens a socket: only add, update, links and check --online; and none of them with --offline."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from papernotes.cli import COMMANDS
from services import World, serving

# Python calls it for every name that is looked up and every connection, whoever makes them, in child processes too.
# https://docs.python.org/3/library/audit_events.html
HOOK = """
import os, sys

NETWORK = {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.sendmsg"}

def heard(event, args):
    if event in NETWORK:
        with open(os.environ["HEARD"], "a") as file:
            print(event, *args[-1:], file=file)

sys.addaudithook(heard)
"""
DRIVER = """
import json, os, pathlib, sys
from click.testing import CliRunner
from papernotes.cli import cli

heard = pathlib.Path(os.environ["HEARD"])
for arguments in json.load(sys.stdin):
    heard.write_text("")
    result = CliRunner().invoke(cli, arguments)
    print(json.dumps([result.exit_code, heard.read_text(), result.output[-300:]]))
"""
BIBTEX = "@article{x, title = {An Invented Article}, author = {Ada Beispiel}, year = {2020}}\n"
# Each command doing its work; what may ask somebody is told not to.
CALLS: Mapping[str, Sequence[str]] = {
    "init": ["init", "{new}"],
    "add": ["add", "2101.99901", "10.5555/x", "https://example.org/x", "'A Title'", "--offline"],
    "update": ["update", "--offline"],
    "import": ["import", "{bib}", "--dry-run"],
    "enrich": ["enrich", "--from", "{bib}", "--yes"],
    "note": ["note", "seed2020", "--no-edit"],
    "list": ["list"],
    "search": ["search", "识别"],
    "show": ["show", "detr2020"],
    "set": ["set", "detr2020", "links.code=https://code.example.org/x"],
    "status": ["status", "detr2020", "已读"],
    "rename": ["rename", "clash", "clash2"],
    "remove": ["remove", "clash2", "--yes"],
    "check": ["check"],
    "links": ["links", "--offline"],
    "fmt": ["fmt", "--allow-dirty"],
    "build": ["build", "-d", "{site}"],
    "export": ["export", "bibtex"],
    "schema": ["schema"],
    "completion": ["completion", "bash"],
}


@pytest.fixture
def listening(base: Path, tmp_path: Path) -> dict[str, str]:
    """The environment of a process that writes down every connection and every name that it looks up."""
    hook = tmp_path / "hook"
    hook.mkdir()
    (hook / "sitecustomize.py").write_text(HOOK, "utf-8")
    (tmp_path / "refs.bib").write_text(BIBTEX, "utf-8")
    text = (base / "papers.yaml").read_text("utf-8") + '  arxiv: "2201.99901"\n  doi: 10.5555/clash\n'
    (base / "papers.yaml").write_text(text, "utf-8")
    path = os.pathsep.join([str(hook), *filter(None, [os.environ.get("PYTHONPATH")])])
    # Nobody is there: should somebody ask all the same, no stranger hears of it.
    nobody = json.dumps({"arxiv": "http://127.0.0.1:9", "doi_ra": "http://127.0.0.1:9"})
    return {**os.environ, "PYTHONPATH": path, "HEARD": str(tmp_path / "heard"), "PAPERNOTES_ENDPOINTS": nobody}


def heard(base: Path, environ: Mapping[str, str], calls: Sequence[Sequence[str]]) -> list[tuple[int, str, str]]:
    """Exit code, network events and the end of the output of each call, made in one process."""
    places = {"{new}": base / "new", "{bib}": base / "refs.bib", "{site}": base / "site"}
    filled = [["-C", str(base), *(str(places.get(word, word)) for word in call)] for call in calls]
    command = [sys.executable, "-c", DRIVER]
    done = subprocess.run(command, input=json.dumps(filled), env=environ, capture_output=True, text=True, check=False)
    assert not done.returncode, done.stderr
    return [tuple(json.loads(line)) for line in done.stdout.splitlines() if line.startswith("[")]


def test_no_command_opens_a_socket_unless_it_is_told_to(base: Path, listening: dict[str, str]) -> None:
    assert set(CALLS) | {"serve"} == set(COMMANDS)
    results = heard(base, listening, list(CALLS.values()))
    codes = dict(zip(CALLS, [code for code, _, _ in results], strict=True))
    assert {name: said for name, (_, said, _) in zip(CALLS, results, strict=True) if said} == {}
    # They did their work: a command that stops at once opens no socket either.
    assert codes == dict.fromkeys(CALLS, 0) | {"check": 1, "update": 3}, results


def test_the_hook_hears_those_that_ask(base: Path, listening: dict[str, str]) -> None:
    calls = [["update", "clash"], ["check", "--online"], ["add", "2101.99901"]]
    with serving(World()) as world:
        environ = {**listening, "PAPERNOTES_ENDPOINTS": json.dumps(world.bases)}
        results = heard(base, environ, calls)
    assert len(results) == len(calls) and world.asked
    for call, (_, said, _) in zip(calls, results, strict=True):
        assert f"socket.connect ('127.0.0.1', {world.port})" in said, call


def test_serve_connects_to_nobody(base: Path, listening: dict[str, str]) -> None:
    command = [sys.executable, "-m", "papernotes", "-C", str(base), "serve", "-a", "127.0.0.1:0"]
    with subprocess.Popen(
        command, env=listening, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout is not None
        end = time.monotonic() + 60
        said = next((line for line in process.stdout if "Serving on" in line or time.monotonic() > end), "")
        process.terminate()
    log = Path(listening["HEARD"])
    assert "Serving on" in said and not (log.read_text("utf-8") if log.exists() else "")
