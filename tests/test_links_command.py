"""`papernotes links` as a user calls it: what it reads, prints, writes, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import Result

from faults.reply import by, hang, page, redirect, reply
from faults.serve import Listener, Server, Visit
from papernotes.links import cache
from papernotes.links.cache import Record
from papernotes.problem import PapernotesError
from test_cli import run


def _snapshot(visit: Visit) -> str:
    return f"https://web.archive.org/web/20200101000000{visit.seen.target.removeprefix('/web')}"


SITE = {
    "ok": (page(), "127.0.1.211"),
    "gone": (reply(404), "127.0.1.212"),
    "hang": (hang, "127.0.1.213"),
    "moved": (by(lambda visit: visit.seen.target == "/new", page(), redirect(301, "/new")), "127.0.1.214"),
    "archive": (redirect(302, _snapshot), "127.0.1.215"),
}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A few pages, each a host."""
    with Server(0.1) as server:
        for name, (handler, address) in SITE.items():
            server.add(name, Listener(address, handler=handler))
        yield server


@pytest.fixture(scope="module")
def web(server: Server) -> dict[str, str]:
    """Name to address of the pages."""
    return {name: f"http://{one.address}:{one.port}" for name, one in server.listeners.items()}


def check(base: Path, *arguments: str) -> Result:
    quick = ("--allow-private", "127.0.1.0/24", "--interval", "0", "--connect-timeout", "1", "--read-timeout", "0.5")
    return run(base, "links", *quick, *arguments)


def stopped(result: Result) -> str:
    """The message of a command that could not go on."""
    assert isinstance(result.exception, PapernotesError), result.output
    return str(result.exception)


def links(result: Result) -> dict[str, str]:
    """Address to reason or state, of a report in JSON."""
    rows = json.loads(result.stdout)["links"]
    return {row["url"]: row["reason"] or row["state"] for row in rows}


@pytest.fixture
def note(base: Path, web: dict[str, str]) -> Path:
    """The knowledge base with links to the pages."""
    text = (
        f"# 链接\n\n[好]({web['ok']}/a) [没了]({web['gone']}/b#x)，{web['ok']}/c。[本地](free.md#概念) [无](nope.md)\n"
    )
    (base / "notes/links.md").write_text(text, "utf-8")
    entry = f"linked:\n  title: 有链接\n  arxiv: '2113.00001'\n  links: {{code: {web['gone']}/code}}"
    entry += " # papernotes: ignore-link reason=x\n"
    with (base / "papers.yaml").open("a", encoding="utf-8") as file:
        file.write(entry)
    return base


def test_a_knowledge_base(note: Path, web: dict[str, str]) -> None:
    result = check(note)
    assert result.exit_code == 1
    line = (note / "notes/links.md").read_text("utf-8").splitlines()[2]
    gone, arxiv = f"'{web['gone']}/b#x'", "'https://arxiv.org/abs/2113.00001'"
    assert [line.split(": ", 1) for line in result.stdout.splitlines()] == [
        [f"notes/links.md:3:{line.index(web['gone']) + 1}", f"LINK001 {gone}: the page is not there (404) [error]"],
        [f"notes/links.md:3:{line.index('nope.md') + 1}", "LINK001 'nope.md': no such file [error]"],
        ["papers.yaml:30:10", f"LINK001 {arxiv}: arXiv has no such paper: '2113.00001' is no arXiv id [error]"],
    ]
    assert "7 links: 3 ok, 3 broken, 1 skipped" in result.stderr
    known, _ = cache.load(note / ".papernotes/linkcache.jsonl")
    assert {record.state for record in known.values()} == {"ok", "broken"} and len(known) == 3


def test_places_are_clickable(note: Path, web: dict[str, str]) -> None:
    for row in json.loads(check(note, "--format", "json").stdout)["links"]:
        line = (note / row["file"]).read_text("utf-8").splitlines()[row["line"] - 1]
        assert line[row["column"] - 1 :].lstrip("'\"").startswith((row["url"], "2113"))


def test_the_same_input_gives_the_same_bytes(note: Path) -> None:
    forms = ("text", "json", "junit", "markdown", "github", "sarif")
    first = {form: check(note, "--format", form).stdout for form in forms}
    assert first == {form: check(note, "--format", form).stdout for form in forms}
    assert json.loads(first["json"])["schema_version"] == 1
    suite = ElementTree.fromstring(first["junit"])
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("7", "3", "1")
    assert len(json.loads(first["sarif"])["runs"][0]["results"]) == 3
    assert first["github"].startswith("::error file=notes/links.md,line=3,col=")
    assert first["markdown"].count("\n| `") == 3


def test_exit_codes(note: Path, web: dict[str, str], tmp_path: Path) -> None:
    assert check(note, "--fail-on", "never").exit_code == 0
    (note / "slow.md").write_text(f"{web['hang']}/", "utf-8")
    assert check(note, str(note / "slow.md")).exit_code == 0, "weather does not fail"
    assert check(note, str(note / "slow.md"), "--fail-on", "info").exit_code == 1
    assert "no such file" in stopped(check(note, str(note / "none.md")))
    (note / "empty.md").write_text("nothing", "utf-8")
    assert "no links found" in stopped(check(note, str(note / "empty.md")))
    assert check(note, str(note / "empty.md"), "--allow-empty").exit_code == 0
    assert "nonsense" in stopped(check(note, "--allow-private", "nonsense"))
    assert check(note, "--resolve", "nonsense").exit_code == 2


def test_no_network_is_exit_code_3(note: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.1.220", 0))
        port = taken.getsockname()[1]
        (note / "dead.md").write_text("".join(f"http://127.0.1.22{n}:{port}/\n" for n in range(6)), "utf-8")
        result = check(note, str(note / "dead.md"))
    assert result.exit_code == 3 and "is there a network?" in result.stderr


def test_baseline(note: Path) -> None:
    known = note / "known.json"
    assert check(note, "--write-baseline", str(known)).exit_code == 1
    result = check(note, "--baseline", str(known))
    assert result.exit_code == 0 and not result.stdout and "3 more in the baseline" in result.stderr
    text = (note / "notes/links.md").read_text("utf-8")
    (note / "notes/links.md").write_text("\n\n" + text + "\n[neu](neu.md)\n", "utf-8")
    result = check(note, "--baseline", str(known))
    assert result.exit_code == 1 and result.stdout.count("\n") == 1 and "neu.md" in result.stdout
    known.write_text("[]", "utf-8")
    assert "no baseline" in stopped(check(note, "--baseline", str(known)))


def test_offline_opens_no_socket(note: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refused)
    monkeypatch.setattr(socket, "socketpair", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)
    said = links(check(note, "--offline", "--format", "json"))
    assert sorted(said.values()) == ["arxiv_unknown", "file_missing", "ignored", "offline", "offline", "offline", "ok"]
    assert not (note / ".papernotes").exists()


def test_fix_moves_in_two_runs(base: Path, web: dict[str, str]) -> None:
    """Seen in two runs, written once, in both files and nowhere else; the third run has nothing to do."""
    old, new = f"{web['moved']}/old", f"{web['moved']}/new"
    text = f"\ufeff# 链接\r\n\r\n[a]({old}#teil) `{old}` {old}。\r\n"
    (base / "notes/links.md").write_bytes(text.encode())
    catalogue = (base / "papers.yaml").read_text(
        "utf-8"
    ) + f'm:\n  title: M\n  links:\n    code: "{old}" # 代码\n    page: {old}?x\n'
    (base / "papers.yaml").write_text(catalogue, "utf-8")
    assert "0 fixed" in check(base, "--fix", "--recheck").stderr
    assert "4 fixed" in check(base, "--fix", "--recheck").stderr
    assert (base / "notes/links.md").read_bytes().decode() == f"\ufeff# 链接\r\n\r\n[a]({new}#teil) `{old}` {new}。\r\n"
    expected = catalogue.replace(f'"{old}"', f'"{new}"').replace(f"{old}?x", new)
    assert (base / "papers.yaml").read_text("utf-8") == expected
    assert "0 fixed" in check(base, "--fix", "--recheck").stderr


def test_suggest_names_a_snapshot(note: Path, web: dict[str, str]) -> None:
    result = check(note, "--suggest", "--host-map", f"https://web.archive.org/={web['archive']}/")
    assert f"a copy is kept at 'https://web.archive.org/web/20200101000000/{web['gone']}/b'" in result.stdout


def test_a_site(base: Path, web: dict[str, str]) -> None:
    site = base / "site"
    (site / "p").mkdir(parents=True)
    (site / "index.html").write_text(
        "<a href=p/>p</a><a href='p/#x'>x</a><a href='p/#y'>y</a><img src=no.png>", "utf-8"
    )
    (site / "p/index.html").write_text(
        f"<h1 id=x>X</h1><a href='..'>up</a><a href='{web['ok']}/'>w</a><a href=/>r</a>", "utf-8"
    )
    result = check(base, "--site", str(site), "--format", "json")
    said = links(result)
    assert result.exit_code == 1
    assert {url for url, reason in said.items() if reason != "ok"} == {"p/#y", "no.png"}


def test_resolve_and_contact(note: Path, web: dict[str, str]) -> None:
    (note / "a.md").write_text(f"http://pages.test:{web['ok'].rsplit(':', 1)[1]}/", "utf-8")
    address = web["ok"].split("/")[2].split(":")[0]
    result = check(note, str(note / "a.md"), "--resolve", f"pages.test={address}", "--contact", "a@b.example")
    assert result.exit_code == 0 and "1 ok" in result.stderr


def test_settings(note: Path, web: dict[str, str]) -> None:
    rows = (
        f"{{url: '{web['gone']}/*', reason: known}}, {{url: 'https://x.example/', reason: ''}}, {{url: 'z', reason: y}}"
    )
    block = f"links: {{ignore: [{rows}], allow_private: ['127.0.1.0/24']}}, rules: {{LINK011: error}}"
    block = f"plugins: [{{papernotes: {{{block}}}}}]"
    text = (note / "mkdocs.yml").read_text("utf-8").replace("plugins: [search, papernotes]", block)
    (note / "mkdocs.yml").write_text(text, "utf-8")
    result = check(note, "--format", "json")
    assert links(result)[f"{web['gone']}/b#x"] == "ignored"
    rules = [row["rule"] for row in json.loads(result.stdout)["problems"]]
    assert sorted(rules) == ["LINK001", "LINK001", "LINK011", "LINK011"]
    (note / "mkdocs.yml").write_text(text.replace("ignore:", "ignored:"), "utf-8")
    assert "unknown setting 'links: ignored'" in stopped(check(note))


def test_every_link_of_the_input_is_in_the_report_once(note: Path, web: dict[str, str]) -> None:
    lines = [
        f"[{n}]({url}) <{url}>\n"
        for n, url in enumerate([*web.values(), "javascript:x", "mailto:x", "http://%zz", "a%00"])
    ]
    (note / "many.md").write_text("".join(lines), "utf-8")
    rows = json.loads(check(note, str(note / "many.md"), "--format", "json").stdout)["links"]
    places = [(row["line"], row["column"]) for row in rows]
    assert len(places) == len(set(places)) == 17 and places == sorted(places)


def _wait(done: Callable[[], bool]) -> None:
    """Until something has happened, and what came with it has been read."""
    end = time.monotonic() + 60
    while not done() and time.monotonic() < end:
        time.sleep(0.05)
    time.sleep(1)


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_keeps_the_cache(note: Path, server: Server, web: dict[str, str], sign: signal.Signals) -> None:
    before = len(server.listeners["hang"].seen)
    (note / "slow.md").write_text(f"{web['ok']}/a\n{web['hang']}/b\n", "utf-8")
    old = {"http://old.example/": Record("http://old.example/", "ok", checked_at=1e9)}
    cache.save(note / "c.jsonl", old)
    words = [
        "links",
        "slow.md",
        "--format",
        "json",
        "--allow-private",
        "127.0.1.0/24",
        "--cache",
        "c.jsonl",
        "--interval",
        "0",
    ]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    child = subprocess.Popen(
        [sys.executable, "-m", "papernotes", *words],
        cwd=note,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    _wait(lambda: len(server.listeners["hang"].seen) > before)
    child.send_signal(sign)
    out, err = child.communicate(timeout=20)
    assert child.returncode == 130 and "stopped" in err and "Traceback" not in err
    assert {row["url"]: row["reason"] or row["state"] for row in json.loads(out)["links"]} == {
        f"{web['ok']}/a": "ok",
        f"{web['hang']}/b": "interrupted",
    }
    known, warnings = cache.load(note / "c.jsonl")
    assert sorted(known) == sorted([f"{web['ok']}/a", "http://old.example/"]) and not warnings
